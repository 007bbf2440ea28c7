package dev.firsttoken.proxy.api;

/** Number that shapes the synthetic stream: its default, and its range under both of its names. */
enum SyntheticSetting {
  FRAMES("frames", "SYN_FRAMES", 200, 0, 100_000),
  DELAY_MILLIS("delay_ms", "SYN_DELAY_MS", 5, 0, 60_000),
  BYTES_PER_FRAME("bytes_per_frame", "SYN_BYTES", 64, 1, 65_536),
  TTFT_MILLIS("ttft_ms", "SYN_TTFT_MS", 0, 0, 600_000),
  REASONING_FRAMES("reasoning_frames", "SYN_REASONING_FRAMES", 0, 0, 100_000);

  /** Field of a request's JSON. */
  final IntRange field;

  /** Environment variable. */
  final IntRange variable;

  final int defaultValue;

  SyntheticSetting(String field, String variable, int defaultValue, int min, int max) {
    this.field = new IntRange(field, min, max);
    this.variable = new IntRange(variable, min, max);
    this.defaultValue = defaultValue;
  }
}
