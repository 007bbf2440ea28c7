package dev.firsttoken.netty;

/**
 * Due times of the frames: frame k is due at {@code start + ttft + k * delay}. They are absolute,
 * so that a late frame does not move the next one. All times are nanoseconds of the monotonic
 * clock.
 */
record DueTimes(long startNanos, long firstNanos, long periodNanos, int frames) {
  private static final long NANOS_PER_MILLI = 1_000_000;

  static DueTimes startingAt(long startNanos, StreamOptions options) {
    return new DueTimes(
        startNanos,
        startNanos + options.ttftMillis() * NANOS_PER_MILLI,
        options.delayMillis() * NANOS_PER_MILLI,
        options.frames());
  }

  long ofFrame(int frame) {
    return firstNanos + frame * periodNanos;
  }

  /** End of the response: the due time of the last frame, or of the first if there are none. */
  long endNanos() {
    return ofFrame(Math.max(frames - 1, 0));
  }
}
