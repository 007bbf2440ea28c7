package dev.firsttoken.bench.options;

import static java.util.Objects.requireNonNull;
import static java.util.Objects.requireNonNullElse;

import dev.firsttoken.bench.options.value.EndRule;
import dev.firsttoken.bench.options.value.ErrorLimit;
import dev.firsttoken.bench.options.value.ResponseOptions;
import dev.firsttoken.bench.options.value.StopOptions;
import dev.firsttoken.bench.slo.Slo;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Amount of load, and the objectives it must meet.
 *
 * @param repeat requests of a run, one after the other
 * @param concurrency users of each closed level of a sweep; empty if only the open model is used
 * @param openModelOptions open levels of a sweep, which run after the closed ones
 * @param levelBounds length of each level
 * @param roundOptions how often each level is measured
 * @param slo service-level objectives, or null for none
 * @param findMax whether to search for the highest load that meets the SLO, up to the largest
 *     concurrency or rate
 * @param micro whether each request is a plain GET of one URL, and not a chat
 * @param responseOptions responses that count as successful
 * @param stopOptions ends of the run before its plan is done
 * @param shardOptions the part of all this that is sent, if it is split
 */
public record LoadOptions(
    int repeat,
    List<Integer> concurrency,
    OpenModelOptions openModelOptions,
    LevelBounds levelBounds,
    RoundOptions roundOptions,
    @Nullable Slo slo,
    boolean findMax,
    boolean micro,
    ResponseOptions responseOptions,
    StopOptions stopOptions,
    ShardOptions shardOptions) {
  public LoadOptions {
    concurrency = List.copyOf(concurrency);
  }

  /** Creates options that expect streams and stop for nothing. */
  public LoadOptions(
      int repeat,
      List<Integer> concurrency,
      OpenModelOptions openModelOptions,
      LevelBounds levelBounds,
      RoundOptions roundOptions,
      @Nullable Slo slo,
      boolean findMax,
      boolean micro) {
    this(
        repeat,
        concurrency,
        openModelOptions,
        levelBounds,
        roundOptions,
        slo,
        findMax,
        micro,
        ResponseOptions.STRICT,
        StopOptions.NONE,
        ShardOptions.NONE);
  }

  static LoadOptions from(
      Command command, RawOptions rawOptions, OptionReader optionReader, boolean isMicro) {
    OpenModelOptions openModelOptions = OpenModelOptions.from(rawOptions, optionReader);
    LevelBounds levelBounds = LevelBounds.from(optionReader);
    return new LoadOptions(
        requireNonNull(optionReader.number(Setting.REPEAT)),
        optionReader.numbers(Setting.CONCURRENCY),
        openModelOptions,
        levelBounds,
        RoundOptions.from(command, rawOptions, optionReader),
        optionReader.slo(Setting.SLO),
        optionReader.toggle(Setting.FIND_MAX),
        isMicro,
        new ResponseOptions(
            optionReader.wholeResponses(),
            requireNonNullElse(optionReader.parsed(Setting.END, EndRule::parse), EndRule.DONE),
            optionReader.toggle(Setting.ANY_CONTENT_TYPE)),
        new StopOptions(
            hasPreflight(command, levelBounds, optionReader),
            optionReader.parsed(Setting.MAX_ERRORS, ErrorLimit::parse)),
        ShardOptions.from(optionReader));
  }

  /** The preflight counts as a warm-up request, so that without any of them there is none. */
  private static boolean hasPreflight(
      Command command, LevelBounds levelBounds, OptionReader optionReader) {
    Integer warmup = levelBounds.warmup();
    return command == Command.SWEEP
        && !optionReader.toggle(Setting.NO_PREFLIGHT)
        && (warmup == null || warmup > 0);
  }

  LoadOptions withMaxInFlight(int maxInFlight) {
    OpenModelOptions open = openModelOptions;
    return new LoadOptions(
        repeat,
        concurrency,
        new OpenModelOptions(
            open.rates(), open.arrivals(), open.seed(), maxInFlight, open.isMaxInFlightGiven()),
        levelBounds,
        roundOptions,
        slo,
        findMax,
        micro,
        responseOptions,
        stopOptions,
        shardOptions);
  }
}
