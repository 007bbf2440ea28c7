package dev.firsttoken.bench.options;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.URI;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** URLs and paths among the options. */
class UrlOptionsTest {
  private static final Map<String, String> NO_ENVIRONMENT = Map.of();

  private static Options parse(Map<Setting, String> values, Map<String, String> env) {
    return Options.from(Command.SWEEP, RawOptions.fromFlags(values, env));
  }

  private static Options parseFlag(Setting key, String value) {
    return parse(Map.of(key, value), NO_ENVIRONMENT);
  }

  @ParameterizedTest
  @CsvSource({
    "http://h, http://h/api/chat/completions",
    "http://h/, http://h/api/chat/completions",
    "http://h/v1, http://h/v1/chat/completions",
    "http://h/v1/, http://h/v1/chat/completions",
    "http://h/openai/v1, http://h/openai/v1/chat/completions",
    "http://h/llm, http://h/llm/api/chat/completions",
    "http://h/v1/chat/completions, http://h/v1/chat/completions",
    "http://h/v1beta/openai/chat/completions/, http://h/v1beta/openai/chat/completions",
    "https://[::1]:9/v1, https://[::1]:9/v1/chat/completions",
    "http://h/openai/deployments/d/chat/completions?api-version=1,"
        + " http://h/openai/deployments/d/chat/completions?api-version=1"
  })
  void chatUrlIsDerivedFromTheBaseUrl(String base, String chat) {
    assertThat(parseFlag(Setting.BASE_URL, base).target().chatUrl()).isEqualTo(URI.create(chat));
  }

  @ParameterizedTest
  @CsvSource({
    "api/chat, http://h/api/chat",
    "/api/chat, http://h/api/chat",
    "c?v=1, http://h/c?v=1"
  })
  void leadingSlashOfThePathMayBeLeftOut(String path, String chat) {
    Map<Setting, String> both = Map.of(Setting.BASE_URL, "http://h", Setting.PATH, path);

    assertThat(parse(both, NO_ENVIRONMENT).target().chatUrl()).isEqualTo(URI.create(chat));
    assertThat(
            Options.from(
                    Command.SWEEP,
                    RawOptions.fromProperties(OptionsTest.toProperties(both), NO_ENVIRONMENT))
                .target()
                .chatUrl())
        .isEqualTo(URI.create(chat));
  }

  @ParameterizedTest
  @CsvSource({
    "http://h/v1, http://h/v1/chat/completions?v=1&w=a:b",
    "http://h, http://h/api/chat/completions?v=1&w=a:b",
    "http://h/x/chat/completions, http://h/x/chat/completions?v=1&w=a:b",
    "http://h/x/chat/completions?u=0, http://h/x/chat/completions?u=0&v=1&w=a:b"
  })
  void pathOfAQueryAloneAddsIt(String base, String chat) {
    Map<Setting, String> both = Map.of(Setting.BASE_URL, base, Setting.PATH, "?v=1&w=a:b");

    assertThat(parse(both, NO_ENVIRONMENT).target().chatUrl()).isEqualTo(URI.create(chat));
  }

  @Test
  void queryNeedsAWholeEndpoint() {
    for (String base : List.of("http://h/v1?v=1", "http://h?v=1", "http://h/chat?v=1")) {
      assertThatThrownBy(() -> parseFlag(Setting.BASE_URL, base))
          .isInstanceOf(InvalidOptionException.class)
          .hasMessageContaining("has a query, which only a whole endpoint can have");
    }
    assertThatThrownBy(
            () ->
                parse(
                    Map.of(
                        Setting.BASE_URL, "http://h/chat/completions?v=1", Setting.PATH, "/other"),
                    NO_ENVIRONMENT))
        .hasMessageContaining("has a query");
  }

  @Test
  void charactersBeyondAsciiAreEncoded() {
    Map<Setting, String> both =
        Map.of(Setting.BASE_URL, "http://h", Setting.PATH, "/\u00e4?q=\u00e9");

    assertThat(parse(both, NO_ENVIRONMENT).target().chatUrl())
        .isEqualTo(URI.create("http://h/%C3%A4?q=%C3%A9"));
  }

  @Test
  void explicitPathIsAppendedToAnyBaseUrl() {
    Map<Setting, String> both = Map.of(Setting.BASE_URL, "http://h/v1", Setting.PATH, "/chat");

    assertThat(parse(both, NO_ENVIRONMENT).target().chatUrl())
        .isEqualTo(URI.create("http://h/v1/chat"));
  }

  @Test
  void metricsAreReadFromTheTargetUnlessAUrlIsGiven() {
    Options target = parseFlag(Setting.BASE_URL, "http://h:8000/v1");
    assertThat(target.monitorOptions().metricsUri(target.target()))
        .isEqualTo(URI.create("http://h:8000/metrics"));
    assertThat(
            parseFlag(Setting.SCRAPE, "http://m:1/x?y=1")
                .monitorOptions()
                .metricsUri(target.target()))
        .isEqualTo(URI.create("http://m:1/x?y=1"));
    assertThat(parseFlag(Setting.SCRAPE, "off").monitorOptions().metricsUri(target.target()))
        .isNull();
  }

  @Test
  void urlThatIsAskedIsRecordedAndNoPathThatIsNot() {
    assertThat(parseFlag(Setting.BASE_URL, "http://h:1/v1").recordedOptions())
        .containsEntry("url", "http://h:1/v1/chat/completions")
        .containsEntry("base-url", "http://h:1/v1")
        .doesNotContainKey("path");
    assertThat(parseFlag(Setting.BASE_URL, "http://h:1").recordedOptions())
        .containsEntry("url", "http://h:1/api/chat/completions")
        .containsEntry("path", "/api/chat/completions");
    assertThat(
            parseFlag(Setting.BASE_URL, "http://h:1/v1")
                .withTarget(URI.create("http://h:2/api/chat/completions"), "m")
                .recordedOptions())
        .containsEntry("url", "http://h:2/api/chat/completions");
  }

  @ParameterizedTest
  @ValueSource(strings = {"localhost:1234/v1", "127.0.0.1:8000", "my_llm:8000/v1", "[::1]:80/v1"})
  void urlWithoutItsSchemeIsCorrected(String url) {
    assertThatThrownBy(() -> parseFlag(Setting.BASE_URL, url))
        .isInstanceOf(InvalidOptionException.class)
        .hasMessage("--base-url=%s: did you mean http://%s?".formatted(url, url));
    assertThatThrownBy(() -> parseFlag(Setting.SCRAPE, url))
        .hasMessage("--scrape=%s: did you mean http://%s?".formatted(url, url));
  }

  @Test
  void scrapePathMayLeaveOutItsSlash() {
    assertThat(parseFlag(Setting.SCRAPE, "api/metrics").monitorOptions().scrapeUri())
        .isEqualTo(URI.create("/api/metrics"));
    for (String invalid : List.of("", "C:/Program", "C:/Git/metrics", "//host/metrics")) {
      assertThatThrownBy(() -> parseFlag(Setting.SCRAPE, invalid))
          .isInstanceOf(InvalidOptionException.class);
    }
  }
}
