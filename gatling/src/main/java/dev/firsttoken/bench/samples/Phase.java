package dev.firsttoken.bench.samples;

import java.util.Locale;

/** Part of a level in which a request is sent. Only measured requests count in results. */
public enum Phase {
  /** Before the level, to warm up server and client. */
  WARMUP,
  /** While the load rises to its level. */
  RAMP,
  MEASURED;

  /** Name in files, for example {@code warmup}. */
  public String label() {
    return name().toLowerCase(Locale.ROOT);
  }
}
