package dev.firsttoken.proxy.api;

/** One number that shapes the synthetic stream: its names, its default and its range. */
enum SyntheticSetting {
  FRAMES("frames", "SYN_FRAMES", 200, 0, 100_000),
  DELAY_MILLIS("delay_ms", "SYN_DELAY_MS", 5, 0, 60_000),
  BYTES_PER_FRAME("bytes_per_frame", "SYN_BYTES", 64, 1, 65_536),
  TTFT_MILLIS("ttft_ms", "SYN_TTFT_MS", 0, 0, 600_000),
  REASONING_FRAMES("reasoning_frames", "SYN_REASONING_FRAMES", 0, 0, 100_000);

  final String field;
  final String environmentVariable;
  final int defaultValue;
  final int min;
  final int max;

  SyntheticSetting(String field, String environmentVariable, int defaultValue, int min, int max) {
    this.field = field;
    this.environmentVariable = environmentVariable;
    this.defaultValue = defaultValue;
    this.min = min;
    this.max = max;
  }

  boolean isValid(long value) {
    return value >= min && value <= max;
  }

  /** What is wrong with a value, in one sentence. */
  String errorMessage(String name, String value) {
    return "%s must be an integer from %d to %d, not %s.".formatted(name, min, max, value);
  }
}
