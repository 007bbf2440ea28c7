package dev.firsttoken.bench.options;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.firsttoken.bench.options.value.AnnotationPlace;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class InvalidOptionsTest {
  private static final Map<String, String> NO_ENVIRONMENT = Map.of();

  private static Options parseFlag(Setting key, String value) {
    return parse(Map.of(key, value), NO_ENVIRONMENT);
  }

  private static Options parse(Map<Setting, String> flags, Map<String, String> environment) {
    return Options.from(Command.SWEEP, RawOptions.fromFlags(flags, environment));
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
        "TOTAL | 31 | --total=31: must be at least 32, one request for each user of --concurrency"
            + " (default 1,8,32). --concurrency=8 fits",
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
