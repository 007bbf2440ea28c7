package dev.firsttoken.proxy.exchange;

/** One number that shapes the synthetic stream: its names, its default and its range. */
enum Knob {
  FRAMES("frames", "SYN_FRAMES", 200, 0, 100_000),
  DELAY_MILLIS("delay_ms", "SYN_DELAY_MS", 5, 0, 60_000),
  BYTES_PER_FRAME("bytes_per_frame", "SYN_BYTES", 64, 1, 65_536),
  TTFT_MILLIS("ttft_ms", "SYN_TTFT_MS", 0, 0, 600_000),
  REASONING_FRAMES("reasoning_frames", "SYN_REASONING_FRAMES", 0, 0, 100_000);

  final String field;
  final String environment;
  final int fallback;
  final int least;
  final int most;

  Knob(String field, String environment, int fallback, int least, int most) {
    this.field = field;
    this.environment = environment;
    this.fallback = fallback;
    this.least = least;
    this.most = most;
  }

  boolean takes(long value) {
    return value >= least && value <= most;
  }

  /** What is wrong with a value, in one sentence. */
  String refusal(String name, String value) {
    return "%s must be an integer from %d to %d, not %s.".formatted(name, least, most, value);
  }
}
