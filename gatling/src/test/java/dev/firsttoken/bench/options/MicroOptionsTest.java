package dev.firsttoken.bench.options;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.firsttoken.bench.options.value.ComparedTarget.Running;
import java.net.URI;
import java.time.Duration;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class MicroOptionsTest {
  private static final Map<String, String> CHAT_ENVIRONMENT =
      Map.of("LLM_MODEL", "qwen3", "SYN_FRAMES", "10");

  private static Options parse(Map<Setting, String> flags) {
    return Options.from(Command.MICRO, RawOptions.fromFlags(flags, CHAT_ENVIRONMENT));
  }

  private static Options compare(Map<Setting, String> flags) {
    return Options.from(Command.COMPARE, RawOptions.fromFlags(flags, CHAT_ENVIRONMENT));
  }

  @Test
  void defaultIsTheMicroEndpointOfTheLocalProxyForTenSeconds() {
    Options options = parse(Map.of());
    assertThat(options.target().chatUrl())
        .isEqualTo(URI.create("http://localhost:8080/micro/plain?bytes=1024"));
    assertThat(options.target().isExplicit()).isFalse();
    assertThat(options.loadOptions().micro()).isTrue();
    assertThat(options.loadOptions().concurrency()).containsExactly(1, 8, 32);
    assertThat(options.loadOptions().levelBounds().duration()).isEqualTo(Duration.ofSeconds(10));
    assertThat(options.recordedOptions())
        .containsEntry("url", "http://localhost:8080/micro/plain?bytes=1024")
        .containsEntry("duration", "10s")
        .doesNotContainKeys("base-url", "path", "prompt", "model", "frames");
  }

  @Test
  void totalReplacesTheDefaultDuration() {
    assertThat(parse(Map.of(Setting.TOTAL, "100")).loadOptions().levelBounds())
        .isEqualTo(new LevelBounds(100, null, Duration.ZERO, null));
  }

  @ParameterizedTest
  @CsvSource({
    "http://h:1/a?b=c&d=%20, http://h:1/a?b=c&d=%20",
    "https://h, https://h",
    "http://h/ä, http://h/%C3%A4",
  })
  void anyUrlIsTakenWithItsQuery(String url, String sent) {
    assertThat(parse(Map.of(Setting.URL, url)).target().chatUrl()).isEqualTo(URI.create(sent));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "localhost:8080/micro/plain | did you mean http://localhost:8080/micro/plain?",
        "localhost/x | did you mean http://localhost/x?",
        "ftp://h/x | must be an http or https URL",
        "http:// | must be an http or https URL",
        "http://h:99999/ | must be an http or https URL",
        "http://h/a b | must be an http or https URL",
        "http://h/#part | without user and fragment",
        "nonsense | must be an http or https URL",
      })
  void urlThatIsNoneIsNamed(String url, String reason) {
    assertThatThrownBy(() -> parse(Map.of(Setting.URL, url)))
        .isInstanceOf(InvalidOptionException.class)
        .hasMessageStartingWith("--url=" + url + ": ")
        .hasMessageContaining(reason);
  }

  @Test
  void passwordInAUrlIsNotShown() {
    assertThatThrownBy(() -> parse(Map.of(Setting.URL, "http://user:secret@h/")))
        .hasMessageContaining("//***@h/")
        .hasMessageNotContaining("secret");
  }

  @Test
  void environmentOfChatRequestsAsksForNoTimestamps() {
    assertThat(parse(Map.of()).requestOptions().requestsTimestamps()).isFalse();
    assertThat(compare(Map.of(Setting.MODE, "micro")).requestOptions().requestsTimestamps())
        .isFalse();
  }

  @Test
  void keyOfTheEnvironmentIsNotSentAndThatOfTheFlagIs() {
    Map<String, String> environment = Map.of("LLM_API_KEY", "sk-environment");
    for (Command command : List.of(Command.MICRO, Command.COMPARE)) {
      Map<Setting, String> flags = new EnumMap<>(Setting.class);
      if (command == Command.COMPARE) {
        flags.put(Setting.MODE, "micro");
      }
      Options without = Options.from(command, RawOptions.fromFlags(flags, environment));
      assertThat(without.target().apiKey()).isNull();
      assertThat(without.recordedOptions()).doesNotContainKey("api-key");

      flags.put(Setting.API_KEY, "sk-flag");
      Options with = Options.from(command, RawOptions.fromFlags(flags, environment));
      assertThat(with.target().apiKey()).isEqualTo("sk-flag");
    }
    Options chats = Options.from(Command.SWEEP, RawOptions.fromFlags(Map.of(), environment));
    assertThat(chats.target().apiKey()).isEqualTo("sk-environment");
  }

  @Test
  void settingsOfChatRequestsAreNotTaken() {
    assertThat(Command.MICRO.settings())
        .contains(Setting.URL, Setting.CONCURRENCY, Setting.RATE, Setting.SLO, Setting.API_KEY)
        .doesNotContain(Setting.BASE_URL, Setting.PROMPT, Setting.FRAMES, Setting.TRACE);
    assertThat(Command.SWEEP.settings()).doesNotContain(Setting.URL);
    RawOptions properties = RawOptions.fromProperties(Map.of("frames", "5"), Map.of());
    assertThatThrownBy(() -> Options.from(Command.MICRO, properties))
        .hasMessage("-Dframes=5: does not apply to micro");
  }

  @Test
  void objectiveThatPlainRequestsCannotMeetIsRejected() {
    assertThat(parse(Map.of(Setting.SLO, "due_e2e:p99<10ms,error<1%")).loadOptions().slo())
        .isNotNull();
    assertThatThrownBy(() -> parse(Map.of(Setting.SLO, "e2e:p99<1s,ttft:p95<1s")))
        .hasMessageContaining(
            "ttft has no value for plain GET requests; use e2e, due_e2e, error, goodput, rps");
  }

  @Test
  void searchNeedsARate() {
    Map<Setting, String> users = Map.of(Setting.FIND_MAX, "true", Setting.SLO, "e2e:p99<1s");
    assertThatThrownBy(() -> parse(users)).hasMessageStartingWith("--find-max needs --rate: ");
    Map<Setting, String> rate =
        Map.of(Setting.FIND_MAX, "true", Setting.SLO, "e2e:p99<1s", Setting.RATE, "5000");
    assertThat(parse(rate).loadOptions().findMax()).isTrue();
  }

  @Test
  void comparisonSendsThePathToEachServerForTwoSecondsARound() {
    Options options =
        compare(Map.of(Setting.MODE, "micro", Setting.TARGETS, "netty,mine=http://h:1/v1/"));
    assertThat(options.compareOptions().work()).isEqualTo(CompareOptions.Work.MICRO);
    assertThat(options.compareOptions().path()).isEqualTo("/micro/plain?bytes=1024");
    assertThat(options.compareOptions().targets().getLast())
        .isEqualTo(new Running("mine", URI.create("http://h:1/v1/micro/plain?bytes=1024")));
    assertThat(options.loadOptions().levelBounds().duration()).isEqualTo(Duration.ofSeconds(2));
    assertThat(options.recordedOptions())
        .containsEntry("mode", "micro")
        .containsEntry("path", "/micro/plain?bytes=1024")
        .containsEntry("duration", "2s");
    assertThat(
            compare(Map.of(Setting.MODE, "micro", Setting.PATH, "x?y=1")).compareOptions().path())
        .isEqualTo("/x?y=1");
    assertThat(compare(Map.of()).compareOptions().path()).isEqualTo("/v1/chat/completions");
  }

  @Test
  void comparisonOfPlainRequestsRejectsWhatOnlyAChatHas() {
    assertThatThrownBy(() -> compare(Map.of(Setting.MODE, "micro", Setting.FRAMES, "5")))
        .hasMessage("--frames=5: does not apply to --mode=micro, which sends no chat requests");
  }
}
