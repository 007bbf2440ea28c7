package dev.firsttoken.bench.options;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.firsttoken.bench.options.value.EndRule;
import dev.firsttoken.bench.options.value.Endpoint;
import dev.firsttoken.bench.options.value.ErrorLimit;
import dev.firsttoken.bench.options.value.ResponseOptions;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** APIs, the responses that count, and what ends a run early. */
class EndpointOptionsTest {
  @TempDir Path dir;

  private static Options parse(Command command, Map<Setting, String> flags) {
    return Options.from(command, RawOptions.fromFlags(flags, Map.of()));
  }

  private static Options sweep(Map<Setting, String> flags) {
    return parse(Command.SWEEP, flags);
  }

  private static void assertInvalid(Map<Setting, String> flags, String message) {
    assertThatThrownBy(() -> sweep(flags))
        .isInstanceOf(InvalidOptionException.class)
        .hasMessageContaining(message);
  }

  @ParameterizedTest
  @CsvSource({
    "completions, http://h/v1, http://h/v1/completions",
    "responses, http://h/v1/, http://h/v1/responses",
    "messages, http://h, http://h/v1/messages",
    "embeddings, http://h/llm, http://h/llm/v1/embeddings",
    "messages, http://h/anthropic/v1/messages, http://h/anthropic/v1/messages",
    "completions, http://h/v1/completions?a=b, http://h/v1/completions?a=b",
    "chat, http://h/v1, http://h/v1/chat/completions"
  })
  void pathFollowsTheEndpoint(String endpoint, String base, String url) {
    Options options = sweep(Map.of(Setting.ENDPOINT, endpoint, Setting.BASE_URL, base));

    assertThat(options.target().chatUrl()).isEqualTo(URI.create(url));
    assertThat(options.requestOptions().bodyOptions().endpoint().label()).isEqualTo(endpoint);
    assertThat(options.recordedOptions()).containsEntry("endpoint", endpoint);
  }

  @ParameterizedTest
  @CsvSource({
    "chat, http://h/v1/messages, messages",
    "completions, http://h/v1/chat/completions, chat",
    "messages, http://h/v1/completions, completions"
  })
  void urlOfAnotherEndpointIsRejectedWithItsName(String endpoint, String base, String other) {
    assertInvalid(
        Map.of(Setting.ENDPOINT, endpoint, Setting.BASE_URL, base),
        "give --endpoint=" + other + " too");
  }

  @Test
  void givenPathIsAddedWhateverTheEndpoint() {
    Options options =
        sweep(
            Map.of(
                Setting.ENDPOINT, "messages", Setting.BASE_URL, "http://h/v1", Setting.PATH, "m"));
    assertThat(options.target().chatUrl()).isEqualTo(URI.create("http://h/v1/m"));
  }

  @Test
  void defaultsAreStrictAndNotRecorded() {
    Options options = sweep(Map.of());

    assertThat(options.loadOptions().responseOptions()).isEqualTo(ResponseOptions.STRICT);
    assertThat(options.requestOptions().bodyOptions().endpoint()).isEqualTo(Endpoint.CHAT);
    assertThat(options.requestOptions().bodyOptions().stream()).isTrue();
    assertThat(options.loadOptions().stopOptions().maxErrors()).isNull();
    assertThat(options.recordedOptions())
        .doesNotContainKeys("endpoint", "no-stream", "end", "any-content-type", "max-errors");
  }

  @Test
  void lenienceAndWholeResponsesAreRead() {
    Options lenient = sweep(Map.of(Setting.END, "finish", Setting.ANY_CONTENT_TYPE, "true"));
    assertThat(lenient.loadOptions().responseOptions())
        .isEqualTo(new ResponseOptions(false, EndRule.FINISH, true));

    for (Map<Setting, String> flags :
        java.util.List.of(
            Map.of(Setting.NO_STREAM, "true"), Map.of(Setting.ENDPOINT, "embeddings"))) {
      Options whole = sweep(flags);
      assertThat(whole.loadOptions().responseOptions().isWhole()).isTrue();
      assertThat(whole.requestOptions().bodyOptions().stream()).isFalse();
    }
  }

  @Test
  void preflightIsOfSweepsThatWarmUp() {
    assertThat(sweep(Map.of()).loadOptions().stopOptions().preflight()).isTrue();
    assertThat(sweep(Map.of(Setting.WARMUP, "2")).loadOptions().stopOptions().preflight()).isTrue();
    assertThat(sweep(Map.of(Setting.WARMUP, "0")).loadOptions().stopOptions().preflight())
        .isFalse();
    assertThat(sweep(Map.of(Setting.NO_PREFLIGHT, "true")).loadOptions().stopOptions().preflight())
        .isFalse();
    for (Command command : new Command[] {Command.RUN, Command.CALIBRATE, Command.COMPARE}) {
      assertThat(parse(command, Map.of()).loadOptions().stopOptions().preflight()).isFalse();
    }
  }

  @Test
  void invalidValuesAndCombinationsAreRejected() {
    assertInvalid(
        Map.of(Setting.ENDPOINT, "rerank"),
        "--endpoint=rerank: must be chat, completions, responses, messages, embeddings");
    assertInvalid(Map.of(Setting.END, "any"), "--end=any: must be done or finish");
    assertInvalid(Map.of(Setting.MAX_ERRORS, "-1"), "--max-errors=-1: must be a number");
    assertInvalid(Map.of(Setting.MAX_ERRORS, "101%"), "must be a number of requests like 10");
    assertInvalid(
        Map.of(Setting.NO_STREAM, "true", Setting.END, "finish"),
        "--end=finish: applies to streams");
    assertInvalid(
        Map.of(Setting.ENDPOINT, "completions", Setting.TURNS, "2"), "--turns=2: needs messages");
    assertInvalid(
        Map.of(Setting.FIND_MAX, "true", Setting.SLO, "rps>1", Setting.MAX_ERRORS, "3"),
        "can't be given with --find-max");
    assertInvalid(
        Map.of(Setting.NO_STREAM, "true", Setting.SLO, "ttft:p95<1s"),
        "ttft has no value for responses that are not streamed; use e2e");
  }

  @ParameterizedTest
  @CsvSource({"OUTPUT_TOKENS, 9", "MAX_TOKENS, 9", "IGNORE_EOS, true"})
  void embeddingsHaveNoLengthToAskFor(Setting key, String value) throws IOException {
    // With a file, because --ignore-eos is refused without any limit.
    Path prompts = Files.writeString(dir.resolve("p.jsonl"), "{\"prompt\":\"a\"}\n");
    assertInvalid(
        Map.of(Setting.ENDPOINT, "embeddings", Setting.PROMPTS, prompts.toString(), key, value),
        "applies to generated text, and --endpoint=embeddings returns none");
  }

  @ParameterizedTest
  @ValueSource(strings = {"ENDPOINT", "NO_STREAM", "END", "ANY_CONTENT_TYPE"})
  void checksAndCalibrationsHaveTheirOwnResponses(Setting key) {
    assertThat(Command.SMOKE.accepts(key) || Command.CALIBRATE.accepts(key)).isFalse();
    assertThat(Command.MICRO.accepts(key)).isFalse();
    assertThat(Command.RUN.accepts(key) && Command.SWEEP.accepts(key)).isTrue();
  }

  @Test
  void errorLimitIsANumberOrAShare() {
    ErrorLimit count = ErrorLimit.parse("10");
    assertThat(count.isExceeded(10, 10)).isFalse();
    assertThat(count.isExceeded(11, 5_000)).isTrue();
    ErrorLimit share = ErrorLimit.parse("2.5%");
    assertThat(share.isExceeded(25, 1_000)).isFalse();
    assertThat(share.isExceeded(26, 1_000)).isTrue();
    assertThat(share.isExceeded(2, 2)).as("of at least 100").isFalse();
    assertThat(ErrorLimit.parse("0%").isExceeded(1, 1)).isTrue();
    assertThat(ErrorLimit.parse("100%").isExceeded(1_000, 1_000)).isFalse();
  }
}
