package dev.firsttoken.bench.baselines;

import java.util.Locale;

/** Work that a server can do for a comparison. */
public enum ServerMode {
  /** Generates its responses by itself. */
  SYNTHETIC,

  /** Passes requests on to an upstream, and its responses to the client. */
  RELAY;

  /** Name in a {@code target.json}. */
  String fieldValue() {
    return name().toLowerCase(Locale.ROOT);
  }
}
