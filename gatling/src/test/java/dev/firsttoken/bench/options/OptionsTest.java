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
import dev.firsttoken.bench.options.value.Shard;
import dev.firsttoken.bench.options.value.StopOptions;
import dev.firsttoken.bench.options.value.TokenizerName;
import dev.firsttoken.bench.slo.Slo;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
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

  @SuppressWarnings("TimeInStaticInitializer") // an agreed start lies in the next 24 hours
  private static final Instant START = Instant.now().plusSeconds(3600);

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
    settings.put(Setting.SHARD, "0/1");
    settings.put(Setting.START_AT, START.toString());
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
                new StopOptions(false, ErrorLimit.parse("5%")),
                new ShardOptions(Shard.WHOLE, START)));
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
                new StopOptions(true, null),
                ShardOptions.NONE));
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
}
