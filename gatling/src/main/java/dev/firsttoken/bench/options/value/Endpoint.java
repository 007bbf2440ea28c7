package dev.firsttoken.bench.options.value;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/** API that the requests use. */
public enum Endpoint {
  CHAT("/chat/completions", "[DONE]"),
  COMPLETIONS("/completions", "[DONE]"),
  RESPONSES("/responses", "response.completed"),
  MESSAGES("/messages", "message_stop"),
  /** Vectors of texts, which no server streams. */
  EMBEDDINGS("/embeddings", "");

  private final String path;
  private final String lastEvent;

  Endpoint(String path, String lastEvent) {
    this.path = path;
    this.lastEvent = lastEvent;
  }

  /**
   * Finds an endpoint by its name.
   *
   * @throws IllegalArgumentException with the valid names, if there is none of that name
   */
  public static Endpoint parse(String text) {
    return Arrays.stream(values())
        .filter(endpoint -> endpoint.label().equals(text))
        .findAny()
        .orElseThrow(() -> new IllegalArgumentException(validValues(text)));
  }

  private static String validValues(String text) {
    String names = "must be " + String.join(", ", labels());
    return text.contains("/") ? names + "; give a path by --path" : names;
  }

  public static List<String> labels() {
    return Arrays.stream(values()).map(Endpoint::label).toList();
  }

  /** Name on the command line. */
  public String label() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** Path below the base URL of an API, such as {@code http://localhost:8000/v1}. */
  public String path() {
    return path;
  }

  /** Event that ends a complete stream; empty if there are no streams. */
  public String lastEvent() {
    return lastEvent;
  }

  public boolean isStreamable() {
    return this != EMBEDDINGS;
  }

  /** Returns true if a request holds a list of messages, and not one text. */
  public boolean takesMessages() {
    return this == CHAT || this == RESPONSES || this == MESSAGES;
  }
}
