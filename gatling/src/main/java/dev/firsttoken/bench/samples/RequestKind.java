package dev.firsttoken.bench.samples;

import com.fasterxml.jackson.annotation.JsonProperty;

/** Kind of the requests of a level. */
public enum RequestKind {
  /** Streamed chat completion. */
  @JsonProperty("chat")
  CHAT,
  /** Plain GET request, of which only times, status and bytes are recorded. */
  @JsonProperty("micro")
  MICRO;

  /** Name in files. */
  public String label() {
    return switch (this) {
      case CHAT -> "chat";
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
