package dev.firsttoken.proxy.synthetic;

import dev.firsttoken.proxy.api.SyntheticOptions;

/**
 * When each frame is due: {@code start + ttft + k * delay}, absolute, so that no frame's lateness
 * moves the next one. All nanoseconds of the monotonic clock.
 *
 * @param startNanos t0
 * @param firstDueNanos when frame 0 is due
 * @param periodNanos between frames
 * @param frames how many
 */
record FrameSchedule(long startNanos, long firstDueNanos, long periodNanos, int frames) {
  private static final long NANOS_PER_MILLI = 1_000_000;

  static FrameSchedule of(SyntheticOptions options, long startNanos) {
    return new FrameSchedule(
        startNanos,
        startNanos + options.ttftMillis() * NANOS_PER_MILLI,
        options.delayMillis() * NANOS_PER_MILLI,
        options.frames());
  }

  long dueNanos(int frame) {
    return firstDueNanos + frame * periodNanos;
  }

  /** When the last frame is due: the answer's end. Without frames, when the first would be. */
  long endNanos() {
    return dueNanos(Math.max(frames - 1, 0));
  }
}
