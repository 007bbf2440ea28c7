package dev.firsttoken.bench.options;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.firsttoken.bench.options.value.ComparedTarget.Running;
import dev.firsttoken.bench.options.value.ComparedTarget.Started;
import java.net.URI;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CompareOptionsTest {
  private static Options parse(Map<Setting, String> flags) {
    return Options.from(Command.COMPARE, RawOptions.fromFlags(flags, Map.of()));
  }

  private static Options targets(String list) {
    return parse(Map.of(Setting.TARGETS, list));
  }

  @Test
  void targetIsStartedByNameOrRunsAtAUrl() {
    assertThat(
            targets("micronaut,slow=micronaut:SYN_SPIN_US=1.3:A=b:c,mine=http://localhost:8000/v1")
                .compareOptions()
                .targets())
        .containsExactly(
            new Started("micronaut", "micronaut", Map.of()),
            new Started("slow", "micronaut", Map.of("SYN_SPIN_US", "1.3", "A", "b:c")),
            new Running("mine", URI.create("http://localhost:8000/v1/chat/completions")));
  }

  @Test
  void variableWithoutANameOfItsOwnNamesTheServer() {
    assertThat(targets("a,express:PORT=1=2").compareOptions().targets().getLast())
        .isEqualTo(new Started("express", "express", Map.of("PORT", "1=2")));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "a,a | names a twice; give one of them another name, like again=a",
        "a,a:API_KEYS=secret | names a twice",
        "a:LLM-API-KEY=secret | \"a:LLM-API-KEY=…\" is no name",
        "http://localhost:8000 | needs a name for each URL, like mine=http://localhost:8000",
        "a, | \"\" is no name",
        "ä | \"ä\" is no name",
        "a=ftp://x | \"ftp://x\" is no name",
        "a=http:// | must be an http or https URL",
        "a=http://user:secret@host:1 | must be an http or https URL",
      })
  void targetThatCannotBeUsedIsNamed(String list, String reason) {
    assertThatThrownBy(() -> targets(list))
        .isInstanceOf(InvalidOptionException.class)
        .hasMessageStartingWith("--targets=")
        .hasMessageContaining(reason)
        .hasMessageNotContainingAny("secret");
  }

  @Test
  void secretOfATargetIsNotRecorded() {
    assertThat(
            targets("a,b=micronaut:LLM_API_KEY=sk:1:SYN_FRAMES=2,c=express:AUTH=t,d=http://h:1/v1")
                .recordedOptions())
        .containsEntry(
            "targets",
            "a,b=micronaut:LLM_API_KEY=(given):SYN_FRAMES=2,c=express:AUTH=(given),d=http://h:1/v1");
  }

  @Test
  void comparisonHasTenRoundsAtTwoLoads() {
    LoadOptions load = parse(Map.of()).loadOptions();
    assertThat(load.roundOptions()).isEqualTo(new RoundOptions(10, 10));
    assertThat(load.concurrency()).containsExactly(8, 32);
    assertThat(parse(Map.of(Setting.RATE, "5")).loadOptions().concurrency()).isEmpty();
  }

  @Test
  void resolutionPlansTheRoundsAfterAPilotOfTen() {
    Map<Setting, String> flags = Map.of(Setting.RESOLVE, "10%", Setting.MAX_ROUNDS, "20");
    assertThat(parse(flags).loadOptions().roundOptions()).isEqualTo(new RoundOptions(10, 20));
    assertThatThrownBy(() -> parse(Map.of(Setting.RESOLVE, "10%", Setting.ROUNDS, "5")))
        .hasMessage("--rounds=5: can't be given with --resolve, which plans the rounds itself");
  }

  @Test
  void tooFewRequestsAreRefusedWithTheUsersOfAComparison() {
    assertThatThrownBy(() -> parse(Map.of(Setting.TOTAL, "10")))
        .hasMessage(
            "--total=10: must be at least 32, one request for each user of --concurrency"
                + " (default 8,32). --concurrency=8 fits");
  }

  @Test
  void relayCannotBeAskedForTheModelThatAProxyAnswersItself() {
    assertThatThrownBy(() -> parse(Map.of(Setting.MODE, "relay", Setting.MODEL, "synthetic")))
        .hasMessageContaining("--model=synthetic: must be another model with --mode=relay");
    assertThatThrownBy(() -> parse(Map.of(Setting.MODE, "both")))
        .hasMessage("--mode=both: must be synthetic, relay or micro");
  }

  @Test
  void modelOfTheEnvironmentIsThatOfAnotherServer() {
    RawOptions environment = RawOptions.fromFlags(Map.of(), Map.of("LLM_MODEL", "qwen3"));
    assertThat(Options.from(Command.COMPARE, environment).requestOptions().model()).isNull();
    assertThat(parse(Map.of(Setting.MODEL, "qwen3")).requestOptions().model()).isEqualTo("qwen3");
  }

  @Test
  void propertyOfASingleServerIsRejected() {
    RawOptions properties = RawOptions.fromProperties(Map.of("watchPid", "1"), Map.of());
    assertThatThrownBy(() -> Options.from(Command.COMPARE, properties))
        .hasMessage("-DwatchPid=1: does not apply to compare");
  }

  @Test
  void settingsOfASingleServerAreNotTaken() {
    assertThat(Command.COMPARE.settings())
        .contains(Setting.TARGETS, Setting.ROUNDS, Setting.CONCURRENCY, Setting.RATE)
        .doesNotContain(Setting.BASE_URL, Setting.WATCH_PID, Setting.FIND_MAX, Setting.SLO);
    assertThat(Command.SWEEP.settings()).contains(Setting.ROUNDS).doesNotContain(Setting.TARGETS);
  }

  @Test
  void keyOfTheUserIsSentOnlyToServersThatRunElsewhere() {
    Options options = parse(Map.of(Setting.API_KEY, "sk-1"));
    URI url = URI.create("http://localhost:1/v1/chat/completions");
    assertThat(options.forStarted(url, "m").target().apiKey()).isNull();
    assertThat(options.forRunning(url, "m").target().apiKey()).isEqualTo("sk-1");
  }

  @Test
  void metricsOfARelayAreReadOnlyIfTheirUrlIsGiven() {
    URI url = URI.create("http://localhost:1/v1/chat/completions");
    Options relays = parse(Map.of(Setting.MODE, "relay"));
    Options withUrl = parse(Map.of(Setting.MODE, "relay", Setting.SCRAPE, "/stats"));

    assertThat(relays.forStarted(url, "m").monitorOptions().scrapeUri()).isNull();
    assertThat(relays.forRunning(url, "m").monitorOptions().scrapeUri()).isNotNull();
    assertThat(withUrl.forStarted(url, "m").monitorOptions().scrapeUri())
        .isEqualTo(URI.create("/stats"));
    assertThat(parse(Map.of()).forStarted(url, "m").monitorOptions().scrapeUri()).isNotNull();
  }
}
