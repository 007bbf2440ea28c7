package dev.firsttoken.netty;

import java.math.BigDecimal;

/** Number that shapes a synthetic response: its two names, its default and its range. */
enum StreamKnob {
  FRAMES("frames", "SYN_FRAMES", 200, 0, 100_000, 0),
  DELAY_MILLIS("delay_ms", "SYN_DELAY_MS", 5, 0, 60_000, 0),
  BYTES_PER_FRAME("bytes_per_frame", "SYN_BYTES", 64, 1, 65_536, 0),
  TTFT_MILLIS("ttft_ms", "SYN_TTFT_MS", 0, 0, 600_000, 0),
  REASONING_FRAMES("reasoning_frames", "SYN_REASONING_FRAMES", 0, 0, 100_000, 0),
  SPIN_MICROS("spin_us", "SYN_SPIN_US", 0, 0, 10_000, 1);

  final String field;
  final String variable;
  final BigDecimal defaultValue;
  private final int min;
  private final int max;
  private final int decimals;

  StreamKnob(String field, String variable, int defaultValue, int min, int max, int decimals) {
    this.field = field;
    this.variable = variable;
    this.defaultValue = BigDecimal.valueOf(defaultValue);
    this.min = min;
    this.max = max;
    this.decimals = decimals;
  }

  /** The range under one of the two names. */
  NumberRange range(String name) {
    return new NumberRange(name, min, max, decimals);
  }
}
