package dev.firsttoken.bench.samples;

import com.fasterxml.jackson.annotation.JsonProperty;

/** Kind of the requests of a level. */
public enum RequestKind {
  /** Streamed response of a model, mostly to a chat. */
  @JsonProperty("chat")
  CHAT,
  /** Response of a model that is not streamed: it has tokens, and no content events. */
  @JsonProperty("whole")
  WHOLE,
  /** Plain GET request, of which only times, status and bytes are recorded. */
  @JsonProperty("micro")
  MICRO;

  /** Returns true if the responses are those of a model, which have tokens. */
  public boolean hasTokens() {
    return this != MICRO;
  }

  /** Name in files. */
  public String label() {
    return switch (this) {
      case CHAT -> "chat";
      case WHOLE -> "whole";
      case MICRO -> "micro";
    };
  }

  /**
   * Finds a kind by its name in files.
   *
   * @throws IllegalArgumentException if there is none of that name
   */
  public static RequestKind parse(String label) {
    for (RequestKind kind : values()) {
      if (kind.label().equals(label)) {
        return kind;
      }
    }
    throw new IllegalArgumentException("unknown kind of request: \"%s\"".formatted(label));
  }
}
