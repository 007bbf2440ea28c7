package dev.firsttoken.bench.samples;

import java.util.Locale;

/** Which part of its level a request belongs to. Only measured ones enter a number. */
public enum Phase {
  /** Sent before the level, so that server and client are warm. */
  WARMUP,
  /** Sent while the load was still climbing to its level. */
  RAMP,
  MEASURED;

  /** The name in files: {@code warmup}. */
  public String label() {
    return name().toLowerCase(Locale.ROOT);
  }
}
