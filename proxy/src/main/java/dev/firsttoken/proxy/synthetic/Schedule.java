package dev.firsttoken.proxy.synthetic;

import dev.firsttoken.proxy.exchange.Knobs;

/**
 * When each frame is due: {@code start + ttft + k * delay}, absolute, so that no frame's lateness
 * moves the next one. All nanoseconds of the monotonic clock.
 *
 * @param startNanos t0
 * @param firstNanos when frame 0 is due
 * @param periodNanos between frames
 * @param frames how many
 */
record Schedule(long startNanos, long firstNanos, long periodNanos, int frames) {
  private static final long NANOS_PER_MILLI = 1_000_000;

  static Schedule of(Knobs knobs, long startNanos) {
    return new Schedule(
        startNanos,
        startNanos + knobs.ttftMillis() * NANOS_PER_MILLI,
        knobs.delayMillis() * NANOS_PER_MILLI,
        knobs.frames());
  }

  long dueNanos(int frame) {
    return firstNanos + frame * periodNanos;
  }

  /** When the last frame is due: the answer's end. Without frames, when the first would be. */
  long endNanos() {
    return dueNanos(Math.max(frames - 1, 0));
  }
}
