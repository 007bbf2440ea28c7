package dev.firsttoken.bench.options;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/** What a tokenizer counts by. */
public enum Vocabulary {
  CL100K_BASE,
  O200K_BASE;

  /** All of them, as they are named on the command line. */
  public static List<String> labels() {
    return Arrays.stream(values()).map(Vocabulary::label).toList();
  }

  private String label() {
    return name().toLowerCase(Locale.ROOT);
  }
}
