package dev.firsttoken.bench.options;

import static dev.firsttoken.bench.options.ValueRule.number;
import static dev.firsttoken.bench.options.ValueRule.text;
import static dev.firsttoken.bench.options.ValueRule.toggle;

import dev.firsttoken.bench.options.value.EndRule;
import dev.firsttoken.bench.options.value.Endpoint;
import dev.firsttoken.bench.options.value.LengthDistribution;
import dev.firsttoken.bench.options.value.TokenizerName;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Table of all settings: flags, system properties, validation and help come from it. The texts of
 * the help stand in {@code help.properties}.
 */
public enum Setting {
  BASE_URL(
      Scope.TARGET,
      text("an http or https URL with a port up to 65535, without user and fragment")
          .defaultValue("http://localhost:8080")),
  PATH(
      Scope.TARGET,
      text("a path like /api/chat/completions or, in Git Bash, api/chat/completions")
          .defaultValue("/api/chat/completions")),
  URL(
      Scope.MICRO,
      text("an http or https URL with a port up to 65535, without user and fragment")
          .defaultValue("http://localhost:8080/micro/plain?bytes=1024")),
  MODEL(Scope.TARGET, text("a name of at most 256 characters").env("LLM_MODEL")),
  API_KEY(Scope.TARGET, text("visible ASCII characters without spaces").env("LLM_API_KEY")),
  HEADER(Scope.TARGET, text("a header like 'x-team: search'").lines()),
  CA_FILE(Scope.TARGET, text("a readable PEM file")),
  INSECURE(Scope.TARGET, toggle()),
  NO_KEEP_ALIVE(Scope.TARGET, toggle()),
  ENDPOINT(Scope.TARGET, text(String.join(", ", Endpoint.labels()))),
  TIMEOUT(
      Scope.TARGET,
      text("a duration from 1ms to 24h, like 500ms, 30s, 2m or 1h").defaultValue("2m")),
  PROMPT(
      Scope.REQUEST, text("a non-empty text").defaultValue("Describe the sea in three sentences.")),
  MAX_TOKENS(Scope.REQUEST, number(1, 10_000_000)),
  MAX_TOKENS_FIELD(
      Scope.REQUEST,
      text("the name of a JSON field, of letters, digits, dots, dashes and underscores")
          .defaultValue(BodyOptions.MAX_TOKENS)),
  EXTRA_BODY(Scope.REQUEST, text("a JSON object like {\"temperature\":0}")),
  NO_STREAM(Scope.REQUEST, toggle()),
  END(Scope.REQUEST, text(String.join(" or ", EndRule.labels()))),
  ANY_CONTENT_TYPE(Scope.REQUEST, toggle()),
  INPUT_TOKENS(Scope.REQUEST, text(LengthDistribution.VALID_VALUES)),
  OUTPUT_TOKENS(Scope.REQUEST, text(LengthDistribution.VALID_VALUES)),
  IGNORE_EOS(Scope.REQUEST, toggle()),
  FRAMES(Scope.REQUEST, number(0, 100_000).env("SYN_FRAMES")),
  DELAY_MS(Scope.REQUEST, number(0, 60_000).env("SYN_DELAY_MS")),
  BYTES_PER_FRAME(Scope.REQUEST, number(1, 65_536).env("SYN_BYTES")),
  TTFT_MS(Scope.REQUEST, number(0, 600_000).env("SYN_TTFT_MS")),
  REASONING_FRAMES(Scope.REQUEST, number(0, 100_000).env("SYN_REASONING_FRAMES")),
  WARMUP(Scope.REQUEST, number(0, 1_000_000)),
  DATASET(Scope.REQUEST, text("a readable file")),
  PROMPTS(Scope.REQUEST, text("a readable file")),
  SHUFFLE(Scope.REQUEST, toggle()),
  TRACE(Scope.SWEEP, text("a readable file")),
  SPEED(Scope.SWEEP, text("a number from 0.01 to 1,000")),
  TURNS(Scope.REQUEST, number(1, 100)),
  UNIQUE_PREFIX(Scope.REQUEST, toggle()),
  TOKENIZER(Scope.REQUEST, text(String.join(" or ", TokenizerName.labels()))),
  REPEAT(Scope.RUN, number(1, 100_000).defaultValue("1")),
  CONCURRENCY(
      Scope.SWEEP,
      number(1, 10_000)
          .validValues("one number or a list like 1,8,32, each from 1 to 10,000")
          .defaultValue("1,8,32")),
  RATE(Scope.SWEEP, text("one number or a list like 5,10,20, each from 0.01 to 100,000")),
  ARRIVALS(Scope.SWEEP, text("constant or poisson").defaultValue("poisson")),
  SEED(Scope.REQUEST, number(0, Integer.MAX_VALUE).defaultValue("1")),
  MAX_IN_FLIGHT(Scope.SWEEP, number(1, 10_000).defaultValue("10000")),
  TOTAL(Scope.SWEEP, number(1, 10_000_000)),
  DURATION(Scope.SWEEP, text("a duration from 2ms to 24h, like 500ms, 30s, 2m or 1h")),
  ROUNDS(Scope.SWEEP, number(1, 200)),
  TARGETS(Scope.COMPARE, text("a list like micronaut,express,mine=http://localhost:8000/v1")),
  REFERENCE(Scope.COMPARE, text("a name from --targets")),
  MODE(Scope.COMPARE, text("synthetic, relay or micro").defaultValue("synthetic")),
  RESOLVE(Scope.COMPARE, text("a percentage like 10% or 10%:ttft_p50,rps")),
  MAX_ROUNDS(Scope.COMPARE, number(10, 200).defaultValue("60")),
  PIN(Scope.COMPARE, toggle()),
  EXPECT(Scope.COMPARE, text("a list like new<=base*1.05:ttft_p50")),
  SHARD(Scope.SHARD, text("the number of a shard, from 0, and how many there are, like 0/4")),
  START_AT(Scope.SHARD, text("a time like 2026-01-31T12:00:00Z, or seconds since the epoch")),
  NO_PREFLIGHT(Scope.SWEEP, toggle()),
  MAX_ERRORS(Scope.SWEEP, text("a number of requests like 10, or a share like 5%")),
  RAMP(Scope.SWEEP, text("a duration from 1ms to 24h, like 500ms, 30s, 2m or 1h")),
  FIND_MAX(Scope.SWEEP, toggle()),
  SLO(Scope.MEASURE, text("a list of objectives like ttft:p95<300ms,error<1%,rps>5")),
  PERCENTILES(
      Scope.MEASURE,
      text("a list like 80,99.99: whole numbers from 1 to 99, or up to 99.999 beyond")),
  WATCH_PID(Scope.MEASURE, number(1, Integer.MAX_VALUE)),
  SCRAPE(
      Scope.MEASURE,
      text("a path like /metrics or, in Git Bash, metrics; an http or https URL; or off")
          .defaultValue("/metrics")),
  CALIBRATION(Scope.MEASURE, text("a readable file")),
  CONFIG(Scope.TARGET, text("a readable TOML file of at most 1 MiB")),
  RESULTS_DIR(Scope.OUTPUT, text("a new or empty directory")),
  JSON(Scope.OUTPUT, text("a file in an existing directory, or -")),
  HTML(Scope.OUTPUT, toggle()),
  OUT(Scope.OUTPUT, text("a file in an existing directory")),
  MARKDOWN(Scope.COMPARE, text("a file in an existing directory")),
  CSV(Scope.MEASURE, text("a file in an existing directory")),
  ANNOTATE(
      Scope.MEASURE,
      text("a file in an existing directory, or the http or https URL of a Grafana"));

  /** Group of settings; each command takes some of them. */
  public enum Scope {
    TARGET,
    MICRO,
    REQUEST,
    RUN,
    SWEEP,
    SHARD,
    COMPARE,
    MEASURE,
    OUTPUT
  }

  private final Scope scope;
  private final String flag;

  @SuppressWarnings("ImmutableEnumChecker") // a record of texts and numbers
  private final ValueRule rule;

  Setting(Scope scope, ValueRule rule) {
    this.scope = scope;
    this.flag = name().toLowerCase(Locale.ROOT).replace('_', '-');
    this.rule = rule;
  }

  public Scope scope() {
    return scope;
  }

  /** Name of the flag without its dashes: {@code base-url}. */
  public String flag() {
    return flag;
  }

  /** Name of the system property: {@code baseUrl}. */
  public String property() {
    StringBuilder name = new StringBuilder();
    for (String word : flag.split("-", -1)) {
      name.append(name.isEmpty() ? word.charAt(0) : Character.toUpperCase(word.charAt(0)));
      name.append(word, 1, word.length());
    }
    return name.toString();
  }

  /** Returns the environment variable to use if no flag is given, or null if there is none. */
  public @Nullable String env() {
    return rule.env();
  }

  /** Returns the value to use if none is given, or null if there is none. */
  public @Nullable String defaultValue() {
    return rule.defaultValue();
  }

  /** Complete sentences, of which the first says the most. */
  public String help() {
    return SettingHelp.of(flag);
  }

  /** Description of the valid values, to follow "must be". */
  public String validValues() {
    return rule.validValues();
  }

  /** Returns true if the value is a count or a list of counts. */
  public boolean isNumeric() {
    return rule.max() > 0;
  }

  /** Returns true if the setting is on or off; its flag needs no value. */
  public boolean isToggle() {
    return rule.validValues().equals(ValueRule.TRUE_OR_FALSE);
  }

  /** Returns true if the setting may be given several times; its text has one value a line. */
  public boolean isRepeatable() {
    return rule.repeatable();
  }

  /** Returns true if the value names a file that the run reads. */
  public boolean isInputFile() {
    return switch (this) {
      case CA_FILE, DATASET, PROMPTS, TRACE, CALIBRATION, CONFIG -> true;
      default -> false;
    };
  }

  /** Returns true if the value may have a secret, which is left out where the value is written. */
  boolean maySecretBeLeftOut() {
    return switch (this) {
      case API_KEY, HEADER, TARGETS, BASE_URL, PATH, URL, SCRAPE -> true;
      default -> false;
    };
  }

  long min() {
    return rule.min();
  }

  long max() {
    return rule.max();
  }

  boolean isInRange(long number) {
    return rule.min() <= number && number <= rule.max();
  }
}
