package dev.firsttoken.bench.samples;

import com.fasterxml.jackson.annotation.JsonProperty;

/** Kind of the requests of a level. */
public enum RequestKind {
  /** Streamed chat completion. */
  @JsonProperty("chat")
  CHAT;

  /** Name in files. */
  public String label() {
    return switch (this) {
      case CHAT -> "chat";
    };
  }

  /**
   * Returns the kind with this label.
   *
   * @throws IllegalArgumentException if there is none
   */
  public static RequestKind of(String label) {
    for (RequestKind kind : values()) {
      if (kind.label().equals(label)) {
        return kind;
      }
    }
    throw new IllegalArgumentException("unknown kind of request: \"%s\"".formatted(label));
  }
}
