package dev.firsttoken.proxy.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.firsttoken.wire.call.Origin;
import io.netty.util.internal.PlatformDependent;
import java.net.URI;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class ConfigurationTest {
  private static final List<String> TIMEOUTS =
      List.of(
          "HEAD_TIMEOUT_MS",
          "BODY_TIMEOUT_MS",
          "KEEP_ALIVE_MS",
          "WRITE_TIMEOUT_MS",
          "DRAIN_TIMEOUT_MS",
          "LLM_CONNECT_TIMEOUT_MS",
          "LLM_POOL_TIMEOUT_MS",
          "LLM_FIRST_TOKEN_TIMEOUT_MS",
          "LLM_IDLE_TIMEOUT_MS",
          "LLM_WHOLE_TIMEOUT_MS",
          "LLM_BACKSTOP_MS",
          "LLM_KEEP_ALIVE_MS",
          "BREAKER_WINDOW_MS",
          "BREAKER_OPEN_MS");

  @Test
  void unsetVariablesTakeTheDocumentedDefaults() {
    Configuration configuration = Configuration.of(Map.of());

    assertThat(configuration.host()).isEqualTo("127.0.0.1");
    assertThat(configuration.port()).isEqualTo(8080);
    assertThat(configuration.upstream()).isEqualTo(URI.create("http://localhost:1234/v1"));
    assertThat(configuration.clientLimits())
        .isEqualTo(
            new ClientLimits(
                2000,
                10_000,
                10_485_760,
                (int) (PlatformDependent.maxDirectMemory() / 2),
                new ClientLimits.Timeouts(
                    ms(10_000), ms(30_000), ms(75_000), ms(60_000), ms(30_000)),
                null,
                configuration.clientLimits().allowedHosts()));
    assertThat(configuration.clientLimits().allowedHosts())
        .containsExactlyInAnyOrder("localhost", "127.0.0.1", "[::1]");
    assertThat(configuration.upstreamLimits())
        .isEqualTo(
            new UpstreamLimits(
                ms(2000),
                ms(1000),
                ms(120_000),
                ms(60_000),
                ms(300_000),
                ms(3_600_000),
                ms(4000),
                2000));
    assertThat(configuration.breaker())
        .isEqualTo(new BreakerSettings(50, 20, ms(10_000), ms(5000)));
    assertThat(configuration.allowedUpstreams()).isEmpty();
    assertThat(configuration.allowPrivateUpstreams()).isFalse();
    assertThat(configuration.warmUp()).isEqualTo(ms(3000));
  }

  @Test
  void blankVariableCountsAsUnset() {
    Map<String, String> blank = new HashMap<>();
    numbers().forEach(number -> blank.put((String) number.get()[0], " \t"));
    for (String name :
        List.of(
            "PROXY_API_KEY",
            "ALLOWED_HOSTS",
            "ALLOWED_UPSTREAMS",
            "ALLOW_PRIVATE_UPSTREAMS",
            "FIRST_TOKEN_HOST",
            "LLM_BASE_URL",
            "LLM_API_KEY",
            "LLM_MODEL",
            "LLM_CA_FILE",
            "VITE_DEV_URL",
            "PORT")) {
      blank.put(name, "");
    }

    assertThat(Configuration.of(blank)).isEqualTo(Configuration.of(Map.of()));
  }

  @Test
  void textThatTheLocaleCouldNotDecodeIsRejected() {
    assertThatThrownBy(() -> Configuration.of(Map.of("LLM_MODEL", "Gr\uFFFD\uFFFDe")))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith("LLM_MODEL contains bytes that are not valid in ")
        .hasMessageEndingWith("Start the proxy in a UTF-8 locale, such as LC_ALL=C.UTF-8.");
    assertThat(Configuration.of(Map.of("LLM_MODEL", "Größe 日本語")).model()).isEqualTo("Größe 日本語");
  }

  @Test
  void maxConnectionsDefaultsToMaxInFlight() {
    assertThat(upstreamLimits("MAX_IN_FLIGHT", "7").maxConnections()).isEqualTo(7);
    assertThat(upstreamLimits("LLM_MAX_CONNECTIONS", "3").maxConnections()).isEqualTo(3);
  }

  private static UpstreamLimits upstreamLimits(String name, String value) {
    return Configuration.of(Map.of(name, value)).upstreamLimits();
  }

  /** Every integer setting with its range. */
  static Stream<Arguments> numbers() {
    return Stream.concat(
        TIMEOUTS.stream().map(name -> Arguments.of(name, "1", "86400000")),
        Stream.of(
            Arguments.of("MAX_IN_FLIGHT", "1", "1000000"),
            Arguments.of("MAX_CONNECTIONS", "1", "1000000"),
            Arguments.of("MAX_BODY_BYTES", "1", "1073741824"),
            Arguments.of("LLM_MAX_CONNECTIONS", "1", "1000000"),
            Arguments.of("BREAKER_FAILURE_PERCENT", "0", "100"),
            Arguments.of("BREAKER_MIN_REQUESTS", "1", "1000000"),
            Arguments.of("WARM_UP_MS", "0", "60000"),
            Arguments.of("PORT", "0", "65535")));
  }

  @ParameterizedTest
  @MethodSource("numbers")
  void numberOutOfRangeIsRejectedWithNameValueAndRange(String name, String min, String max) {
    String below = Long.toString(Long.parseLong(min) - 1);
    String above = Long.toString(Long.parseLong(max) + 1);
    for (String value :
        List.of(below, above, "-1", "x", "1.5", "1e3", "0x1", "1_0", "1 0", "99999999999", "10s")) {
      assertThat(errorMessage(Map.of(name, value)))
          .isEqualTo(
              "%s must be an integer from %s to %s, not \"%s\".".formatted(name, min, max, value)
                  + (name.equals("PORT") ? " Set 0 for a free one." : ""));
    }
  }

  @ParameterizedTest
  @MethodSource("numbers")
  void numberAtTheEdgesOfItsRangeIsAccepted(String name, String min, String max) {
    Configuration.of(Map.of(name, min));
    Configuration.of(Map.of(name, " " + max + " "));
  }

  @ParameterizedTest
  @ValueSource(strings = {"yes", "1", "TRUE", "on"})
  void flagIsTrueOrFalseAndNothingElse(String value) {
    assertThat(errorMessage(Map.of("ALLOW_PRIVATE_UPSTREAMS", value)))
        .isEqualTo("ALLOW_PRIVATE_UPSTREAMS must be true or false, not \"" + value + "\".");
  }

  @ParameterizedTest
  @ValueSource(strings = {"localhost:1234/v1", "localhost:1234", "my_llm/v1", "[::1]:80/v1"})
  void upstreamWithoutItsSchemeIsCorrected(String url) {
    assertThat(errorMessage(Map.of("LLM_BASE_URL", " " + url)))
        .contains("like http://localhost:1234/v1, not ")
        .endsWith(" Did you mean http://%s?".formatted(url));
  }

  @ParameterizedTest
  @CsvSource(
      quoteCharacter = '`',
      value = {
        "FIRST_TOKEN_TRANSPORT, kqueue, `must be one of epoll, io_uring, nio, not \"kqueue\".`",
        "LLM_BASE_URL, http://my_llm:70000/v1, `port is outside 1 to 65535: 70000`",
        "LLM_BASE_URL, ftp://h/v1, `must be an http or https URL without user, query or fragment`",
        "LLM_BASE_URL, http:///v1, `not \"http:///v1\".`",
        "LLM_BASE_URL, http://h/v1#x, `not \"http://h/v1#x\".`",
        "LLM_BASE_URL, http://h/ü, `not \"http://h/ü\".`",
        "LLM_BASE_URL, http://h:0, `not \"http://h:0\".`",
        "ALLOWED_UPSTREAMS, nonsense, `must be comma-separated origins like"
            + " https://api.example.com, not`",
        "ALLOWED_UPSTREAMS, `http://a, nonsense`, `not \"nonsense\".`",
        "ALLOWED_UPSTREAMS, http://a/v1, `not \"http://a/v1\".`",
        "LLM_CA_FILE, /nowhere/ca.pem, `/nowhere/ca.pem`",
        "RESULTS_DIR, /nowhere, `RESULTS_DIR must be a folder that this process can read, not"
            + " \"/nowhere\"`",
        "RESULTS_DIR, pom.xml, `not \"pom.xml\"`",
        "SYN_FRAMES, -1, `SYN_FRAMES must be an integer from 0 to 100000, not \"-1\"`",
      })
  void invalidSettingIsRejectedInOneLineThatNamesIt(String name, String value, String expected) {
    assertThat(errorMessage(Map.of(name, value)))
        .startsWith(name)
        .contains(expected)
        .endsWith(".")
        .doesNotContain("\n");
  }

  @ParameterizedTest
  @CsvSource({
    "LLM_BASE_URL, http://canary@h/v1",
    "LLM_BASE_URL, http://user:canary@h/v1",
    "LLM_BASE_URL, http://h/v1?key=canary",
    "ALLOWED_UPSTREAMS, http://user:canary@h",
    "ALLOWED_UPSTREAMS, http://h?key=canary",
    "VITE_DEV_URL, http://canary@localhost:5173",
    "VITE_DEV_URL, http://localhost:5173?key=canary",
    "LLM_API_KEY, canary canary",
    "PROXY_API_KEY, canäry-canary"
  })
  void invalidSettingThatMayHoldASecretIsRejectedWithoutIt(String name, String value) {
    assertThat(errorMessage(Map.of(name, value))).startsWith(name).doesNotContain("canary");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "http://localhost:5173",
        " http://127.0.0.1:5173/ ",
        "http://[::1]:5173",
        "http://LOCALHOST"
      })
  void serverInDevelopmentIsOnLoopback(String url) {
    assertThat(Configuration.of(Map.of("VITE_DEV_URL", url)).devServer()).isNotNull();
    assertThat(Configuration.of(Map.of()).devServer()).isNull();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "http://192.168.0.1:5173",
        "http://vite.test:5173",
        "http://localhost.evil.test:5173",
        "http://0.0.0.0:5173",
        "https://localhost:5173",
        "http://localhost:5173/app",
        "http://localhost:5173/#x",
        "http://localhost:0",
        "localhost:5173",
        "ws://localhost:5173",
        "file:///etc",
        "5173",
        "nonsense"
      })
  void serverInDevelopmentElsewhereIsRejected(String url) {
    assertThat(errorMessage(Map.of("VITE_DEV_URL", url)))
        .isEqualTo(
            "VITE_DEV_URL must be the http URL of a server on this machine without a path, like"
                + " http://localhost:5173, not \"%s\".".formatted(url));
  }

  @Test
  void serverInDevelopmentIsNotServedToOtherMachines() {
    assertThat(
            errorMessage(
                Map.of(
                    "VITE_DEV_URL", "http://localhost:5173",
                    "FIRST_TOKEN_HOST", "0.0.0.0",
                    "PROXY_API_KEY", "k")))
        .isEqualTo(
            "VITE_DEV_URL works only where the proxy listens on loopback, but FIRST_TOKEN_HOST is"
                + " 0.0.0.0. Unset one of them.");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"0.0.0.0", "::", "[::]", "192.168.0.1", "proxy.test", "127.1", "0", "[", "[::1"})
  void hostBeyondLoopbackNeedsAKey(String host) {
    assertThat(errorMessage(Map.of("FIRST_TOKEN_HOST", host)))
        .isEqualTo(
            "FIRST_TOKEN_HOST="
                + host
                + " makes the server reachable from other machines. Set PROXY_API_KEY, the key that"
                + " clients must send, so that nobody else spends yours.");
    assertThat(
            Configuration.of(Map.of("FIRST_TOKEN_HOST", host, "PROXY_API_KEY", "k")).isOnLoopback())
        .isFalse();
  }

  @ParameterizedTest
  @ValueSource(strings = {"127.0.0.1", "127.0.0.2", "localhost", "LOCALHOST", "::1", "[::1]"})
  void hostOnLoopbackNeedsNoKey(String host) {
    Configuration configuration = Configuration.of(Map.of("FIRST_TOKEN_HOST", host));

    assertThat(configuration.isOnLoopback()).isTrue();
    assertThat(configuration.clientLimits().apiKey()).isNull();
    assertThat(configuration.clientLimits().allowedHosts()).contains("localhost").isNotEmpty();
  }

  @Test
  void allowedUpstreamsAreParsedAsOrigins() {
    Map<String, String> listed =
        Map.of("ALLOWED_UPSTREAMS", "https://A.example, http://b.example:81/ ,,https://[::1]");

    assertThat(Configuration.of(listed).allowedUpstreams())
        .extracting(Origin::toString)
        .containsExactlyInAnyOrder("https://a.example", "http://b.example:81", "https://[::1]");
  }

  @Test
  void keysAreNeverPartOfToString() {
    Map<String, String> keys = Map.of("LLM_API_KEY", "canary1", "PROXY_API_KEY", "canary2");
    Configuration configuration = Configuration.of(keys);

    assertThat(configuration.toString()).doesNotContain("canary");
    assertThat(configuration.clientLimits().toString()).doesNotContain("canary");
    assertThat(new EnvironmentReader(keys).toString()).doesNotContain("canary");
  }

  private static String errorMessage(Map<String, String> environment) {
    return String.valueOf(
        assertThatThrownBy(() -> Configuration.of(environment))
            .isInstanceOf(IllegalArgumentException.class)
            .actual()
            .getMessage());
  }

  private static Duration ms(int millis) {
    return Duration.ofMillis(millis);
  }
}
