const NANOS_PER_MILLI = 1_000_000n;

/**
 * Due times of the frames: frame k is due at start + ttft + k * delay. They are absolute, so that a
 * late frame does not move the next one. All times are nanoseconds of the monotonic clock.
 */
export class FrameSchedule {
  startNanos = process.hrtime.bigint();
  #firstDueNanos;
  #periodNanos;

  constructor({ frames, delayMs, ttftMs }) {
    this.frames = frames;
    this.#firstDueNanos = this.startNanos + BigInt(ttftMs) * NANOS_PER_MILLI;
    this.#periodNanos = BigInt(delayMs) * NANOS_PER_MILLI;
    /** Due time of the last frame, or of the first if there are none. */
    this.endNanos = this.dueNanos(Math.max(frames - 1, 0));
  }

  dueNanos(frame) {
    return this.#firstDueNanos + BigInt(frame) * this.#periodNanos;
  }
}
