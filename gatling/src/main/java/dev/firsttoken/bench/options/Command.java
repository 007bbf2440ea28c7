package dev.firsttoken.bench.options;

import dev.firsttoken.bench.options.Setting.Scope;
import java.util.Arrays;
import java.util.Collections;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/** Command that sends requests, with the settings that it takes. */
public enum Command {
  SMOKE(Scope.TARGET, Scope.REQUEST, Scope.OUTPUT),
  RUN(Scope.TARGET, Scope.REQUEST, Scope.RUN, Scope.MEASURE, Scope.OUTPUT),
  SWEEP(Scope.TARGET, Scope.REQUEST, Scope.SWEEP, Scope.SHARD, Scope.MEASURE, Scope.OUTPUT),

  /** A sweep of the synthetic stream, to measure the bench's own error. */
  CALIBRATE(Scope.TARGET, Scope.REQUEST, Scope.SWEEP, Scope.MEASURE, Scope.OUTPUT),

  /** A sweep of several servers in turns. */
  COMPARE(Scope.TARGET, Scope.REQUEST, Scope.SWEEP, Scope.COMPARE, Scope.MEASURE, Scope.OUTPUT),

  /** A sweep of plain GET requests. */
  MICRO(Scope.MICRO, Scope.TARGET, Scope.REQUEST, Scope.SWEEP, Scope.MEASURE, Scope.OUTPUT);

  /** Settings of chat requests, which a plain GET request has no use for. */
  static final Set<Setting> CHAT_SETTINGS =
      Collections.unmodifiableSet(
          EnumSet.of(
              Setting.BASE_URL,
              Setting.PATH,
              Setting.MODEL,
              Setting.PROMPT,
              Setting.MAX_TOKENS,
              Setting.MAX_TOKENS_FIELD,
              Setting.EXTRA_BODY,
              Setting.ENDPOINT,
              Setting.NO_STREAM,
              Setting.END,
              Setting.ANY_CONTENT_TYPE,
              Setting.NO_PREFLIGHT,
              Setting.INPUT_TOKENS,
              Setting.OUTPUT_TOKENS,
              Setting.IGNORE_EOS,
              Setting.FRAMES,
              Setting.DELAY_MS,
              Setting.BYTES_PER_FRAME,
              Setting.TTFT_MS,
              Setting.REASONING_FRAMES,
              Setting.DATASET,
              Setting.PROMPTS,
              Setting.SHUFFLE,
              Setting.TRACE,
              Setting.SPEED,
              Setting.TURNS,
              Setting.UNIQUE_PREFIX,
              Setting.TOKENIZER));

  /** Settings that make sense for one server alone. */
  private static final Set<Setting> NOT_OF_SEVERAL_SERVERS =
      EnumSet.of(
          Setting.BASE_URL,
          Setting.WATCH_PID,
          Setting.FIND_MAX,
          Setting.SLO,
          Setting.ENDPOINT,
          Setting.NO_STREAM,
          Setting.NO_PREFLIGHT);

  /** Settings of the responses that count, which checks and a calibration set themselves. */
  private static final Set<Setting> RESPONSE_SETTINGS =
      EnumSet.of(Setting.ENDPOINT, Setting.NO_STREAM, Setting.END, Setting.ANY_CONTENT_TYPE);

  @SuppressWarnings("ImmutableEnumChecker") // Set.of is immutable
  private final Set<Scope> scopes;

  Command(Scope... scopes) {
    this.scopes = Set.of(scopes);
  }

  /** Name in files and on the command line. */
  public String label() {
    return name().toLowerCase(Locale.ROOT);
  }

  public boolean accepts(Setting key) {
    return scopes.contains(key.scope())
        && switch (this) {
          case RUN, SWEEP -> true;
          case SMOKE, CALIBRATE -> !RESPONSE_SETTINGS.contains(key);
          case COMPARE -> !NOT_OF_SEVERAL_SERVERS.contains(key);
          case MICRO -> !CHAT_SETTINGS.contains(key);
        };
  }

  /** True if Gatling's own HTML report belongs to the result. */
  public boolean hasGatlingReport() {
    return switch (this) {
      case SWEEP, COMPARE, MICRO -> true;
      case SMOKE, RUN, CALIBRATE -> false;
    };
  }

  public List<Setting> settings() {
    return Arrays.stream(Setting.values()).filter(this::accepts).toList();
  }
}
