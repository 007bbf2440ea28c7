package dev.firsttoken.proxy.exchange;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The shape of a synthetic stream: frame k is due at {@code t0 + ttftMillis + k * delayMillis}.
 *
 * @param frames content events
 * @param delayMillis between frames; 0 is as fast as the client reads
 * @param bytesPerFrame ASCII characters of each frame's content
 * @param ttftMillis before the first frame
 * @param reasoningFrames how many of the frames, the first ones, carry reasoning instead
 * @param stamp whether each chunk carries {@code seq}, {@code due_ns} and {@code sent_ns}
 */
public record Knobs(
    int frames,
    int delayMillis,
    int bytesPerFrame,
    int ttftMillis,
    int reasoningFrames,
    boolean stamp) {

  /**
   * The defaults: from the environment's {@code SYN_*}, else the server contract's.
   *
   * @throws IllegalArgumentException naming variable, value and range
   */
  public static Knobs defaults(Map<String, String> environment) {
    Knobs knobs = new Knobs(0, 0, 0, 0, 0, false);
    for (Knob knob : Knob.values()) {
      knobs = knobs.with(knob, read(knob, environment.get(knob.environment)));
    }
    if (knobs.reasoningFrames > knobs.frames) {
      throw new IllegalArgumentException(
          "SYN_REASONING_FRAMES must be at most the %d frames, not %d."
              .formatted(knobs.frames, knobs.reasoningFrames));
    }
    return knobs;
  }

  /** The same but for one number. */
  Knobs with(Knob knob, int value) {
    return new Knobs(
        knob == Knob.FRAMES ? value : frames,
        knob == Knob.DELAY_MILLIS ? value : delayMillis,
        knob == Knob.BYTES_PER_FRAME ? value : bytesPerFrame,
        knob == Knob.TTFT_MILLIS ? value : ttftMillis,
        knob == Knob.REASONING_FRAMES ? value : reasoningFrames,
        stamp);
  }

  Knobs stamped(boolean stamp) {
    return new Knobs(frames, delayMillis, bytesPerFrame, ttftMillis, reasoningFrames, stamp);
  }

  private static int read(Knob knob, @Nullable String value) {
    if (value == null || value.isBlank()) {
      return knob.fallback;
    }
    try {
      long number = Long.parseLong(value.strip());
      if (knob.takes(number)) {
        return (int) number;
      }
    } catch (NumberFormatException e) {
      // Said below, with the range.
    }
    throw new IllegalArgumentException(knob.refusal(knob.environment, '"' + value + '"'));
  }
}
