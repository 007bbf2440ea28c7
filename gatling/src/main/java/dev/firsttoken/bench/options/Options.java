package dev.firsttoken.bench.options;

import static java.util.Objects.requireNonNull;
import static java.util.Objects.requireNonNullElse;

import dev.firsttoken.bench.options.CompareOptions.Work;
import java.net.URI;
import java.time.Duration;
import java.util.Collections;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * All options of a command, valid alone and together.
 *
 * @param recordedOptions the URL that is asked, and the values by flag name, for the header of the
 *     sample file; without the API key's value
 */
public record Options(
    Target target,
    RequestOptions requestOptions,
    WorkloadOptions workloadOptions,
    LoadOptions loadOptions,
    MonitorOptions monitorOptions,
    CompareOptions compareOptions,
    Output output,
    Map<String, Object> recordedOptions) {

  /** Name of the recorded URL, which base URL and path together give. */
  private static final String URL = "url";

  /** Users of a comparison: one alone gives too few values in a round. */
  private static final String COMPARED_USERS = "8,32";

  /** Path and query of the requests that a comparison sends with {@code --mode=micro}. */
  private static final String MICRO_PATH = "/micro/plain?bytes=1024";

  private static final String MICRO_DURATION = "10s";

  /** Many short rounds see a smaller difference than few long ones. */
  private static final String MICRO_ROUND_DURATION = "2s";

  /** Settings that are recorded only if there are open levels. */
  private static final Set<Setting> OPEN_MODEL_SETTINGS =
      EnumSet.of(Setting.ARRIVALS, Setting.SEED, Setting.MAX_IN_FLIGHT);

  private static final Duration MIN_LEVEL_DURATION = Duration.ofMillis(2);
  private static final Duration MIN_RAMP_DURATION = Duration.ofMillis(1);

  /**
   * Parses and checks all options.
   *
   * @throws InvalidOptionException for the first invalid value
   */
  public static Options from(Command command, RawOptions rawOptions) {
    if (command == Command.COMPARE) {
      rawOptions.rejectUnused(command);
      rawOptions.ignoreEnvironment(Setting.MODEL); // that of a model server, and none is compared
      rawOptions.setDefault(Setting.CONCURRENCY, COMPARED_USERS);
    }
    boolean isMicro = isMicro(command, rawOptions);
    if (isMicro) {
      prepareMicro(command, rawOptions);
    }
    OptionReader optionReader = new OptionReader(rawOptions);
    Target target = target(command, rawOptions, optionReader);
    Options options =
        new Options(
            target,
            request(optionReader),
            WorkloadOptions.from(rawOptions, optionReader),
            load(command, rawOptions, optionReader),
            monitor(rawOptions, optionReader),
            CompareOptions.from(rawOptions, optionReader),
            Output.from(rawOptions, optionReader),
            recordedOptions(command, rawOptions, target));
    if (command == Command.SWEEP || command == Command.COMPARE || isMicro) {
      new OptionChecks(rawOptions, options.loadOptions).check();
    }
    checkReasoningFrames(rawOptions, options.requestOptions);
    optionReader.checkPercentiles(Setting.PERCENTILES);
    return options;
  }

  private static boolean isMicro(Command command, RawOptions rawOptions) {
    return command == Command.MICRO
        || (command == Command.COMPARE && Work.parse(rawOptions) == Work.MICRO);
  }

  /** Sets the defaults of plain GET requests, and rejects what only chat requests have. */
  private static void prepareMicro(Command command, RawOptions rawOptions) {
    if (command == Command.MICRO) {
      rawOptions.rejectUnused(command);
    }
    // That of a model server, and the URL may be anyone's.
    rawOptions.ignoreEnvironment(Setting.API_KEY);
    for (Setting key : Command.CHAT_SETTINGS) {
      rawOptions.ignoreEnvironment(key);
      if (command == Command.COMPARE && key != Setting.PATH && rawOptions.has(key)) {
        throw rawOptions.invalid(
            key, "does not apply to --mode=micro, which sends no chat requests");
      }
    }
    rawOptions.setDefault(Setting.PATH, MICRO_PATH);
    if (!rawOptions.has(Setting.TOTAL)) {
      rawOptions.setDefault(
          Setting.DURATION, command == Command.MICRO ? MICRO_DURATION : MICRO_ROUND_DURATION);
    }
  }

  private static Target target(Command command, RawOptions rawOptions, OptionReader optionReader) {
    boolean hasUrl = command.accepts(Setting.URL);
    return new Target(
        hasUrl ? optionReader.url(Setting.URL) : optionReader.endpoint(),
        rawOptions.has(hasUrl ? Setting.URL : Setting.BASE_URL),
        optionReader.duration(Setting.TIMEOUT),
        optionReader.visibleAscii(Setting.API_KEY),
        optionReader.readableFile(Setting.CA_FILE));
  }

  private static RequestOptions request(OptionReader optionReader) {
    Map<String, Integer> syntheticOptions = new LinkedHashMap<>();
    putIfPresent(syntheticOptions, "frames", optionReader.number(Setting.FRAMES));
    putIfPresent(syntheticOptions, "delay_ms", optionReader.number(Setting.DELAY_MS));
    putIfPresent(syntheticOptions, "bytes_per_frame", optionReader.number(Setting.BYTES_PER_FRAME));
    putIfPresent(syntheticOptions, "ttft_ms", optionReader.number(Setting.TTFT_MS));
    putIfPresent(
        syntheticOptions, "reasoning_frames", optionReader.number(Setting.REASONING_FRAMES));
    return new RequestOptions(
        optionReader.name(Setting.MODEL),
        optionReader.required(Setting.PROMPT),
        optionReader.number(Setting.MAX_TOKENS),
        Collections.unmodifiableMap(syntheticOptions));
  }

  private static void putIfPresent(
      Map<String, Integer> options, String name, @Nullable Integer value) {
    if (value != null) {
      options.put(name, value);
    }
  }

  private static LoadOptions load(
      Command command, RawOptions rawOptions, OptionReader optionReader) {
    OpenModelOptions openModelOptions =
        new OpenModelOptions(
            optionReader.rates(Setting.RATE),
            optionReader.arrivalProcess(Setting.ARRIVALS),
            requireNonNull(optionReader.number(Setting.SEED)),
            requireNonNull(optionReader.number(Setting.MAX_IN_FLIGHT)),
            rawOptions.has(Setting.MAX_IN_FLIGHT));
    LevelBounds levelBounds =
        new LevelBounds(
            optionReader.number(Setting.TOTAL),
            optionReader.durationOrNull(Setting.DURATION, MIN_LEVEL_DURATION),
            requireNonNullElse(
                optionReader.durationOrNull(Setting.RAMP, MIN_RAMP_DURATION), Duration.ZERO),
            optionReader.number(Setting.WARMUP));
    return new LoadOptions(
        requireNonNull(optionReader.number(Setting.REPEAT)),
        optionReader.numbers(Setting.CONCURRENCY),
        openModelOptions,
        levelBounds,
        rounds(command, rawOptions, optionReader),
        optionReader.slo(Setting.SLO),
        optionReader.toggle(Setting.FIND_MAX),
        isMicro(command, rawOptions));
  }

  private static RoundOptions rounds(
      Command command, RawOptions rawOptions, OptionReader optionReader) {
    Integer given = optionReader.number(Setting.ROUNDS);
    if (command != Command.COMPARE) {
      return given == null ? RoundOptions.ONE : new RoundOptions(given, given);
    }
    int rounds = given == null ? RoundOptions.DEFAULT_OF_COMPARISON : given;
    if (!rawOptions.has(Setting.RESOLVE)) {
      return new RoundOptions(rounds, rounds);
    }
    if (given != null) {
      throw rawOptions.invalid(
          Setting.ROUNDS, "can't be given with --resolve, which plans the rounds itself");
    }
    return new RoundOptions(rounds, requireNonNull(optionReader.number(Setting.MAX_ROUNDS)));
  }

  private static MonitorOptions monitor(RawOptions rawOptions, OptionReader optionReader) {
    return new MonitorOptions(
        optionReader.number(Setting.WATCH_PID),
        optionReader.scrapeUri(Setting.SCRAPE),
        rawOptions.has(Setting.SCRAPE),
        optionReader.readableFile(Setting.CALIBRATION));
  }

  private static Map<String, Object> recordedOptions(
      Command command, RawOptions rawOptions, Target target) {
    Map<String, Object> recorded = new LinkedHashMap<>();
    if (command.accepts(Setting.BASE_URL)) {
      recorded.put(URL, target.chatUrl().toString());
    }
    for (Setting key : command.settings()) {
      String text = rawOptions.text(key);
      if (text != null && !isUnused(key, rawOptions, target)) {
        recorded.put(key.flag(), KeyRedaction.redact(key, text));
      }
    }
    return Collections.unmodifiableMap(recorded);
  }

  private static boolean isUnused(Setting key, RawOptions rawOptions, Target target) {
    if (key == Setting.PATH && !rawOptions.has(key)) {
      // A base URL that ends in /v1 has a path of its own.
      return !target.chatUrl().toString().endsWith(String.valueOf(rawOptions.text(key)));
    }
    boolean isTraceLimit = key == Setting.MAX_IN_FLIGHT && rawOptions.has(Setting.TRACE);
    return OPEN_MODEL_SETTINGS.contains(key) && !rawOptions.has(Setting.RATE) && !isTraceLimit;
  }

  private static void checkReasoningFrames(RawOptions rawOptions, RequestOptions requestOptions) {
    Integer frames = requestOptions.syntheticOptions().get("frames");
    Integer reasoningFrames = requestOptions.syntheticOptions().get("reasoning_frames");
    if (frames != null && reasoningFrames != null && reasoningFrames > frames) {
      throw rawOptions.invalid(
          Setting.REASONING_FRAMES, "must be at most --frames=%d".formatted(frames));
    }
  }

  /** Returns the same options with another limit of requests in flight. */
  public Options withMaxInFlight(int maxInFlight) {
    Map<String, Object> recorded = new LinkedHashMap<>(recordedOptions);
    recorded.replace(Setting.MAX_IN_FLIGHT.flag(), Integer.toString(maxInFlight));
    return new Options(
        target,
        requestOptions,
        workloadOptions,
        loadOptions.withMaxInFlight(maxInFlight),
        monitorOptions,
        compareOptions,
        output,
        Collections.unmodifiableMap(recorded));
  }

  /** Returns the same options for GET requests of another URL. */
  public Options withUrl(URI url) {
    Map<String, Object> recorded = new LinkedHashMap<>(recordedOptions);
    recorded.put(URL, url.toString());
    return withTarget(at(url), null, recorded);
  }

  /** Returns the same options for another server and model. */
  public Options withTarget(URI chatUrl, String model) {
    Map<String, Object> recorded = new LinkedHashMap<>(recordedOptions);
    recorded.put(URL, chatUrl.toString());
    recorded.put(Setting.BASE_URL.flag(), chatUrl.resolve("/").toString());
    recorded.put(Setting.MODEL.flag(), model);
    return withTarget(at(chatUrl), model, recorded);
  }

  /**
   * Returns the same options for a server of a comparison that the bench has started. The metrics
   * of a relay are read only if the user gave their URL: some relays pass the request on, and the
   * upstream responds.
   */
  public Options forStarted(URI chatUrl, @Nullable String model) {
    Target started = new Target(chatUrl, true, target.timeout(), null, null);
    Options options = withTarget(started, model, recordedOptions);
    boolean hasOwnMetrics = !compareOptions.relays() || monitorOptions.isScrapeExplicit();
    return hasOwnMetrics ? options : options.withoutScrape();
  }

  private Options withoutScrape() {
    return new Options(
        target,
        requestOptions,
        workloadOptions,
        loadOptions,
        new MonitorOptions(monitorOptions.pid(), null, false, monitorOptions.calibrationFile()),
        compareOptions,
        output,
        recordedOptions);
  }

  /** Returns the same options for a server of a comparison that runs elsewhere. */
  public Options forRunning(URI chatUrl, @Nullable String model) {
    return withTarget(at(chatUrl), model, recordedOptions);
  }

  private Target at(URI chatUrl) {
    return new Target(chatUrl, true, target.timeout(), target.apiKey(), target.caFile());
  }

  private Options withTarget(Target other, @Nullable String model, Map<String, Object> recorded) {
    return new Options(
        other,
        new RequestOptions(
            model,
            requestOptions.prompt(),
            requestOptions.maxTokens(),
            requestOptions.syntheticOptions()),
        workloadOptions,
        loadOptions,
        monitorOptions,
        compareOptions,
        output,
        Collections.unmodifiableMap(recorded));
  }
}
