package dev.firsttoken.bench.result;

import static org.assertj.core.api.Assertions.assertThat;

import dev.firsttoken.bench.report.export.ResultJson;
import dev.firsttoken.bench.samples.Arrivals;
import dev.firsttoken.bench.samples.Level;
import dev.firsttoken.bench.samples.LevelEnd;
import dev.firsttoken.bench.samples.Outcome;
import dev.firsttoken.bench.samples.TestRun;
import dev.firsttoken.bench.samples.TestSample;
import dev.firsttoken.bench.trust.Warning;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Searches whose probes each last a second and send three requests. */
class SearchResultTest {
  private static final long MS_IN_NANOS = 1_000_000;
  private static final long SECOND_NANOS = 1000 * MS_IN_NANOS;
  private static final int REQUESTS_PER_PROBE = 3;
  private static final String SLO = "ttft:p95<300ms";

  /** Adds the samples of one probe to a level. */
  private interface ProbeScript {
    void add(Summarizer summarizer, int level);
  }

  private static ProbeScript fullySent(long ttftMillis) {
    return lastSentLate(0, ttftMillis, 1);
  }

  /**
   * @param lateMillis how much later than due the last request is sent
   * @param inFlight at once, at most
   */
  private static ProbeScript lastSentLate(long lateMillis, long ttftMillis, int inFlight) {
    return (summarizer, level) -> {
      for (int i = 0; i < REQUESTS_PER_PROBE; i++) {
        long due = i * SECOND_NANOS / 2;
        long send = i < REQUESTS_PER_PROBE - 1 ? due : due + lateMillis * MS_IN_NANOS;
        summarizer.add(
            TestSample.at(send, send + ttftMillis * MS_IN_NANOS).level(level).dueAt(due).sample());
      }
      summarizer.add(end(level, REQUESTS_PER_PROBE, inFlight));
    };
  }

  /** Sends the whole load, each request late. */
  private static ProbeScript allSentLate(long lateMillis, long ttftMillis, int inFlight) {
    return (summarizer, level) -> {
      for (int i = 0; i < REQUESTS_PER_PROBE; i++) {
        long due = i * SECOND_NANOS;
        long send = due + lateMillis * MS_IN_NANOS;
        summarizer.add(
            TestSample.at(send, send + ttftMillis * MS_IN_NANOS).level(level).dueAt(due).sample());
      }
      summarizer.add(end(level, REQUESTS_PER_PROBE, inFlight));
    };
  }

  /** All requests are due at nearly the same time, and are sent one after the other. */
  private static ProbeScript sentOneByOne(int inFlight) {
    return (summarizer, level) -> {
      for (int i = 0; i < REQUESTS_PER_PROBE; i++) {
        long due = i * MS_IN_NANOS;
        long send = i * SECOND_NANOS / 4;
        summarizer.add(TestSample.at(send, send + MS_IN_NANOS).level(level).dueAt(due).sample());
      }
      summarizer.add(end(level, REQUESTS_PER_PROBE, inFlight));
    };
  }

  private static ProbeScript failing(int count) {
    return (summarizer, level) -> {
      for (int i = 0; i < REQUESTS_PER_PROBE; i++) {
        TestSample sample = TestSample.at(i * SECOND_NANOS, i * SECOND_NANOS + 1).level(level);
        summarizer.add(
            i < count ? sample.failed(Outcome.HTTP_STATUS, "503").sample() : sample.sample());
      }
      summarizer.add(end(level, REQUESTS_PER_PROBE, 1));
    };
  }

  private static ProbeScript losingASample() {
    return (summarizer, level) -> {
      summarizer.add(TestSample.at(0, 1).level(level).sample());
      summarizer.add(end(level, REQUESTS_PER_PROBE, 1));
    };
  }

  private static ProbeScript unfinished() {
    return (summarizer, level) -> summarizer.add(TestSample.at(0, 1).level(level).sample());
  }

  private static LevelEnd end(int level, int sent, int inFlight) {
    LevelEnd.InFlight counted = new LevelEnd.InFlight(0, SECOND_NANOS, 0, inFlight);
    return new LevelEnd(level, 0, 0, sent, counted, null, null, null);
  }

  /** Searches at 1/s, 2/s, 3/s and so on. */
  private static Result search(String slo, boolean partial, ProbeScript... probes) {
    Map<String, Object> options = Map.of("slo", slo, "find-max", "true", "max-in-flight", "7");
    Level[] levels = new Level[probes.length];
    Arrays.setAll(levels, i -> new Level(0, i + 1, Arrivals.CONSTANT, 0, 2 * SECOND_NANOS, 0, 0));
    Summarizer summarizer = TestRun.summary(TestRun.header("sweep", options), List.of(levels));
    for (int i = 0; i < probes.length; i++) {
      probes[i].add(summarizer, i);
    }
    return summarizer.result(partial);
  }

  private static String foundLabel(Result result) {
    LevelResult found = result.foundLevel();
    return (found == null ? "none" : found.level().label())
        + (result.isSearchUndecided() ? ", undecided" : "");
  }

  private static List<Warning.Code> warningCodes(Result result) {
    return result.warnings().stream().map(Warning::code).toList();
  }

  @Test
  void highestLoadThatMeetsTheSloIsFound() {
    Result result = search(SLO, false, fullySent(100), fullySent(200), fullySent(400));
    assertThat(foundLabel(result)).isEqualTo("2/s");
    assertThat(result.meetsSlo()).isTrue();
    assertThat(warningCodes(result)).doesNotContain(Warning.Code.SEARCH_UNDECIDED);
  }

  @Test
  void highestAllowedLoadIsReportedAsCapped() {
    Result capped = search(SLO, false, fullySent(100), fullySent(200));
    assertThat(ResultJson.format(capped)).contains("\"found\": 2.000", "\"found_capped\": true");
    Result missed = search(SLO, false, fullySent(100), fullySent(400));
    assertThat(ResultJson.format(missed)).contains("\"found\": 1.000", "\"found_capped\": false");
  }

  @Test
  void noLoadThatMeetsTheSloIsADecidedResult() {
    Result result = search(SLO, false, fullySent(400));
    assertThat(foundLabel(result)).isEqualTo("none");
    assertThat(result.meetsSlo()).isFalse();
    assertThat(result.breaches()).hasSize(1);
  }

  @Test
  void loadThatTheClientDidNotSendIsNeitherMetNorMissed() {
    Result result = search(SLO, false, fullySent(100), lastSentLate(500, 100, 6));
    assertThat(foundLabel(result)).isEqualTo("none, undecided");
    assertThat(result.meetsSlo()).isFalse();
    assertThat(result.warnings())
        .filteredOn(warning -> warning.code() == Warning.Code.SEARCH_UNDECIDED)
        .extracting(Warning::levels)
        .containsExactly(List.of(1));
    assertThat(ResultJson.format(result)).contains("\"found\": null");
  }

  @Test
  void loadThatWaitedForAFullQueueIsMissed() {
    assertThat(foundLabel(search(SLO, false, fullySent(100), lastSentLate(500, 100, 7))))
        .isEqualTo("1/s");
  }

  @Test
  void missedMinimumLoadIsABreachOfTheSearch() {
    for (ProbeScript probeScript : List.of(lastSentLate(500, 100, 7), failing(1))) {
      Result result = search(SLO, false, probeScript);
      assertThat(foundLabel(result)).isEqualTo("none");
      assertThat(result.meetsSlo()).isFalse();
      assertThat(result.breaches())
          .singleElement()
          .asString()
          .isEqualTo("SLO missed even at the lowest load tried.");
    }
  }

  @Test
  void loadTooShortToTellIsNotReachedIfMostOfItWasSentLate() {
    assertThat(foundLabel(search(SLO, false, fullySent(100), sentOneByOne(7)))).isEqualTo("1/s");
    assertThat(foundLabel(search(SLO, false, fullySent(100), sentOneByOne(6))))
        .isEqualTo("none, undecided");
  }

  @Test
  void fullySentLoadIsJudgedByItsSloHoweverLateEachRequestWas() {
    assertThat(foundLabel(search(SLO, false, fullySent(100), allSentLate(2, 400, 6))))
        .isEqualTo("1/s");
    assertThat(foundLabel(search(SLO, false, fullySent(100), allSentLate(2, 100, 6))))
        .isEqualTo("2/s");
  }

  @Test
  void fullySentLateLoadWithAFullQueueIsUndecided() {
    assertThat(foundLabel(search(SLO, false, fullySent(100), allSentLate(2, 100, 7))))
        .isEqualTo("none, undecided");
  }

  @Test
  void usersInIdleBackoffDoNotMeetTheLoad() {
    assertThat(foundLabel(searchWithIdleBackoff("error<50%", 1000))).isEqualTo("none, undecided");
    assertThat(foundLabel(searchWithIdleBackoff("error<50%", 10))).isEqualTo("2");
    assertThat(foundLabel(searchWithIdleBackoff("error<20%", 1000))).isEqualTo("1");
    assertThat(foundLabel(searchWithIdleBackoff("rps>0.9,error<50%", 5000)))
        .isEqualTo("none, undecided");
  }

  /** One user succeeds; then two users fail to connect once and back off. */
  private static Result searchWithIdleBackoff(String slo, long backoffMillis) {
    Map<String, Object> options = Map.of("slo", slo, "find-max", "true");
    Summarizer summarizer =
        TestRun.summary(
            TestRun.header("sweep", options),
            List.of(Level.closed(1, 1, 0), Level.closed(2, 6, 0)));
    summarizer.add(TestSample.at(0, SECOND_NANOS).sample());
    summarizer.add(new LevelEnd(0, 0, 0, 1, null, null, null, null));
    long backoffEnd = SECOND_NANOS + backoffMillis * MS_IN_NANOS;
    for (int user = 1; user <= 2; user++) {
      for (TestSample sample :
          List.of(
              TestSample.at(0, SECOND_NANOS),
              TestSample.at(SECOND_NANOS, SECOND_NANOS + 1).failed(Outcome.CONNECT_FAILED, ""),
              TestSample.at(backoffEnd, backoffEnd + SECOND_NANOS))) {
        summarizer.add(sample.level(1).user(user).sample());
      }
    }
    summarizer.add(new LevelEnd(1, 0, 0, 6, null, null, null, null));
    return summarizer.result(false);
  }

  @Test
  void undecidedProbeAboveAMissedLoadIsIgnored() {
    assertThat(
            foundLabel(
                search(SLO, false, fullySent(100), fullySent(400), lastSentLate(500, 100, 6))))
        .isEqualTo("1/s");
  }

  @Test
  void loadWhoseNumbersDoNotAddUpIsUndecided() {
    assertThat(foundLabel(search(SLO, false, fullySent(100), losingASample())))
        .isEqualTo("none, undecided");
  }

  @Test
  void loadWithFailuresIsMissedUnlessTheSloAllowsThem() {
    assertThat(foundLabel(search(SLO, false, fullySent(100), failing(1)))).isEqualTo("1/s");
    assertThat(foundLabel(search("error<50%", false, fullySent(100), failing(1)))).isEqualTo("2/s");
    assertThat(foundLabel(search("error<50%", false, fullySent(100), failing(2)))).isEqualTo("1/s");
  }

  @Test
  void loadWithoutSuccessfulResponsesIsMissed() {
    assertThat(foundLabel(search("error<=100%", false, fullySent(100), failing(3))))
        .isEqualTo("1/s");
  }

  @Test
  void serverThatRefusesConnectionsLeavesTheSearchUndecided() {
    assertThat(foundLabel(search("error<=100%", false, fullySent(100), refusingConnections())))
        .isEqualTo("none, undecided");
  }

  private static ProbeScript refusingConnections() {
    return (summarizer, level) -> {
      for (int i = 0; i < REQUESTS_PER_PROBE; i++) {
        long send = i * SECOND_NANOS;
        summarizer.add(
            TestSample.at(send, send + 1)
                .level(level)
                .failed(Outcome.CONNECT_FAILED, "refused")
                .sample());
      }
      summarizer.add(end(level, REQUESTS_PER_PROBE, 1));
    };
  }

  @Test
  void limitWithoutAValueIsUndecided() {
    assertThat(foundLabel(search("transit:p99<1ms", false, fullySent(100))))
        .isEqualTo("none, undecided");
    assertThat(foundLabel(search("transit:p99<1ms," + SLO, false, fullySent(400))))
        .isEqualTo("none");
  }

  @Test
  void responsesThatWereNotStreamedMissALimitOnTheTimeBetweenTokens() {
    Result result = search("tpot:p95<50ms", false, unstreamed(0));
    assertThat(foundLabel(result)).isEqualTo("none");
    assertThat(result.breaches())
        .containsExactly(
            "SLO missed: tpot:p95 has no value (not streamed: 3 of 3 responses), but must be below"
                + " 50ms.");
    // A client that was late itself may have hidden the stream.
    assertThat(foundLabel(search("tpot:p95<50ms", false, unstreamed(2_000))))
        .isEqualTo("none, undecided");
  }

  /**
   * Each response brings its tokens in one read.
   *
   * @param loopDelayMillis of the client's event loops, at most
   */
  private static ProbeScript unstreamed(long loopDelayMillis) {
    long delay = loopDelayMillis * MS_IN_NANOS;
    LevelEnd.ClientCost client =
        new LevelEnd.ClientCost(SECOND_NANOS, 0, 1, 0, delay, delay, 0, 0, null, null, 0.0);
    return (summarizer, level) -> {
      for (int i = 0; i < REQUESTS_PER_PROBE; i++) {
        long send = i * SECOND_NANOS / 2;
        long read = send + 100 * MS_IN_NANOS;
        summarizer.add(
            TestSample.at(send, read).level(level).dueAt(send).events(read, read, read).sample());
      }
      LevelEnd.InFlight counted = new LevelEnd.InFlight(0, SECOND_NANOS, 0, 1);
      summarizer.add(new LevelEnd(level, 0, 0, REQUESTS_PER_PROBE, counted, client, null, null));
    };
  }

  @Test
  void interruptedSearchIsUndecided() {
    assertThat(foundLabel(search(SLO, true, fullySent(100), unfinished())))
        .isEqualTo("none, undecided");
    assertThat(foundLabel(search(SLO, true, fullySent(100), fullySent(200))))
        .isEqualTo("none, undecided");
    assertThat(warningCodes(search(SLO, true, fullySent(100), unfinished())))
        .contains(Warning.Code.PARTIAL)
        .doesNotContain(Warning.Code.SEARCH_UNDECIDED);
  }

  @Test
  void searchThatIsOffHasNoResult() {
    Summarizer summarizer =
        TestRun.summary(
            TestRun.header("sweep", Map.of("slo", SLO, "find-max", "false")),
            List.of(Level.closed(1, 1, 0), Level.closed(8, 1, 0)));
    summarizer.add(TestSample.at(0, 100 * MS_IN_NANOS).sample());
    summarizer.add(TestSample.at(0, 412 * MS_IN_NANOS).level(1).sample());
    Result result = summarizer.result(false);
    assertThat(result.breaches())
        .containsExactly("SLO missed at 8 users: ttft:p95 is 412.0 ms, but must be below 300ms.");
    assertThat(ResultJson.format(result))
        .doesNotContain("\"found\"")
        .contains("\"slo_met\": false");
  }
}
