package dev.firsttoken.proxy.synthetic;

import dev.firsttoken.proxy.api.SyntheticOptions;

/**
 * Due times of the frames: frame k is due at {@code start + ttft + k * delay}. They are absolute,
 * so that a late frame does not move the next one. All times are nanoseconds of the monotonic
 * clock.
 *
 * @param startNanos start of the response
 * @param firstDueNanos due time of frame 0
 * @param periodNanos time between frames
 * @param frames number of frames
 */
record FrameSchedule(long startNanos, long firstDueNanos, long periodNanos, int frames) {
  private static final long NANOS_PER_MILLI = 1_000_000;

  static FrameSchedule of(SyntheticOptions options, long startNanos) {
    return new FrameSchedule(
        startNanos,
        startNanos + options.ttftMillis() * NANOS_PER_MILLI,
        options.delayMillis() * NANOS_PER_MILLI,
        options.sentFrames());
  }

  long dueNanos(int frame) {
    return firstDueNanos + frame * periodNanos;
  }

  /** End of the response: the due time of the last frame, or of the first if there are none. */
  long endNanos() {
    return dueNanos(Math.max(frames - 1, 0));
  }
}
