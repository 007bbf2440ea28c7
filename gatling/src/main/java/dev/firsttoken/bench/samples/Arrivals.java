package dev.firsttoken.bench.samples;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.Locale;

/** Arrivals of the requests of an open level. */
public enum Arrivals {
  /** Even gaps. */
  @JsonProperty("constant")
  CONSTANT,
  /** Exponential gaps. */
  @JsonProperty("poisson")
  POISSON,
  /** Recorded times. */
  @JsonProperty("trace")
  TRACE;

  /** Name in files and results. */
  public String label() {
    return name().toLowerCase(Locale.ROOT);
  }

  /**
   * Returns the arrivals with this label.
   *
   * @throws IllegalArgumentException if there are none
   */
  public static Arrivals of(String label) {
    for (Arrivals arrivals : values()) {
      if (arrivals.label().equals(label)) {
        return arrivals;
      }
    }
    throw new IllegalArgumentException("unknown arrivals: \"%s\"".formatted(label));
  }
}
