package dev.firsttoken.bench.contract;

import dev.firsttoken.bench.load.client.ErrorMessage;
import java.util.ArrayList;
import java.util.List;

/**
 * Body of a response.
 *
 * @param text the whole body
 * @param reads number of parts in which it arrived
 * @param firstReadNanos time from the request to the first part; 0 if the body is empty
 */
record TimedBody(String text, int reads, long firstReadNanos) {
  private static final String DATA = "data:";
  private static final int MAX_EXCERPT_LENGTH = 400;

  /** Returns the data of each server-sent event. */
  List<String> events() {
    List<String> events = new ArrayList<>();
    StringBuilder data = new StringBuilder();
    for (String line : text.lines().toList()) {
      if (line.startsWith(DATA)) {
        String value = line.substring(DATA.length());
        data.append(data.isEmpty() ? "" : "\n").append(value.strip());
      } else if (line.isEmpty() && !data.isEmpty()) {
        events.add(data.toString());
        data.setLength(0);
      }
    }
    if (!data.isEmpty()) {
      events.add(data.toString());
    }
    return events;
  }

  /** Returns the start of a text, for a message. */
  static String excerpt(String text) {
    return text.length() <= MAX_EXCERPT_LENGTH ? text : text.substring(0, MAX_EXCERPT_LENGTH) + "…";
  }

  /** Returns the server's own words about an error, or the start of the body. */
  String errorMessage() {
    return errorMessage(text);
  }

  /** Returns the sentence of an error object, or the start of any other text. */
  static String errorMessage(String text) {
    return excerpt(ErrorMessage.find(text.strip()));
  }
}
