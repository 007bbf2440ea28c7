package dev.firsttoken.bench.options;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** What a tokenizer counts by: one of OpenAI's. */
public enum TokenizerName {
  CL100K_BASE,
  O200K_BASE;

  /** All of them, as they are named on the command line. */
  public static List<String> labels() {
    return Arrays.stream(values()).map(TokenizerName::label).toList();
  }

  /** Null where none has that name. */
  static @Nullable TokenizerName fromLabel(String label) {
    return Arrays.stream(values())
        .filter(name -> name.label().equals(label))
        .findAny()
        .orElse(null);
  }

  private String label() {
    return name().toLowerCase(Locale.ROOT);
  }
}
