package dev.firsttoken.bench.options.value;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Vocabulary of a tokenizer, one of OpenAI's. */
public enum TokenizerName {
  CL100K_BASE,
  O200K_BASE;

  /** Names on the command line. */
  public static List<String> labels() {
    return Arrays.stream(values()).map(TokenizerName::label).toList();
  }

  /** Returns the tokenizer of that name, or null if there is none. */
  public static @Nullable TokenizerName fromLabel(String label) {
    return Arrays.stream(values())
        .filter(name -> name.label().equals(label))
        .findAny()
        .orElse(null);
  }

  /** Name on the command line: {@code o200k_base}. */
  public String label() {
    return name().toLowerCase(Locale.ROOT);
  }
}
