package dev.firsttoken.bench.summary;

import static org.assertj.core.api.Assertions.assertThat;

import dev.firsttoken.bench.samples.Level;
import dev.firsttoken.bench.samples.LevelEnd;
import dev.firsttoken.bench.samples.Outcome;
import dev.firsttoken.bench.samples.TestRun;
import dev.firsttoken.bench.samples.TestSample;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Searches for the highest load, whose probes are each a second long and three requests. */
class FindingTest {
  private static final long MS_IN_NANOS = 1_000_000;
  private static final long SECOND_NANOS = 1000 * MS_IN_NANOS;
  private static final int SENT = 3;
  private static final String SLO = "ttft:p95<300ms";

  /** One probe more, at its rate; the index is that of its level. */
  private interface Load {
    void add(Summary summary, int level);
  }

  private static Load answered(long ttftMillis) {
    return sent(0, ttftMillis, 1);
  }

  /**
   * @param lateMillis how much later than due the last request goes out
   * @param inFlight at once, at most
   */
  private static Load sent(long lateMillis, long ttftMillis, int inFlight) {
    return (summary, level) -> {
      for (int i = 0; i < SENT; i++) {
        long due = i * SECOND_NANOS / 2;
        long send = i < SENT - 1 ? due : due + lateMillis * MS_IN_NANOS;
        summary.add(
            TestSample.at(send, send + ttftMillis * MS_IN_NANOS).level(level).due(due).sample());
      }
      summary.add(end(level, SENT, inFlight));
    };
  }

  /** All of it went out, each request so late. */
  private static Load late(long lateMillis, long ttftMillis, int inFlight) {
    return (summary, level) -> {
      for (int i = 0; i < SENT; i++) {
        long due = i * SECOND_NANOS;
        long send = due + lateMillis * MS_IN_NANOS;
        summary.add(
            TestSample.at(send, send + ttftMillis * MS_IN_NANOS).level(level).due(due).sample());
      }
      summary.add(end(level, SENT, inFlight));
    };
  }

  /** All due within a moment, and sent one after the other. */
  private static Load queued(int inFlight) {
    return (summary, level) -> {
      for (int i = 0; i < SENT; i++) {
        long due = i * MS_IN_NANOS;
        long send = i * SECOND_NANOS / 4;
        summary.add(TestSample.at(send, send + MS_IN_NANOS).level(level).due(due).sample());
      }
      summary.add(end(level, SENT, inFlight));
    };
  }

  private static Load failing(int count) {
    return (summary, level) -> {
      for (int i = 0; i < SENT; i++) {
        TestSample sample = TestSample.at(i * SECOND_NANOS, i * SECOND_NANOS + 1).level(level);
        summary.add(
            i < count ? sample.failed(Outcome.HTTP_STATUS, "503").sample() : sample.sample());
      }
      summary.add(end(level, SENT, 1));
    };
  }

  private static Load losingASample() {
    return (summary, level) -> {
      summary.add(TestSample.at(0, 1).level(level).sample());
      summary.add(end(level, SENT, 1));
    };
  }

  private static Load unfinished() {
    return (summary, level) -> summary.add(TestSample.at(0, 1).level(level).sample());
  }

  private static LevelEnd end(int level, int sent, int inFlight) {
    LevelEnd.InFlight counted = new LevelEnd.InFlight(0, SECOND_NANOS, 0, inFlight);
    return new LevelEnd(level, 0, 0, sent, counted, null, null, null);
  }

  /** At 1/s, 2/s, 3/s and so on. */
  private static Result search(String slo, boolean partial, Load... probes) {
    Map<String, Object> options = Map.of("slo", slo, "find-max", "true", "max-in-flight", "7");
    Level[] levels = new Level[probes.length];
    Arrays.setAll(levels, i -> new Level(0, i + 1, "constant", 0, 2 * SECOND_NANOS, 0, 0));
    Summary summary = TestRun.summary(TestRun.header("sweep", options), List.of(levels));
    for (int i = 0; i < probes.length; i++) {
      probes[i].add(summary, i);
    }
    return summary.result(partial);
  }

  private static String found(Result result) {
    LevelSummary found = result.found();
    return (found == null ? "none" : found.level().label())
        + (result.undecided() ? ", undecided" : "");
  }

  private static List<Warning.Code> codes(Result result) {
    return result.warnings().stream().map(Warning::code).toList();
  }

  @Test
  void theHighestLoadThatMeetsTheSloIsFound() {
    Result result = search(SLO, false, answered(100), answered(200), answered(400));
    assertThat(found(result)).isEqualTo("2/s");
    assertThat(result.meets()).isTrue();
    assertThat(codes(result)).doesNotContain(Warning.Code.SEARCH_UNDECIDED);
  }

  @Test
  void theHighestLoadThatWasAllowedIsSaidToBeThat() {
    Result capped = search(SLO, false, answered(100), answered(200));
    assertThat(capped.json()).contains("\"found\": 2.000", "\"found_capped\": true");
    Result missed = search(SLO, false, answered(100), answered(400));
    assertThat(missed.json()).contains("\"found\": 1.000", "\"found_capped\": false");
  }

  @Test
  void whereNothingMeetsTheSloNothingIsFoundAndThatIsAnAnswer() {
    Result result = search(SLO, false, answered(400));
    assertThat(found(result)).isEqualTo("none");
    assertThat(result.meets()).isFalse();
    assertThat(result.breaches()).hasSize(1);
  }

  @Test
  void aLoadThatTheClientDidNotSendIsNeitherMetNorMissed() {
    Result result = search(SLO, false, answered(100), sent(500, 100, 6));
    assertThat(found(result)).isEqualTo("none, undecided");
    assertThat(result.meets()).isFalse();
    assertThat(result.warnings())
        .filteredOn(warning -> warning.code() == Warning.Code.SEARCH_UNDECIDED)
        .extracting(Warning::levels)
        .containsExactly(List.of(1));
    assertThat(result.json()).contains("\"found\": null");
  }

  @Test
  void aLoadThatWaitedForAServerWithAFullQueueIsMissed() {
    assertThat(found(search(SLO, false, answered(100), sent(500, 100, 7)))).isEqualTo("1/s");
  }

  @Test
  void aLeastLoadThatWasNotBorneIsAMissOfTheSearch() {
    for (Load load : List.of(sent(500, 100, 7), failing(1))) {
      Result result = search(SLO, false, load);
      assertThat(found(result)).isEqualTo("none");
      assertThat(result.meets()).isFalse();
      assertThat(result.breaches()).singleElement().asString().contains("was not borne");
    }
  }

  @Test
  void aLoadTooShortForItsPaceIsNotThereWhereMostOfItWentOutLate() {
    assertThat(found(search(SLO, false, answered(100), queued(7)))).isEqualTo("1/s");
    assertThat(found(search(SLO, false, answered(100), queued(6)))).isEqualTo("none, undecided");
  }

  @Test
  void aLoadThatWentOutWholeIsJudgedByItsSloHoweverLateEachRequestWas() {
    assertThat(found(search(SLO, false, answered(100), late(2, 400, 6)))).isEqualTo("1/s");
    assertThat(found(search(SLO, false, answered(100), late(2, 100, 6)))).isEqualTo("2/s");
  }

  @Test
  void aLoadThatWentOutWholeAndLateWithAFullQueueIsNotKnown() {
    assertThat(found(search(SLO, false, answered(100), late(2, 100, 7))))
        .isEqualTo("none, undecided");
  }

  @Test
  void usersWhoRestAfterConnectionsThatFailedAreNotTheLoadThatIsMet() {
    assertThat(found(resting("error<50%", 1000))).isEqualTo("none, undecided");
    assertThat(found(resting("error<50%", 10))).isEqualTo("2");
    assertThat(found(resting("error<20%", 1000))).isEqualTo("1");
    assertThat(found(resting("rps>0.9,error<50%", 5000))).isEqualTo("none, undecided");
  }

  /** A user that is well answered; two that can't connect once, and then rest. */
  private static Result resting(String slo, long restMillis) {
    Map<String, Object> options = Map.of("slo", slo, "find-max", "true");
    Summary summary =
        TestRun.summary(
            TestRun.header("sweep", options),
            List.of(Level.closed(1, 1, 0), Level.closed(2, 6, 0)));
    summary.add(TestSample.at(0, SECOND_NANOS).sample());
    summary.add(new LevelEnd(0, 0, 0, 1, null, null, null, null));
    long rested = SECOND_NANOS + restMillis * MS_IN_NANOS;
    for (int user = 1; user <= 2; user++) {
      for (TestSample sample :
          List.of(
              TestSample.at(0, SECOND_NANOS),
              TestSample.at(SECOND_NANOS, SECOND_NANOS + 1).failed(Outcome.CONNECT_FAILED, ""),
              TestSample.at(rested, rested + SECOND_NANOS))) {
        summary.add(sample.level(1).user(user).sample());
      }
    }
    summary.add(new LevelEnd(1, 0, 0, 6, null, null, null, null));
    return summary.result(false);
  }

  @Test
  void whatIsDoubtfulAboveALoadThatMissedIsOfNoMatter() {
    assertThat(found(search(SLO, false, answered(100), answered(400), sent(500, 100, 6))))
        .isEqualTo("1/s");
  }

  @Test
  void aLoadWhoseNumbersDoNotAddUpIsNotKnown() {
    assertThat(found(search(SLO, false, answered(100), losingASample())))
        .isEqualTo("none, undecided");
  }

  @Test
  void aLoadWithFailuresIsMissedUnlessTheSloAllowsThem() {
    assertThat(found(search(SLO, false, answered(100), failing(1)))).isEqualTo("1/s");
    assertThat(found(search("error<50%", false, answered(100), failing(1)))).isEqualTo("2/s");
    assertThat(found(search("error<50%", false, answered(100), failing(2)))).isEqualTo("1/s");
  }

  @Test
  void aLoadThatAnswersNothingIsMissed() {
    assertThat(found(search("error<=100%", false, answered(100), failing(3)))).isEqualTo("1/s");
  }

  @Test
  void aServerThatTakesNoConnectionAnyMoreIsNoAnswer() {
    assertThat(found(search("error<=100%", false, answered(100), refused())))
        .isEqualTo("none, undecided");
  }

  private static Load refused() {
    return (summary, level) -> {
      for (int i = 0; i < SENT; i++) {
        long send = i * SECOND_NANOS;
        summary.add(
            TestSample.at(send, send + 1)
                .level(level)
                .failed(Outcome.CONNECT_FAILED, "refused")
                .sample());
      }
      summary.add(end(level, SENT, 1));
    };
  }

  @Test
  void aLimitThatHasNoValueIsNotKnown() {
    assertThat(found(search("transit:p99<1ms", false, answered(100)))).isEqualTo("none, undecided");
    assertThat(found(search("transit:p99<1ms," + SLO, false, answered(400)))).isEqualTo("none");
  }

  @Test
  void aSearchThatWasInterruptedHasNoAnswer() {
    assertThat(found(search(SLO, true, answered(100), unfinished()))).isEqualTo("none, undecided");
    assertThat(found(search(SLO, true, answered(100), answered(200)))).isEqualTo("none, undecided");
    assertThat(codes(search(SLO, true, answered(100), unfinished())))
        .contains(Warning.Code.PARTIAL)
        .doesNotContain(Warning.Code.SEARCH_UNDECIDED);
  }

  @Test
  void aSearchThatIsOffIsNone() {
    Summary summary =
        TestRun.summary(
            TestRun.header("sweep", Map.of("slo", SLO, "find-max", "false")),
            List.of(Level.closed(1, 1, 0), Level.closed(8, 1, 0)));
    summary.add(TestSample.at(0, 100 * MS_IN_NANOS).sample());
    summary.add(TestSample.at(0, 412 * MS_IN_NANOS).level(1).sample());
    Result result = summary.result(false);
    assertThat(result.breaches())
        .containsExactly("SLO missed at 8: ttft:p95 is 412.0 ms, and must be below 300ms.");
    assertThat(result.json()).doesNotContain("\"found\"").contains("\"slo_met\": false");
  }
}
