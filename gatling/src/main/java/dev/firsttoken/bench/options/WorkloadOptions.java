package dev.firsttoken.bench.options;

import dev.firsttoken.bench.dataset.Prompt;
import dev.firsttoken.bench.dataset.Prompts;
import dev.firsttoken.bench.dataset.Trace;
import dev.firsttoken.bench.options.value.TokenizerName;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Prompts beyond a single one, and the counting of response tokens.
 *
 * @param prompts prompts of a file, or null to send {@link RequestOptions#prompt()} each time
 * @param trace trace to replay, or null for none
 * @param turns requests of a conversation; 1 for single requests
 * @param uniquePrefix whether each request's last user message starts with different characters
 * @param tokenizer tokenizer of the responses, or null for none
 */
public record WorkloadOptions(
    @Nullable Prompts prompts,
    @Nullable Trace trace,
    int turns,
    boolean uniquePrefix,
    @Nullable TokenizerName tokenizer) {

  /** The same prompt in every request. */
  public static final WorkloadOptions DEFAULT = new WorkloadOptions(null, null, 1, false, null);

  /** Settings of the number and times of requests, which a trace sets too. */
  private static final List<Setting> TIMING_SETTINGS =
      List.of(
          Setting.CONCURRENCY,
          Setting.RATE,
          Setting.ARRIVALS,
          Setting.TOTAL,
          Setting.DURATION,
          Setting.RAMP,
          Setting.FIND_MAX);

  private static final double MIN_SPEED = 0.01;
  private static final double MAX_SPEED = 1000;

  /**
   * @throws InvalidOptionException for a value or a line of a file that can't be used
   */
  static WorkloadOptions from(RawOptions rawOptions, OptionReader optionReader) {
    checkCombinations(rawOptions);
    Integer turns = optionReader.number(Setting.TURNS);
    double speed = parseSpeed(rawOptions);
    Prompts prompts =
        readFile(
            rawOptions,
            optionReader,
            Setting.PROMPTS,
            path -> Prompts.read(path, Setting.MAX_TOKENS.min(), Setting.MAX_TOKENS.max()));
    Trace trace =
        readFile(rawOptions, optionReader, Setting.TRACE, path -> Trace.read(path, speed));
    WorkloadOptions workloadOptions =
        new WorkloadOptions(
            prompts,
            trace,
            turns == null ? 1 : turns,
            optionReader.toggle(Setting.UNIQUE_PREFIX),
            tokenizer(rawOptions));
    workloadOptions.checkPromptTexts(rawOptions);
    return workloadOptions;
  }

  private static <T> @Nullable T readFile(
      RawOptions rawOptions, OptionReader optionReader, Setting key, Function<Path, T> parser) {
    Path path = optionReader.readableFile(key);
    try {
      return path == null ? null : parser.apply(path);
    } catch (IllegalArgumentException e) {
      throw rawOptions.invalid(key, String.valueOf(e.getMessage()));
    }
  }

  private static double parseSpeed(RawOptions rawOptions) {
    String text = rawOptions.text(Setting.SPEED);
    try {
      double speed = text == null ? 1 : Double.parseDouble(text);
      if (speed >= MIN_SPEED && speed <= MAX_SPEED) {
        return speed;
      }
    } catch (NumberFormatException e) {
      throw rawOptions.invalid(Setting.SPEED);
    }
    throw rawOptions.invalid(Setting.SPEED);
  }

  private static @Nullable TokenizerName tokenizer(RawOptions rawOptions) {
    String text = rawOptions.text(Setting.TOKENIZER);
    TokenizerName tokenizerName = text == null ? null : TokenizerName.fromLabel(text);
    if (text != null && tokenizerName == null) {
      throw rawOptions.invalid(Setting.TOKENIZER);
    }
    return tokenizerName;
  }

  // Two settings of the same thing would contradict each other.
  private static void checkCombinations(RawOptions rawOptions) {
    rejectCombination(rawOptions, Setting.PROMPTS, Setting.PROMPT, "the file sets the prompts");
    for (Setting other : new Setting[] {Setting.PROMPT, Setting.PROMPTS, Setting.TURNS}) {
      rejectCombination(rawOptions, Setting.TRACE, other, "the trace sets the prompts");
    }
    for (Setting other : new Setting[] {Setting.MAX_TOKENS, Setting.FRAMES}) {
      rejectCombination(rawOptions, Setting.TRACE, other, "the trace sets the response lengths");
    }
    for (Setting other : TIMING_SETTINGS) {
      rejectCombination(rawOptions, Setting.TRACE, other, "the trace sets the due times");
    }
    if (rawOptions.has(Setting.SPEED) && !rawOptions.has(Setting.TRACE)) {
      throw rawOptions.invalid(Setting.SPEED, "needs --trace, the requests to replay");
    }
  }

  private static void rejectCombination(
      RawOptions rawOptions, Setting key, Setting other, String reason) {
    if (rawOptions.has(key) && rawOptions.has(other)) {
      throw rawOptions.invalid(
          key, "can't be combined with --%s: %s".formatted(other.flag(), reason));
    }
  }

  private void checkPromptTexts(RawOptions rawOptions) {
    if (uniquePrefix && prompts != null) {
      for (Prompt prompt : prompts.prompts()) {
        if (prompt.textOffset() < 0) {
          throw rawOptions.invalid(
              Setting.PROMPTS,
              "line %d: the last user message has no text, and --unique-prefix needs some"
                  .formatted(prompt.lineNumber()));
        }
      }
    }
  }
}
