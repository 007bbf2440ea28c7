package dev.firsttoken.bench.load.requests;

import com.fasterxml.jackson.core.io.JsonStringEncoder;

/** JSON of a messages array with one user message. */
final class MessageText {
  /** Start of the array, up to the text. */
  static final String BEFORE = "[{\"role\":\"user\",\"content\":\"";

  static final String AFTER = "\"}]";

  private MessageText() {}

  /** Messages array of one prompt. */
  static String userMessages(String prompt) {
    return BEFORE + escape(prompt) + AFTER;
  }

  /** Escapes a text for a JSON string. */
  static String escape(String text) {
    return new String(JsonStringEncoder.getInstance().quoteAsString(text));
  }
}
