package dev.firsttoken.bench.options;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Options about what is sent, and over which connections. */
class SentOptionsTest {
  @TempDir Path dir;

  private static Options parse(Map<Setting, String> flags) {
    return Options.from(Command.SWEEP, RawOptions.fromFlags(flags, Map.of()));
  }

  @Test
  void nothingIsAddedByDefault() {
    Options options = parse(Map.of());

    assertThat(options.requestOptions().bodyOptions()).isEqualTo(BodyOptions.DEFAULT);
    assertThat(options.target().headers().headers()).isEmpty();
    assertThat(options.target().connectionOptions()).isEqualTo(ConnectionOptions.DEFAULT);
  }

  @Test
  void propertiesHaveTheNamesOfTheFlags() {
    Options options =
        Options.from(
            Command.SWEEP,
            RawOptions.fromProperties(
                Map.of(
                    "extraBody", "{\"a\":1}",
                    "maxTokensField", "max_completion_tokens",
                    "header", "x-a: 1\nx-b: 2",
                    "insecure", "true",
                    "noKeepAlive", "true"),
                Map.of()));

    assertThat(options.requestOptions().bodyOptions().extraBody().fields())
        .hasToString("{\"a\":1}");
    assertThat(options.requestOptions().bodyOptions().maxTokensField())
        .isEqualTo("max_completion_tokens");
    assertThat(options.target().headers().headers()).hasSize(2);
    assertThat(options.target().connectionOptions()).isEqualTo(new ConnectionOptions(false, true));
  }

  @Test
  void valuesOfHeadersAreInNoRecordAndNoMessage() {
    Options options = parse(Map.of(Setting.HEADER, "x-team: search\napi-key: sk-1"));
    assertThat(options.recordedOptions())
        .containsEntry("header", "x-team: (given), api-key: (given)");
    assertThat(options.toString()).doesNotContain("sk-1", "search");

    assertThatThrownBy(() -> parse(Map.of(Setting.HEADER, "Host: secret")))
        .isInstanceOf(InvalidOptionException.class)
        .hasMessage("--header=Host: (given): Host can't be set: it follows from the URL");
    assertThatThrownBy(() -> parse(Map.of(Setting.HEADER, "Bearer secret")))
        .hasMessage("--header=(given): must be a name, a colon and a value");
  }

  @Test
  void keyIsNamedByWhatItWasGivenBy() {
    assertThat(parse(Map.of()).target().keySource()).isNull();
    assertThat(parse(Map.of(Setting.HEADER, "x-session-affinity: 1")).target().keySource())
        .isNull();
    assertThat(parse(Map.of(Setting.API_KEY, "sk-1")).target().keySource())
        .isEqualTo("LLM_API_KEY or --api-key");
    assertThat(parse(Map.of(Setting.HEADER, "x-a: long\nx-api-key: sk-1")).target().keySource())
        .isEqualTo("the header x-api-key");
    assertThat(
            parse(Map.of(Setting.HEADER, "Idempotency-Key: long\nx-session-affinity: long"))
                .target()
                .keySource())
        .isNull();
    assertThat(
            parse(Map.of(Setting.HEADER, "Idempotency-Key: long\nx-api-key: sk-1"))
                .target()
                .keySource())
        .isEqualTo("the header x-api-key");
    Options query = parse(Map.of(Setting.BASE_URL, "http://h/v1/chat/completions?key=sk-1"));
    assertThat(query.target().keySource()).isEqualTo("the query of the URL");
  }

  @Test
  void extraBodyThatIsNoneIsRefusedWithItsStart() {
    assertThatThrownBy(() -> parse(Map.of(Setting.EXTRA_BODY, "{")))
        .hasMessageStartingWith("--extra-body={: is no valid JSON");
    assertThatThrownBy(() -> parse(Map.of(Setting.EXTRA_BODY, "[" + "1".repeat(1_000) + "]")))
        .hasMessageContaining("1…: must be a JSON object");
    assertThatThrownBy(() -> parse(Map.of(Setting.MAX_TOKENS_FIELD, "a b")))
        .hasMessageStartingWith("--max-tokens-field=a b: must be the name of a JSON field");
  }

  @Test
  void flagsThatContradictEachOtherAreRefused() throws IOException {
    Path ca = Files.writeString(dir.resolve("ca.pem"), "x");

    assertThatThrownBy(
            () -> parse(Map.of(Setting.INSECURE, "true", Setting.CA_FILE, ca.toString())))
        .hasMessage("--insecure=true: can't be given with --ca-file, which verifies certificates");
    assertThatThrownBy(
            () -> parse(Map.of(Setting.API_KEY, "sk-1", Setting.HEADER, "Authorization: Bearer x")))
        .hasMessage("--api-key: can't be given with a header authorization; use one of them");
  }

  @Test
  void serverThatTheBenchStartsGetsNoCredentials() {
    Options options =
        Options.from(
            Command.COMPARE,
            RawOptions.fromFlags(Map.of(Setting.HEADER, "x-team: a\napi-key: b"), Map.of()));
    URI url = URI.create("http://127.0.0.1:1/v1/chat/completions");

    assertThat(options.forStarted(url, "m").target().headers().has("api-key")).isFalse();
    assertThat(options.forStarted(url, "m").target().headers().has("x-team")).isTrue();
    assertThat(options.forRunning(url, "m").target().headers().has("api-key")).isTrue();
  }

  @Test
  void plainRequestsHaveNoBody() {
    assertThat(Command.MICRO.accepts(Setting.EXTRA_BODY)).isFalse();
    assertThat(Command.MICRO.accepts(Setting.MAX_TOKENS_FIELD)).isFalse();
    assertThat(Command.MICRO.accepts(Setting.HEADER)).isTrue();
    assertThat(Command.MICRO.accepts(Setting.NO_KEEP_ALIVE)).isTrue();
  }
}
