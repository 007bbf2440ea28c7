package dev.firsttoken.bench.options;

import static java.util.Objects.requireNonNull;
import static java.util.Objects.requireNonNullElse;

import dev.firsttoken.bench.dataset.Datasets;
import dev.firsttoken.bench.dataset.LineRules;
import dev.firsttoken.bench.dataset.Prompt;
import dev.firsttoken.bench.dataset.Prompts;
import dev.firsttoken.bench.dataset.TokenRange;
import dev.firsttoken.bench.dataset.Trace;
import dev.firsttoken.bench.options.value.LengthDistribution;
import dev.firsttoken.bench.options.value.RequestLengths;
import dev.firsttoken.bench.options.value.Shard;
import dev.firsttoken.bench.options.value.TokenizerName;
import dev.firsttoken.bench.tokens.Tokenizer;
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
 * @param lengths lengths that are asked for
 * @param shard which of all requests are sent
 */
public record WorkloadOptions(
    @Nullable Prompts prompts,
    @Nullable Trace trace,
    int turns,
    boolean uniquePrefix,
    @Nullable TokenizerName tokenizer,
    RequestLengths lengths,
    Shard shard) {

  /** The same prompt in every request. */
  public static final WorkloadOptions DEFAULT = new WorkloadOptions(null, null, 1, false, null);

  /** Creates a workload that asks for no lengths. */
  public WorkloadOptions(
      @Nullable Prompts prompts,
      @Nullable Trace trace,
      int turns,
      boolean uniquePrefix,
      @Nullable TokenizerName tokenizer) {
    this(prompts, trace, turns, uniquePrefix, tokenizer, RequestLengths.NONE);
  }

  /** Creates a workload of which all requests are sent. */
  public WorkloadOptions(
      @Nullable Prompts prompts,
      @Nullable Trace trace,
      int turns,
      boolean uniquePrefix,
      @Nullable TokenizerName tokenizer,
      RequestLengths lengths) {
    this(prompts, trace, turns, uniquePrefix, tokenizer, lengths, Shard.WHOLE);
  }

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

  /** Settings with which a response ends even if the server ignores its end. */
  private static final List<Setting> LIMITS =
      List.of(
          Setting.OUTPUT_TOKENS,
          Setting.MAX_TOKENS,
          Setting.DATASET,
          Setting.PROMPTS,
          Setting.TRACE);

  private static final double MIN_SPEED = 0.01;
  private static final double MAX_SPEED = 1000;

  /**
   * @throws InvalidOptionException for a value or a line of a file that can't be used
   */
  static WorkloadOptions from(RawOptions rawOptions, OptionReader optionReader) {
    checkCombinations(rawOptions, optionReader);
    Integer turns = optionReader.number(Setting.TURNS);
    double speed = parseSpeed(rawOptions);
    TokenizerName tokenizer = tokenizer(rawOptions);
    RequestLengths lengths = lengths(rawOptions, optionReader, tokenizer);
    WorkloadOptions workloadOptions =
        new WorkloadOptions(
            prompts(rawOptions, optionReader, lengths, counter(tokenizer)),
            readFile(rawOptions, optionReader, Setting.TRACE, path -> Trace.read(path, speed)),
            turns == null ? 1 : turns,
            optionReader.toggle(Setting.UNIQUE_PREFIX),
            tokenizer,
            lengths,
            requireNonNullElse(optionReader.parsed(Setting.SHARD, Shard::parse), Shard.WHOLE));
    workloadOptions.checkPromptTexts(rawOptions);
    return workloadOptions;
  }

  /** Returns true if lines of a file name their models. */
  public boolean namesModels() {
    return prompts != null && prompts.nameModels();
  }

  /** Returns the same workload, in which prompts that name no model name this one. */
  WorkloadOptions withModel(String model) {
    Prompts named = prompts == null ? null : prompts.withModel(model);
    return new WorkloadOptions(named, trace, turns, uniquePrefix, tokenizer, lengths, shard);
  }

  private static RequestLengths lengths(
      RawOptions rawOptions, OptionReader optionReader, @Nullable TokenizerName tokenizer) {
    LengthDistribution input = length(rawOptions, Setting.INPUT_TOKENS);
    LengthDistribution output = length(rawOptions, Setting.OUTPUT_TOKENS);
    boolean ignoreEos = optionReader.toggle(Setting.IGNORE_EOS);
    return input == null && output == null && !ignoreEos
        ? RequestLengths.NONE
        : new RequestLengths(input, output, ignoreEos, counter(tokenizer), seed(optionReader));
  }

  private static TokenizerName counter(@Nullable TokenizerName tokenizer) {
    return tokenizer == null ? RequestLengths.NONE.tokenizer() : tokenizer;
  }

  private static @Nullable LengthDistribution length(RawOptions rawOptions, Setting key) {
    String text = rawOptions.text(key);
    try {
      return text == null ? null : LengthDistribution.parse(text);
    } catch (IllegalArgumentException e) {
      throw rawOptions.invalid(key, String.valueOf(e.getMessage()));
    }
  }

  private static long seed(OptionReader optionReader) {
    return requireNonNull(optionReader.number(Setting.SEED));
  }

  private static @Nullable Prompts prompts(
      RawOptions rawOptions,
      OptionReader optionReader,
      RequestLengths lengths,
      TokenizerName counter) {
    TokenRange range = new TokenRange(Setting.MAX_TOKENS.min(), Setting.MAX_TOKENS.max());
    LineRules rules = new LineRules(range, !optionReader.wholeResponses());
    Long shuffleSeed = optionReader.toggle(Setting.SHUFFLE) ? seed(optionReader) : null;
    Prompts prompts =
        readFile(rawOptions, optionReader, Setting.PROMPTS, path -> Prompts.read(path, rules));
    if (prompts != null) {
      return shuffleSeed == null ? prompts : prompts.shuffled(shuffleSeed);
    }
    Datasets.Settings settings =
        new Datasets.Settings(
            rules,
            shuffleSeed,
            lengths.output() == null ? null : lengths.output().max(),
            () -> Tokenizer.of(counter));
    Datasets.Selected selected =
        readFile(rawOptions, optionReader, Setting.DATASET, path -> Datasets.read(path, settings));
    if (selected == null) {
      return null;
    }
    selected
        .notices()
        .forEach(
            notice ->
                System.err.println(
                    "bench: %s: %s".formatted(rawOptions.text(Setting.DATASET), notice)));
    return selected.prompts();
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

  /** Rejects two settings of the same thing, and those that need another. */
  private static void checkCombinations(RawOptions rawOptions, OptionReader optionReader) {
    checkFiles(rawOptions);
    checkLengths(rawOptions);
    if (rawOptions.has(Setting.SPEED) && !rawOptions.has(Setting.TRACE)) {
      throw rawOptions.invalid(Setting.SPEED, "needs --trace, the requests to replay");
    }
    if (optionReader.toggle(Setting.SHUFFLE)) {
      require(rawOptions, Setting.SHUFFLE, List.of(Setting.DATASET, Setting.PROMPTS));
    }
    if (optionReader.toggle(Setting.IGNORE_EOS)) {
      require(rawOptions, Setting.IGNORE_EOS, LIMITS);
    }
  }

  private static void checkFiles(RawOptions rawOptions) {
    String file = "the file sets the prompts";
    reject(rawOptions, Setting.PROMPTS, List.of(Setting.PROMPT), file);
    reject(rawOptions, Setting.DATASET, List.of(Setting.PROMPT, Setting.PROMPTS), file);
    reject(
        rawOptions,
        Setting.TRACE,
        List.of(Setting.PROMPT, Setting.PROMPTS, Setting.DATASET, Setting.TURNS),
        "the trace sets the prompts");
    reject(
        rawOptions,
        Setting.TRACE,
        List.of(Setting.MAX_TOKENS, Setting.OUTPUT_TOKENS, Setting.FRAMES),
        "the trace sets the response lengths");
    reject(rawOptions, Setting.TRACE, TIMING_SETTINGS, "the trace sets the due times");
  }

  private static void checkLengths(RawOptions rawOptions) {
    reject(
        rawOptions,
        Setting.INPUT_TOKENS,
        List.of(Setting.PROMPT, Setting.PROMPTS, Setting.DATASET, Setting.TRACE),
        "the prompts are made by their length");
    reject(
        rawOptions,
        Setting.OUTPUT_TOKENS,
        List.of(Setting.MAX_TOKENS, Setting.FRAMES),
        "both set the length of the responses");
  }

  private static void reject(
      RawOptions rawOptions, Setting key, List<Setting> others, String reason) {
    for (Setting other : others) {
      if (rawOptions.has(key) && rawOptions.has(other)) {
        throw rawOptions.invalid(
            key, "can't be combined with --%s: %s".formatted(other.flag(), reason));
      }
    }
  }

  private static void require(RawOptions rawOptions, Setting key, List<Setting> anyOf) {
    if (anyOf.stream().noneMatch(rawOptions::has)) {
      List<String> flags = anyOf.stream().map(other -> "--" + other.flag()).toList();
      int last = flags.size() - 1;
      throw rawOptions.invalid(
          key,
          "needs %s or %s".formatted(String.join(", ", flags.subList(0, last)), flags.get(last)));
    }
  }

  private void checkPromptTexts(RawOptions rawOptions) {
    if (uniquePrefix && prompts != null) {
      for (Prompt prompt : prompts.prompts()) {
        if (prompt.textOffset() < 0) {
          throw rawOptions.invalid(
              rawOptions.has(Setting.DATASET) ? Setting.DATASET : Setting.PROMPTS,
              "line %d: the last user message has no text, and --unique-prefix needs some"
                  .formatted(prompt.lineNumber()));
        }
      }
    }
  }
}
