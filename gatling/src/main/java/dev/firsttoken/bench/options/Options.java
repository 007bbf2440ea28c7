package dev.firsttoken.bench.options;

import static java.util.Objects.requireNonNull;
import static java.util.Objects.requireNonNullElse;

import java.net.URI;
import java.time.Duration;
import java.util.Collections;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Everything the user asked for, checked.
 *
 * @param shown every setting with a value, by its flag's name, for the header of the samples; the
 *     API key's value is not in it
 */
public record Options(
    Target target,
    RequestOptions requestOptions,
    WorkloadOptions workloadOptions,
    LoadOptions loadOptions,
    MonitorOptions monitorOptions,
    Output output,
    Map<String, Object> shown) {

  /** Shown only where there are open levels, so that nobody takes them for a part of the others. */
  private static final Set<Setting> OF_OPEN_LEVELS =
      EnumSet.of(Setting.ARRIVALS, Setting.SEED, Setting.MAX_IN_FLIGHT);

  private static final Duration SHORTEST_LEVEL = Duration.ofMillis(2);
  private static final Duration SHORTEST_RAMP = Duration.ofMillis(1);

  /**
   * Reads and checks everything at once.
   *
   * @throws InvalidOptionException for the first value that can't be used
   */
  public static Options from(Command command, RawOptions rawOptions) {
    OptionReader optionReader = new OptionReader(rawOptions);
    Options options =
        new Options(
            target(rawOptions, optionReader),
            ask(optionReader),
            WorkloadOptions.from(rawOptions, optionReader),
            shape(optionReader),
            watch(rawOptions, optionReader),
            Output.from(rawOptions, optionReader),
            shown(command, rawOptions));
    if (command == Command.SWEEP) {
      new OptionChecks(rawOptions, options.loadOptions).check();
    }
    checkReasoning(rawOptions, options.requestOptions);
    return options;
  }

  private static Target target(RawOptions rawOptions, OptionReader optionReader) {
    return new Target(
        optionReader.endpoint(),
        rawOptions.has(Setting.BASE_URL),
        optionReader.duration(Setting.TIMEOUT),
        optionReader.visible(Setting.API_KEY),
        optionReader.readable(Setting.CA_FILE));
  }

  private static RequestOptions ask(OptionReader optionReader) {
    Map<String, Integer> knobs = new LinkedHashMap<>();
    knob(knobs, "frames", optionReader.number(Setting.FRAMES));
    knob(knobs, "delay_ms", optionReader.number(Setting.DELAY_MS));
    knob(knobs, "bytes_per_frame", optionReader.number(Setting.BYTES_PER_FRAME));
    knob(knobs, "ttft_ms", optionReader.number(Setting.TTFT_MS));
    knob(knobs, "reasoning_frames", optionReader.number(Setting.REASONING_FRAMES));
    return new RequestOptions(
        optionReader.name(Setting.MODEL),
        optionReader.needed(Setting.PROMPT),
        optionReader.number(Setting.MAX_TOKENS),
        Collections.unmodifiableMap(knobs));
  }

  private static void knob(Map<String, Integer> knobs, String name, @Nullable Integer value) {
    if (value != null) {
      knobs.put(name, value);
    }
  }

  private static LoadOptions shape(OptionReader optionReader) {
    OpenModelOptions openModelOptions =
        new OpenModelOptions(
            optionReader.rates(Setting.RATE),
            optionReader.spacing(Setting.ARRIVALS),
            requireNonNull(optionReader.number(Setting.SEED)),
            requireNonNull(optionReader.number(Setting.MAX_IN_FLIGHT)));
    LevelBounds levelBounds =
        new LevelBounds(
            optionReader.number(Setting.TOTAL),
            optionReader.durationOrNone(Setting.DURATION, SHORTEST_LEVEL),
            requireNonNullElse(
                optionReader.durationOrNone(Setting.RAMP, SHORTEST_RAMP), Duration.ZERO),
            optionReader.number(Setting.WARMUP));
    return new LoadOptions(
        requireNonNull(optionReader.number(Setting.REPEAT)),
        optionReader.numbers(Setting.CONCURRENCY),
        openModelOptions,
        levelBounds,
        optionReader.slo(Setting.SLO),
        optionReader.toggle(Setting.FIND_MAX));
  }

  private static MonitorOptions watch(RawOptions rawOptions, OptionReader optionReader) {
    return new MonitorOptions(
        optionReader.number(Setting.WATCH_PID),
        optionReader.scraped(Setting.SCRAPE),
        rawOptions.has(Setting.SCRAPE),
        optionReader.readable(Setting.CALIBRATION));
  }

  private static Map<String, Object> shown(Command command, RawOptions rawOptions) {
    Map<String, Object> shown = new LinkedHashMap<>();
    for (Setting key : command.settings()) {
      String text = rawOptions.text(key);
      if (text != null && !idle(key, rawOptions)) {
        shown.put(key.flag(), key.shown(text));
      }
    }
    return Collections.unmodifiableMap(shown);
  }

  private static boolean idle(Setting key, RawOptions rawOptions) {
    boolean used = key == Setting.MAX_IN_FLIGHT && rawOptions.has(Setting.TRACE);
    return OF_OPEN_LEVELS.contains(key) && !rawOptions.has(Setting.RATE) && !used;
  }

  private static void checkReasoning(RawOptions rawOptions, RequestOptions requestOptions) {
    Integer frames = requestOptions.knobs().get("frames");
    Integer reasoning = requestOptions.knobs().get("reasoning_frames");
    if (frames != null && reasoning != null && reasoning > frames) {
      throw rawOptions.bad(
          Setting.REASONING_FRAMES, "must be at most --frames=%d".formatted(frames));
    }
  }

  /** The same against another server and model. */
  public Options aimedAt(URI chat, String model) {
    Map<String, Object> aimed = new LinkedHashMap<>(shown);
    aimed.put(Setting.BASE_URL.flag(), chat.resolve("/").toString());
    aimed.put(Setting.MODEL.flag(), model);
    return new Options(
        new Target(chat, true, target.timeout(), target.apiKey(), target.caFile()),
        new RequestOptions(
            model, requestOptions.prompt(), requestOptions.maxTokens(), requestOptions.knobs()),
        workloadOptions,
        loadOptions,
        monitorOptions,
        output,
        Collections.unmodifiableMap(aimed));
  }
}
