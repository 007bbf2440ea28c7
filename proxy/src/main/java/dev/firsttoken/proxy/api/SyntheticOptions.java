package dev.firsttoken.proxy.api;

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
public record SyntheticOptions(
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
  public static SyntheticOptions fromEnvironment(Map<String, String> environment) {
    SyntheticOptions options = new SyntheticOptions(0, 0, 0, 0, 0, false);
    for (SyntheticSetting setting : SyntheticSetting.values()) {
      options = options.with(setting, parse(setting, environment.get(setting.environmentVariable)));
    }
    if (options.reasoningFrames > options.frames) {
      throw new IllegalArgumentException(
          "SYN_REASONING_FRAMES must be at most the %d frames, not %d."
              .formatted(options.frames, options.reasoningFrames));
    }
    return options;
  }

  /** The same but for one number. */
  SyntheticOptions with(SyntheticSetting setting, int value) {
    return new SyntheticOptions(
        setting == SyntheticSetting.FRAMES ? value : frames,
        setting == SyntheticSetting.DELAY_MILLIS ? value : delayMillis,
        setting == SyntheticSetting.BYTES_PER_FRAME ? value : bytesPerFrame,
        setting == SyntheticSetting.TTFT_MILLIS ? value : ttftMillis,
        setting == SyntheticSetting.REASONING_FRAMES ? value : reasoningFrames,
        stamp);
  }

  SyntheticOptions withStamp(boolean stamp) {
    return new SyntheticOptions(
        frames, delayMillis, bytesPerFrame, ttftMillis, reasoningFrames, stamp);
  }

  private static int parse(SyntheticSetting setting, @Nullable String value) {
    if (value == null || value.isBlank()) {
      return setting.defaultValue;
    }
    try {
      long number = Long.parseLong(value.strip());
      if (setting.isValid(number)) {
        return (int) number;
      }
    } catch (NumberFormatException e) {
      // Said below, with the range.
    }
    throw new IllegalArgumentException(
        setting.errorMessage(setting.environmentVariable, '"' + value + '"'));
  }
}
