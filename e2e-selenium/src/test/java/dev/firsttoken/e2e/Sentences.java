package dev.firsttoken.e2e;

import static org.assertj.core.api.Assertions.assertThat;

/** Holds what a failure says to the standard that people can act on it. */
final class Sentences {
  private Sentences() {}

  /** Fails if a text is no sentence, or has the words of a program. */
  static void assertIsSentence(String text) {
    assertThat(text)
        .matches("(?s)[A-Z][^{}]* [^{}]*\\.[^{}]*")
        .doesNotContain("TypeError", "Failed to fetch", "undefined", "[object");
  }
}
