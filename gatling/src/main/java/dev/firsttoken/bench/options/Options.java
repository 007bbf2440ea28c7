package dev.firsttoken.bench.options;

import dev.firsttoken.bench.dataset.Prompt;
import dev.firsttoken.bench.dataset.Prompts;
import dev.firsttoken.bench.options.CompareOptions.Work;
import java.net.URI;
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
 *     sample file; without secrets
 * @param givenOptions the values that were given, for the repetition of the run
 */
public record Options(
    Target target,
    RequestOptions requestOptions,
    WorkloadOptions workloadOptions,
    LoadOptions loadOptions,
    MonitorOptions monitorOptions,
    CompareOptions compareOptions,
    Output output,
    Map<String, Object> recordedOptions,
    GivenOptions givenOptions) {

  /** Name of the recorded URL, which base URL and path together give. */
  private static final String URL = "url";

  /** Name of the digest of a file, after that of its flag. */
  private static final String DIGEST_SUFFIX = "-sha256";

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

  /** Settings of requests that the seed decides. */
  private static final Set<Setting> SEEDED_SETTINGS =
      EnumSet.of(Setting.INPUT_TOKENS, Setting.OUTPUT_TOKENS, Setting.SHUFFLE);

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
    Target target = Target.from(command, rawOptions, optionReader);
    RequestOptions requestOptions = RequestOptions.from(optionReader);
    WorkloadOptions workloadOptions = WorkloadOptions.from(rawOptions, optionReader);
    // After the files were read, within limits.
    GivenOptions given = GivenOptions.from(command, rawOptions, optionReader);
    Options options =
        new Options(
            target,
            requestOptions,
            workloadOptions,
            LoadOptions.from(command, rawOptions, optionReader, isMicro),
            MonitorOptions.from(rawOptions, optionReader),
            CompareOptions.from(rawOptions, optionReader),
            Output.from(rawOptions, optionReader),
            recordedOptions(command, rawOptions, target, given),
            given);
    if (command == Command.SWEEP || command == Command.COMPARE || isMicro) {
      new OptionChecks(rawOptions, options.loadOptions).check(workloadOptions.trace());
    }
    new RequestChecks(
            rawOptions,
            options.requestOptions,
            options.workloadOptions.turns(),
            options.loadOptions.responseOptions().isWhole())
        .check();
    target.check(rawOptions);
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

  private static Map<String, Object> recordedOptions(
      Command command, RawOptions rawOptions, Target target, GivenOptions given) {
    Map<String, Object> recorded = new LinkedHashMap<>();
    if (command.accepts(Setting.BASE_URL)) {
      recorded.put(URL, target.shownUrl());
    }
    for (Setting key : command.settings()) {
      String text = rawOptions.text(key);
      if (text != null && !isUnused(key, rawOptions, target)) {
        recorded.put(key.flag(), KeyRedaction.redact(key, text).replace("\n", ", "));
      }
      String digest = given.digests().get(key);
      if (digest != null) {
        recorded.put(key.flag() + DIGEST_SUFFIX, digest);
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
    if (key == Setting.SEED && SEEDED_SETTINGS.stream().anyMatch(rawOptions::has)) {
      return false;
    }
    return OPEN_MODEL_SETTINGS.contains(key) && !rawOptions.has(Setting.RATE) && !isTraceLimit;
  }

  /** Returns true if every request names a model, or is told to name none. */
  public boolean hasModel() {
    Prompts prompts = workloadOptions.prompts();
    return requestOptions.model() != null
        || requestOptions.bodyOptions().extraBody().fields().has(Setting.MODEL.flag())
        || (prompts != null && prompts.prompts().stream().allMatch(Prompt::namesModel));
  }

  /**
   * Returns the same options with a model for the requests that name none. Where some lines of a
   * file name their own, a repetition has to find it out again: as a given model it would replace
   * theirs.
   */
  public Options withModel(String model) {
    Map<String, Object> recorded = new LinkedHashMap<>(recordedOptions);
    recorded.put(Setting.MODEL.flag(), model);
    if (!workloadOptions.namesModels()) {
      return with(
          target,
          requestOptions.withModel(model),
          recorded,
          givenOptions.with(Setting.MODEL, model));
    }
    return new Options(
        target,
        requestOptions,
        workloadOptions.withModel(model),
        loadOptions,
        monitorOptions,
        compareOptions,
        output,
        Collections.unmodifiableMap(recorded),
        givenOptions);
  }

  private Options with(
      Target otherTarget,
      RequestOptions otherRequests,
      Map<String, Object> recorded,
      GivenOptions given) {
    return new Options(
        otherTarget,
        otherRequests,
        workloadOptions,
        loadOptions,
        monitorOptions,
        compareOptions,
        output,
        Collections.unmodifiableMap(recorded),
        given);
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
        Collections.unmodifiableMap(recorded),
        givenOptions);
  }

  /** Returns the same options for GET requests of a URL at a server that this run starts. */
  public Options withUrl(URI url) {
    Map<String, Object> recorded = new LinkedHashMap<>(recordedOptions);
    recorded.put(URL, url.toString());
    return with(
        target.at(url), requestOptions.withModel(null), recorded, givenOptions.withOwnServer());
  }

  /** Returns the same options for a server that this run starts, and its model. */
  public Options withTarget(URI chatUrl, String model) {
    Map<String, Object> recorded = new LinkedHashMap<>(recordedOptions);
    recorded.put(URL, chatUrl.toString());
    recorded.put(Setting.BASE_URL.flag(), chatUrl.resolve("/").toString());
    recorded.put(Setting.MODEL.flag(), model);
    return with(
        target.at(chatUrl),
        requestOptions.withModel(model),
        recorded,
        givenOptions.with(Setting.MODEL, model).withOwnServer());
  }

  /**
   * Returns the same options for a server of a comparison that the bench has started. The metrics
   * of a relay are read only if the user gave their URL: some relays pass the request on, and the
   * upstream responds.
   */
  public Options forStarted(URI chatUrl, @Nullable String model) {
    Options options = withTarget(target.startedAt(chatUrl), model);
    boolean hasOwnMetrics = !compareOptions.relays() || monitorOptions.isScrapeExplicit();
    return hasOwnMetrics ? options : options.withoutScrape();
  }

  private Options withoutScrape() {
    return new Options(
        target,
        requestOptions,
        workloadOptions,
        loadOptions,
        monitorOptions.withoutScrape(),
        compareOptions,
        output,
        recordedOptions,
        givenOptions);
  }

  /** Returns the same options for a server of a comparison that runs elsewhere. */
  public Options forRunning(URI chatUrl, @Nullable String model) {
    return withTarget(target.at(chatUrl), model);
  }

  private Options withTarget(Target other, @Nullable String model) {
    return with(other, requestOptions.withModel(model), recordedOptions, givenOptions);
  }
}
