package dev.firsttoken.proxy.api;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Shape of a synthetic stream: frame k is due at {@code t0 + ttftMillis + k * delayMillis}.
 *
 * @param frames content events
 * @param delayMillis between frames; 0 sends as fast as the client reads
 * @param bytesPerFrame content length of each frame, in ASCII characters
 * @param ttftMillis wait before the first frame
 * @param reasoningFrames number of leading frames that carry reasoning instead of content
 * @param spinNanos CPU time to burn before each frame of a stream is written
 * @param maxTokens limit of the frames; {@link #NO_LIMIT} if there is none
 * @param stamp whether each chunk carries {@code seq}, {@code due_ns} and {@code sent_ns}
 */
public record SyntheticOptions(
    int frames,
    int delayMillis,
    int bytesPerFrame,
    int ttftMillis,
    int reasoningFrames,
    int spinNanos,
    int maxTokens,
    boolean stamp) {
  /** Value of {@link #maxTokens} without a limit. */
  public static final int NO_LIMIT = Integer.MAX_VALUE;

  /**
   * Reads {@code SYN_*} variables; an unset one takes the server contract's default.
   *
   * @throws IllegalArgumentException if a value is invalid, naming variable, value and range
   */
  public static SyntheticOptions fromEnvironment(Map<String, String> environment) {
    SyntheticOptions options =
        new SyntheticOptions(
            0, 0, 0, 0, 0, parseSpin(environment.get(SpinTime.VARIABLE)), NO_LIMIT, false);
    for (SyntheticSetting setting : SyntheticSetting.values()) {
      options = options.with(setting, parse(setting, environment.get(setting.variable)));
    }
    if (options.reasoningFrames > options.frames) {
      throw new IllegalArgumentException(
          "SYN_REASONING_FRAMES must be at most SYN_FRAMES (%d), not %d."
              .formatted(options.frames, options.reasoningFrames));
    }
    return options;
  }

  /** Copies the options with one number replaced. */
  SyntheticOptions with(SyntheticSetting setting, int value) {
    return new SyntheticOptions(
        setting == SyntheticSetting.FRAMES ? value : frames,
        setting == SyntheticSetting.DELAY_MILLIS ? value : delayMillis,
        setting == SyntheticSetting.BYTES_PER_FRAME ? value : bytesPerFrame,
        setting == SyntheticSetting.TTFT_MILLIS ? value : ttftMillis,
        setting == SyntheticSetting.REASONING_FRAMES ? value : reasoningFrames,
        spinNanos,
        maxTokens,
        stamp);
  }

  SyntheticOptions withStamp(boolean stamp) {
    return new SyntheticOptions(
        frames,
        delayMillis,
        bytesPerFrame,
        ttftMillis,
        reasoningFrames,
        spinNanos,
        maxTokens,
        stamp);
  }

  SyntheticOptions withSpin(int nanos) {
    return new SyntheticOptions(
        frames, delayMillis, bytesPerFrame, ttftMillis, reasoningFrames, nanos, maxTokens, stamp);
  }

  /** Copies the options with a limit of the frames, unless they have a smaller one. */
  SyntheticOptions withMaxTokens(int limit) {
    return new SyntheticOptions(
        frames,
        delayMillis,
        bytesPerFrame,
        ttftMillis,
        reasoningFrames,
        spinNanos,
        Math.min(limit, maxTokens),
        stamp);
  }

  /** The number of frames that are sent. */
  public int sentFrames() {
    return Math.min(frames, maxTokens);
  }

  /** The number of leading frames that carry reasoning, of those that are sent. */
  public int sentReasoningFrames() {
    return Math.min(reasoningFrames, maxTokens);
  }

  /** Reason for the end of the response, in OpenAI's words. */
  public String finishReason() {
    return maxTokens < frames ? "length" : "stop";
  }

  private static int parseSpin(@Nullable String value) {
    if (value == null || value.isBlank()) {
      return 0;
    }
    String text = value.strip();
    return SpinTime.parseNanos(text)
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    SpinTime.error(SpinTime.VARIABLE, '"' + IntRange.abbreviate(text) + '"')));
  }

  private static int parse(SyntheticSetting setting, @Nullable String value) {
    if (value == null || value.isBlank()) {
      return setting.defaultValue;
    }
    String text = value.strip();
    IntRange range = setting.range(setting.variable);
    return range
        .parse(text)
        .orElseThrow(() -> new IllegalArgumentException(range.parseError(text)));
  }
}
