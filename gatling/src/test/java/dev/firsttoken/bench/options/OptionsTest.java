package dev.firsttoken.bench.options;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.firsttoken.bench.options.value.AnnotationPlace;
import dev.firsttoken.bench.options.value.ArrivalProcess;
import dev.firsttoken.bench.options.value.ComparedTarget;
import dev.firsttoken.bench.options.value.EndRule;
import dev.firsttoken.bench.options.value.ErrorLimit;
import dev.firsttoken.bench.options.value.RequestHeaders;
import dev.firsttoken.bench.options.value.RequestLengths;
import dev.firsttoken.bench.options.value.ResponseOptions;
import dev.firsttoken.bench.options.value.StopOptions;
import dev.firsttoken.bench.options.value.TokenizerName;
import dev.firsttoken.bench.slo.Slo;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class OptionsTest {
  private static final Map<String, String> NO_ENVIRONMENT = Map.of();

  /**
   * Settings that can't be combined with others; WorkloadOptionsTest and MicroOptionsTest cover
   * them.
   */
  private static final Set<Setting> EXCLUSIVE_SETTINGS =
      EnumSet.of(
          Setting.INPUT_TOKENS,
          Setting.OUTPUT_TOKENS,
          Setting.DATASET,
          Setting.PROMPTS,
          Setting.SHUFFLE,
          Setting.TRACE,
          Setting.SPEED,
          Setting.URL);

  /** A value for every other setting that is not its default. */
  private static Map<Setting, String> allSettings(Path dir) throws IOException {
    Map<Setting, String> settings = new EnumMap<>(Setting.class);
    settings.put(Setting.BASE_URL, "https://host:8443/llm");
    settings.put(Setting.PATH, "/chat?v=1");
    settings.put(Setting.MODEL, "m");
    settings.put(Setting.API_KEY, "sk-secret");
    settings.put(Setting.CA_FILE, Files.createFile(dir.resolve("ca.pem")).toString());
    settings.put(Setting.HEADER, "x-a: 1\nx-b: 2");
    settings.put(Setting.INSECURE, "false"); // true contradicts CA_FILE
    settings.put(Setting.NO_KEEP_ALIVE, "true");
    settings.put(Setting.TIMEOUT, "500ms");
    settings.put(Setting.PROMPT, "a b");
    settings.put(Setting.MAX_TOKENS, "9");
    settings.put(Setting.IGNORE_EOS, "true");
    settings.put(Setting.MAX_TOKENS_FIELD, "max_completion_tokens");
    settings.put(Setting.EXTRA_BODY, "{\"a\":1}");
    settings.put(Setting.FRAMES, "10");
    settings.put(Setting.DELAY_MS, "0");
    settings.put(Setting.BYTES_PER_FRAME, "1");
    settings.put(Setting.TTFT_MS, "100");
    settings.put(Setting.REASONING_FRAMES, "10");
    settings.put(Setting.WARMUP, "0");
    settings.put(Setting.TURNS, "2");
    settings.put(Setting.UNIQUE_PREFIX, "true");
    settings.put(Setting.TOKENIZER, "o200k_base");
    settings.put(Setting.REPEAT, "3");
    settings.put(Setting.CONCURRENCY, "1,8");
    settings.put(Setting.RATE, "0.5,20");
    settings.put(Setting.ARRIVALS, "constant");
    settings.put(Setting.SEED, "7");
    settings.put(Setting.MAX_IN_FLIGHT, "50");
    settings.put(Setting.TOTAL, "8");
    settings.put(Setting.DURATION, "10s");
    settings.put(Setting.RAMP, "1s");
    settings.put(Setting.ROUNDS, "4");
    settings.put(Setting.TARGETS, "a=http://localhost:1/v1");
    settings.put(Setting.REFERENCE, "a");
    settings.put(Setting.MODE, "relay");
    settings.put(Setting.RESOLVE, "5%");
    settings.put(Setting.MAX_ROUNDS, "20");
    settings.put(Setting.PIN, "true");
    settings.put(Setting.EXPECT, "a<=b:rps");
    settings.put(Setting.MARKDOWN, dir.resolve("out.md").toString());
    settings.put(Setting.FIND_MAX, "false");
    settings.put(Setting.ENDPOINT, "chat");
    settings.put(Setting.NO_STREAM, "false");
    settings.put(Setting.END, "finish");
    settings.put(Setting.ANY_CONTENT_TYPE, "true");
    settings.put(Setting.NO_PREFLIGHT, "true");
    settings.put(Setting.MAX_ERRORS, "5%");
    settings.put(Setting.SLO, "ttft:p95<300ms");
    settings.put(Setting.PERCENTILES, "80,99.99");
    settings.put(Setting.WATCH_PID, "4711");
    settings.put(Setting.SCRAPE, "https://host:9090/m");
    settings.put(Setting.CALIBRATION, Files.createFile(dir.resolve("own.json")).toString());
    settings.put(Setting.CONFIG, Files.createFile(dir.resolve("own.toml")).toString());
    settings.put(Setting.RESULTS_DIR, dir.resolve("new").toString());
    settings.put(Setting.JSON, dir.resolve("out.json").toString());
    settings.put(Setting.HTML, "true");
    settings.put(Setting.OUT, dir.resolve("out.html").toString());
    settings.put(Setting.CSV, dir.resolve("out.csv").toString());
    settings.put(Setting.ANNOTATE, "http://localhost:3000/g");
    return settings;
  }

  static Map<String, String> toProperties(Map<Setting, String> values) {
    Map<String, String> properties = new HashMap<>(Map.of("java.home", "/jdk"));
    values.forEach((key, value) -> properties.put(key.property(), value));
    return properties;
  }

  private static Options parse(Map<Setting, String> values, Map<String, String> env) {
    return Options.from(Command.SWEEP, RawOptions.fromFlags(values, env));
  }

  private static Options parseFlag(Setting key, String value) {
    return parse(Map.of(key, value), NO_ENVIRONMENT);
  }

  @Test
  void flagsAndPropertiesGiveTheSameOptions(@TempDir Path dir) throws IOException {
    Map<Setting, String> values = allSettings(dir);
    assertThat(values.keySet()).isEqualTo(EnumSet.complementOf(EnumSet.copyOf(EXCLUSIVE_SETTINGS)));

    Options byProperties =
        Options.from(
            Command.SWEEP, RawOptions.fromProperties(toProperties(values), NO_ENVIRONMENT));

    assertThat(byProperties).isEqualTo(parse(values, NO_ENVIRONMENT));
    assertThat(byProperties.target())
        .isEqualTo(
            new Target(
                URI.create("https://host:8443/llm/chat?v=1"),
                true,
                Duration.ofMillis(500),
                "sk-secret",
                dir.resolve("ca.pem"),
                RequestHeaders.parse("x-a: 1\nx-b: 2", name -> null),
                new ConnectionOptions(false, false)));
    assertThat(byProperties.requestOptions().syntheticOptions())
        .isEqualTo(
            Map.of(
                "frames", 10,
                "delay_ms", 0,
                "bytes_per_frame", 1,
                "ttft_ms", 100,
                "reasoning_frames", 10));
    assertThat(byProperties.workloadOptions())
        .isEqualTo(
            new WorkloadOptions(
                null,
                null,
                2,
                true,
                TokenizerName.O200K_BASE,
                new RequestLengths(null, null, true, TokenizerName.O200K_BASE, 7)));
    assertThat(byProperties.loadOptions())
        .isEqualTo(
            new LoadOptions(
                3,
                List.of(1, 8),
                new OpenModelOptions(List.of(0.5, 20.0), ArrivalProcess.CONSTANT, 7, 50, true),
                new LevelBounds(8, Duration.ofSeconds(10), Duration.ofSeconds(1), 0),
                new RoundOptions(4, 4),
                Slo.parse("ttft:p95<300ms"),
                false,
                false,
                new ResponseOptions(false, EndRule.FINISH, true),
                new StopOptions(false, ErrorLimit.parse("5%"))));
    assertThat(byProperties.monitorOptions())
        .isEqualTo(
            new MonitorOptions(
                4711, URI.create("https://host:9090/m"), true, dir.resolve("own.json")));
    assertThat(byProperties.compareOptions())
        .isEqualTo(
            new CompareOptions(
                List.of(
                    new ComparedTarget.Running("a", URI.create("http://localhost:1/v1/chat?v=1"))),
                CompareOptions.Work.RELAY,
                "/v1/chat/completions",
                true,
                dir.resolve("out.md")));
    assertThat(byProperties.output())
        .isEqualTo(
            new Output(
                dir.resolve("new"),
                dir.resolve("out.json"),
                dir.resolve("out.csv"),
                dir.resolve("out.html"),
                new AnnotationPlace.InGrafana(URI.create("http://localhost:3000/g"))));
  }

  @Test
  void defaultIsTheLocalProxyWithItsOwnModel() {
    Options options = parse(Map.of(), NO_ENVIRONMENT);

    assertThat(options.target().chatUrl())
        .isEqualTo(URI.create("http://localhost:8080/api/chat/completions"));
    assertThat(options.target().isExplicit()).isFalse();
    assertThat(options.requestOptions().model()).isNull();
    assertThat(options.requestOptions().syntheticOptions()).isEmpty();
    assertThat(options.requestOptions().requestsTimestamps()).isFalse();
    assertThat(options.loadOptions())
        .isEqualTo(
            new LoadOptions(
                1,
                List.of(1, 8, 32),
                new OpenModelOptions(List.of(), ArrivalProcess.POISSON, 1, 10_000, false),
                new LevelBounds(null, null, Duration.ZERO, null),
                RoundOptions.ONE,
                null,
                false,
                false,
                ResponseOptions.STRICT,
                new StopOptions(true, null)));
    assertThat(options.monitorOptions())
        .isEqualTo(new MonitorOptions(null, URI.create("/metrics"), false, null));
    assertThat(options.output()).isEqualTo(new Output(null, null, null, null, null));
    assertThat(options.recordedOptions())
        .containsEntry("concurrency", "1,8,32")
        .doesNotContainKeys("arrivals", "seed", "max-in-flight", "rate", "duration", "find-max");
  }

  @Test
  void flagOverridesEnvironmentAndEnvironmentOverridesDefault() {
    Map<String, String> env = Map.of("LLM_MODEL", "env", "SYN_FRAMES", "20", "LLM_API_KEY", " ");

    assertThat(parse(Map.of(), env).requestOptions().model()).isEqualTo("env");
    assertThat(parse(Map.of(), env).requestOptions().syntheticOptions())
        .isEqualTo(Map.of("frames", 20));
    assertThat(parse(Map.of(), env).target().apiKey()).isNull();
    assertThat(parse(Map.of(Setting.MODEL, "flag"), env).requestOptions().model())
        .isEqualTo("flag");
    assertThat(parse(Map.of(Setting.FRAMES, "7"), env).requestOptions().syntheticOptions())
        .isEqualTo(Map.of("frames", 7));
  }

  @ParameterizedTest
  @CsvSource({"500ms, 500", "30s, 30000", "2m, 120000", "24h, 86400000", "1ms, 1"})
  void durationsHaveAUnit(String text, long millis) {
    assertThat(parseFlag(Setting.TIMEOUT, text).target().timeout())
        .isEqualTo(Duration.ofMillis(millis));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "BASE_URL | localhost | --base-url=localhost: must be an http or https URL",
        "BASE_URL | api.x.io/v1 | ; did you mean http://api.x.io/v1?",
        "BASE_URL | ftp://h | an http or https URL",
        "BASE_URL | http://me:secret@h | --base-url=http://***@h: must be an http or https URL",
        "BASE_URL | http://me:se/cret@h | --base-url=http://***@h: must be an http or https URL",
        "BASE_URL | http://h?a=b | --base-url=http://h?a=b: has a query, which only a whole",
        "BASE_URL | http://h:99999 | an http or https URL",
        "BASE_URL | http://a b | an http or https URL",
        "PATH | /a#b | --path=/a#b: must be a path like /api/chat/completions",
        "PATH | C:/Git/chat | --path=C:/Git/chat: must be a path like /api/chat/completions",
        "PATH | http://h/chat | --path=http://h/chat: must be a path like /api/chat/completions",
        "PATH | '' | --path=: must be a path like /api/chat/completions",
        "PATH | /a b | a path like /api/chat/completions",
        "CA_FILE | /no/such.pem | --ca-file=/no/such.pem: must be a readable PEM file",
        "TIMEOUT | 0s | --timeout=0s: must be a duration from 1ms to 24h",
        "TIMEOUT | 10 | a duration from 1ms to 24h",
        "TIMEOUT | 25h | a duration from 1ms to 24h",
        "TIMEOUT | 9999999999s | a duration from 1ms to 24h",
        "MAX_TOKENS | 0 | --max-tokens=0: must be a whole number from 1 to 10,000,000",
        "FRAMES | -1 | --frames=-1: must be a whole number from 0 to 100,000",
        "DELAY_MS | 60001 | from 0 to 60,000",
        "BYTES_PER_FRAME | 0 | from 1 to 65,536",
        "WARMUP | x | --warmup=x: must be a whole number",
        "REPEAT | 1.5 | a whole number",
        "CONCURRENCY | 0 | --concurrency=0: must be one number or a list",
        "CONCURRENCY | 1,,2 | one number or a list",
        "CONCURRENCY | 8,8 | --concurrency=8,8: lists 8 twice",
        "CONCURRENCY | 10001 | from 1 to 10,000",
        "TOTAL | 99999999999 | --total=99999999999: must be a whole number",
        "TOTAL | 31 | --total=31: must be at least 32, one request for each user of --concurrency",
        "RATE | 0 | --rate=0: must be one number or a list like 5,10,20, each from 0.01 to 100,000",
        "RATE | 0.009 | each from 0.01 to 100,000",
        "RATE | 5,,10 | one number or a list",
        "RATE | -5 | one number or a list",
        "RATE | 1e3 | one number or a list",
        "RATE | 5,5.0 | --rate=5,5.0: lists 5.0 twice",
        "RATE | 100001 | --rate=100001: is more than one machine can send; the maximum is 100,000",
        "RATE | 999999999999999999 | is more than one machine can send",
        "RATE | 0.01 | --rate=0.01: 0.01/s for 30s is less than one request",
        "ARRIVALS | uniform | --arrivals=uniform: must be constant or poisson",
        "ARRIVALS | constant | --arrivals=constant: applies only to the open model; give --rate"
            + " too",
        "MAX_IN_FLIGHT | 10 | --max-in-flight=10: applies only to the open model; give --rate or"
            + " --trace too",
        "MAX_IN_FLIGHT | 10001 | --max-in-flight=10001: must be a whole number from 1 to 10,000",
        "SEED | -1 | --seed=-1: must be a whole number from 0",
        "DURATION | 1ms | --duration=1ms: must be a duration from 2ms to 24h",
        "DURATION | 25h | --duration=25h: must be a duration from 2ms to 24h",
        "RAMP | 0s | --ramp=0s: must be a duration from 1ms to 24h",
        "FIND_MAX | maybe | --find-max=maybe: must be true or false",
        "FIND_MAX | true | --find-max needs --slo, the limit to search for",
        "SLO | '' | --slo=: must be a list of objectives",
        "SLO | ttft:p95<300 | --slo: ttft:p95<300: the limit needs a unit: us, ms or s",
        "SLO | error<1%,error<=2% | --slo: error<=2%: error already has a limit",
        "PERCENTILES | 0 | --percentiles=0: \"0\" is no percentile; use whole numbers from 1 to 99",
        "PERCENTILES | '' | is no percentile",
        "HTML | maybe | --html=maybe: must be true or false",
        "OUT | /no/such/dir/x | --out=/no/such/dir/x: must be a file in an existing directory",
        "OUT | '' | --out=: must be a file in an existing directory",
        "WATCH_PID | 0 | --watch-pid=0: must be a whole number from 1 to 2,147,483,647",
        "SCRAPE | C:/m | --scrape=C:/m: must be a path like /metrics",
        "SCRAPE | //h/m | an http or https URL; or off",
        "SCRAPE | http://me@h/m | an http or https URL; or off",
        "PROMPTS | '' | --prompts=: must be a readable file",
        "TRACE | '' | --trace=: must be a readable file",
        "JSON | '' | --json=: must be a file in an existing directory",
        "RESULTS_DIR | '' | --results-dir=: must be a new or empty directory",
        "CALIBRATION | /no/such | --calibration=/no/such: must be a readable file",
        "CSV | /no/such/dir/x | --csv=/no/such/dir/x: must be a file in an existing directory",
        "ANNOTATE | '' | --annotate=: must be a file in an existing directory, or the http or",
        "ANNOTATE | /no/such/dir/x | --annotate=/no/such/dir/x: must be a file in an existing",
        "ANNOTATE | localhost:3000 | --annotate=localhost:3000: did you mean"
            + " http://localhost:3000?",
        "ANNOTATE | ftp://h/x | --annotate=ftp://h/x: must be a file in an existing directory, or",
        "ANNOTATE | http://me@h/ | --annotate=http://***@h/: must be a file in an existing",
        "ANNOTATE | http://h/?orgId=1 | --annotate=http://h/?orgId=1: must be a file in an",
        "RESULTS_DIR | / | --results-dir=/: must be a new or empty directory",
        "JSON | /no/such/dir/x | --json=/no/such/dir/x: must be a file in an existing directory"
      })
  void invalidValueIsReportedWithItsFlagAndTheValidValues(
      Setting key, String value, String expectedMessage) {
    assertThatThrownBy(() -> parseFlag(key, value))
        .isInstanceOf(InvalidOptionException.class)
        .hasMessageContaining(expectedMessage);
  }

  @Test
  void annotationMustBeInAFileOfItsOwn(@TempDir Path dir) {
    Map<Setting, String> files =
        Map.of(
            Setting.JSON, dir.resolve("x").toString(),
            Setting.ANNOTATE, dir.resolve("./x").toString());

    assertThatThrownBy(() -> parse(files, NO_ENVIRONMENT))
        .hasMessageContaining("x: must be a different file from --json");
    assertThat(parseFlag(Setting.ANNOTATE, dir.resolve("x").toString()).output().annotation())
        .isEqualTo(new AnnotationPlace.InFile(dir.resolve("x")));
  }

  @Test
  void invalidValueIsReportedByTheNameItWasGivenWith() {
    assertThatThrownBy(
            () ->
                Options.from(
                    Command.SWEEP,
                    RawOptions.fromProperties(Map.of("delayMs", "x"), NO_ENVIRONMENT)))
        .hasMessageStartingWith("-DdelayMs=x: must be");
    assertThatThrownBy(() -> parse(Map.of(), Map.of("SYN_BYTES", "0")))
        .hasMessageStartingWith("SYN_BYTES=0: must be");
  }

  @Test
  void misspelledPropertyIsRejectedWithTheRightSpelling() {
    assertThatThrownBy(
            () -> RawOptions.fromProperties(Map.of("base-url", "http://h"), NO_ENVIRONMENT))
        .isInstanceOf(InvalidOptionException.class)
        .hasMessage("-Dbase-url: unknown property; did you mean -DbaseUrl?");
  }

  @Test
  void reasoningFramesAreAtMostFrames() {
    assertThatThrownBy(
            () -> parse(Map.of(Setting.FRAMES, "2", Setting.REASONING_FRAMES, "3"), NO_ENVIRONMENT))
        .hasMessage("--reasoning-frames=3: must be at most --frames=2");
  }

  @Test
  void apiKeyIsInNoOutput() {
    Options options = parseFlag(Setting.API_KEY, "sk-secret");

    assertThat(options.recordedOptions()).containsEntry("api-key", "(given)");
    assertThat(options.recordedOptions().toString()).doesNotContain("sk-secret");
    assertThat(options.target().toString()).doesNotContain("sk-secret");
    assertThatThrownBy(() -> parseFlag(Setting.API_KEY, "sk-secret\r\nx: y"))
        .isInstanceOf(InvalidOptionException.class)
        .hasMessageContaining("visible ASCII")
        .hasMessageNotContaining("sk-secret");
  }

  @Test
  void commandRecordsOnlyTheSettingsItAccepts() {
    Options run = Options.from(Command.RUN, RawOptions.fromFlags(Map.of(), NO_ENVIRONMENT));

    assertThat(run.recordedOptions())
        .containsKey("repeat")
        .doesNotContainKeys("concurrency", "rate");
    assertThat(Command.RUN.settings())
        .contains(Setting.SLO, Setting.WATCH_PID, Setting.SCRAPE, Setting.CSV, Setting.CALIBRATION);
    assertThat(Command.SMOKE.settings()).doesNotContain(Setting.SLO, Setting.CSV);
  }

  @Test
  void timestampsAreRequestedOnlyFromServersThatSupportThem() {
    assertThat(parseFlag(Setting.MODEL, "synthetic").requestOptions().requestsTimestamps())
        .isTrue();
    assertThat(parseFlag(Setting.FRAMES, "5").requestOptions().requestsTimestamps()).isTrue();
    assertThat(parseFlag(Setting.MODEL, "gpt").requestOptions().requestsTimestamps()).isFalse();
  }

  @ParameterizedTest
  @EnumSource(Setting.class)
  void everySettingHasHelpAndValidValues(Setting key) {
    assertThat(key.help()).endsWith(".");
    assertThat(key.validValues()).isNotBlank();
    assertThat(key.property()).matches("[a-z]+([A-Z][a-z]+)*");
    assertThat(Arrays.stream(Setting.values()).map(Setting::property).distinct().count())
        .isEqualTo(Setting.values().length);
  }

  @Test
  void textThatTheLocaleCouldNotDecodeIsRefused() {
    assertThatThrownBy(
            () -> RawOptions.fromFlags(Map.of(Setting.PROMPT, "Gr\uFFFD\uFFFDe"), Map.of()))
        .isInstanceOf(InvalidOptionException.class)
        .hasMessageStartingWith("--prompt: contains bytes that are not valid in ")
        .hasMessageEndingWith("set LC_ALL=C.UTF-8");
    assertThatThrownBy(() -> RawOptions.fromFlags(Map.of(), Map.of("LLM_MODEL", "\uFFFD")))
        .hasMessageStartingWith("LLM_MODEL: ");
    assertThat(RawOptions.fromFlags(Map.of(Setting.PROMPT, "Grüße 日本語"), Map.of())).isNotNull();
  }
}
