package dev.firsttoken.proxy.api;

/** Number that shapes the synthetic stream: its two names, its default and its range. */
enum SyntheticSetting {
  FRAMES("frames", "SYN_FRAMES", 200, 0, 100_000),
  DELAY_MILLIS("delay_ms", "SYN_DELAY_MS", 5, 0, 60_000),
  BYTES_PER_FRAME("bytes_per_frame", "SYN_BYTES", 64, 1, 65_536),
  TTFT_MILLIS("ttft_ms", "SYN_TTFT_MS", 0, 0, 600_000),
  REASONING_FRAMES("reasoning_frames", "SYN_REASONING_FRAMES", 0, 0, 100_000);

  /** Field of a request's JSON. */
  final String field;

  /** Environment variable. */
  final String variable;

  final int defaultValue;
  private final int min;
  private final int max;

  SyntheticSetting(String field, String variable, int defaultValue, int min, int max) {
    this.field = field;
    this.variable = variable;
    this.defaultValue = defaultValue;
    this.min = min;
    this.max = max;
  }

  /** The range under one of the two names. */
  IntRange range(String name) {
    return new IntRange(name, min, max);
  }
}
