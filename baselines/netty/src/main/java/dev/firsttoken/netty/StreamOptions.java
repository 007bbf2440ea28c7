package dev.firsttoken.netty;

import java.math.BigDecimal;
import java.util.Map;
import java.util.Objects;

/**
 * Shape of a synthetic response: frame k is due at {@code t0 + ttftMillis + k * delayMillis}.
 *
 * @param frames content events
 * @param delayMillis between frames; 0 sends as fast as the client reads
 * @param bytesPerFrame content length of each frame, in ASCII characters
 * @param ttftMillis wait before the first frame
 * @param reasoningFrames number of leading frames that carry reasoning instead of content
 * @param spinNanos CPU time to burn before each frame of a stream
 * @param stamp whether each chunk carries {@code seq}, {@code due_ns} and {@code sent_ns}
 */
record StreamOptions(
    int frames,
    int delayMillis,
    int bytesPerFrame,
    int ttftMillis,
    int reasoningFrames,
    int spinNanos,
    boolean stamp) {
  private static final int NANO_DIGITS = 3;

  /**
   * Creates the options of one request.
   *
   * @param numbers a valid value for each knob
   * @param maxFrames cap of the frames
   */
  static StreamOptions of(Map<StreamKnob, BigDecimal> numbers, int maxFrames, boolean stamp) {
    int frames = Math.min(integer(numbers, StreamKnob.FRAMES), maxFrames);
    return new StreamOptions(
        frames,
        integer(numbers, StreamKnob.DELAY_MILLIS),
        integer(numbers, StreamKnob.BYTES_PER_FRAME),
        integer(numbers, StreamKnob.TTFT_MILLIS),
        Math.min(integer(numbers, StreamKnob.REASONING_FRAMES), frames),
        number(numbers, StreamKnob.SPIN_MICROS).movePointRight(NANO_DIGITS).intValueExact(),
        stamp);
  }

  private static int integer(Map<StreamKnob, BigDecimal> numbers, StreamKnob knob) {
    return number(numbers, knob).intValueExact();
  }

  private static BigDecimal number(Map<StreamKnob, BigDecimal> numbers, StreamKnob knob) {
    return Objects.requireNonNull(numbers.get(knob));
  }
}
