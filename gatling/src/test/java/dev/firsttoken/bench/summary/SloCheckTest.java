package dev.firsttoken.bench.summary;

import static org.assertj.core.api.Assertions.assertThat;

import dev.firsttoken.bench.result.Summarizer;
import dev.firsttoken.bench.samples.Arrivals;
import dev.firsttoken.bench.samples.Level;
import dev.firsttoken.bench.samples.TestRun;
import dev.firsttoken.bench.samples.TestSample;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class SloCheckTest {
  private static final long MS_IN_NANOS = 1_000_000;

  @Test
  void everyBreachNamesTheValueTheLevelAndTheLimit() {
    Summarizer summarizer =
        TestRun.summary(
            TestRun.header(
                "sweep", Map.of("slo", "ttft:p95<300ms,error<=1%,rps>5,tps>=0.5,transit:p99<1ms")),
            List.of(Level.closed(1, 1, 0), Level.closed(8, 1, 0)));
    summarizer.add(TestSample.at(0, 100 * MS_IN_NANOS).sample());
    summarizer.add(
        TestSample.at(0, 1000 * MS_IN_NANOS)
            .level(1)
            .events(412 * MS_IN_NANOS, 1000 * MS_IN_NANOS)
            .sample());
    assertThat(summarizer.result(false).breaches())
        .containsExactly(
            "SLO missed at 1 user: transit:p99 has no value, but must be below 1ms.",
            "SLO missed at 8 users: ttft:p95 is 412.0 ms, but must be below 300ms.",
            "SLO missed at 8 users: rps is 1.000/s, but must be above 5.",
            "SLO missed at 8 users: transit:p99 has no value, but must be below 1ms.");
  }

  @Test
  void timeIsShownInTheUnitOfItsLimit() {
    Summarizer summarizer =
        TestRun.summary(
            TestRun.header("sweep", Map.of("slo", "ttft:p50<1us,ttft:p95<400ms,e2e:p95<2s")),
            List.of(Level.closed(1, 1, 0)));
    summarizer.add(
        TestSample.at(0, 15_000 * MS_IN_NANOS)
            .events(412 * MS_IN_NANOS, 12_500 * MS_IN_NANOS)
            .sample());
    assertThat(summarizer.result(false).breaches())
        .containsExactly(
            "SLO missed: ttft:p50 is 412000 us, but must be below 1us.",
            "SLO missed: ttft:p95 is 412.0 ms, but must be below 400ms.",
            "SLO missed: e2e:p95 is 12.50 s, but must be below 2s.");
  }

  @Test
  void p999OfFewerThanAThousandHasNoValue() {
    Summarizer summarizer =
        TestRun.summary(
            TestRun.header("sweep", Map.of("slo", "ttft:p99.9<300ms")),
            List.of(Level.closed(1, 1000, 0)));
    for (int i = 0; i < 999; i++) {
      summarizer.add(TestSample.at(0, 100 * MS_IN_NANOS).sample());
    }
    assertThat(summarizer.result(true).breaches())
        .containsExactly(
            "SLO missed: ttft:p99.9 has no value (fewer than 1,000 responses), but must be below"
                + " 300ms.");
    summarizer.add(TestSample.at(0, 100 * MS_IN_NANOS).sample());
    assertThat(summarizer.result(true).breaches()).isEmpty();
  }

  @Test
  void eventsOfOneReadHaveNoTimeBetweenTokens() {
    Summarizer summarizer =
        TestRun.summary(
            TestRun.header("sweep", Map.of("slo", "tpot:p95<1ms,icl:p95<1ms")),
            List.of(Level.closed(1, 2, 0)));
    long at = 100 * MS_IN_NANOS;
    summarizer.add(TestSample.at(0, at).events(at, at, at).sample());
    assertThat(summarizer.result(true).breaches())
        .containsExactly(
            "SLO missed: tpot:p95 has no value (not streamed: 1 of 1 responses), but must be below"
                + " 1ms.",
            "SLO missed: icl:p95 has no value (not streamed: 1 of 1 responses), but must be below"
                + " 1ms.");
    for (int i = 0; i < 20; i++) {
      summarizer.add(TestSample.at(0, at + 1).events(at, at, at + 1).sample());
    }
    assertThat(summarizer.result(true).breaches()).isEmpty();
  }

  @Test
  void responseThatWasNotStreamedMissesALimitOnTpot() {
    Summarizer summarizer =
        TestRun.summary(
            TestRun.header("sweep", Map.of("slo", "tpot:p95<50ms,goodput>95%")),
            List.of(Level.closed(1, 40, 0)));
    for (int i = 0; i < 38; i++) {
      summarizer.add(TestSample.at(0, 3).events(1, 2, 3).sample());
    }
    addUnstreamed(summarizer);
    addUnstreamed(summarizer);
    assertThat(summarizer.result(true).breaches())
        .containsExactly("SLO missed: goodput is 95.00 %, but must be above 95%.");
    LevelSummary level = summarizer.result(true).levels().getFirst().summary();
    assertThat(level.good()).isEqualTo(38);
    assertThat(level.latencies().unstreamed()).isEqualTo(2);
    assertThat(level.latencies().distribution(Metric.TPOT).count()).isEqualTo(38);

    addUnstreamed(summarizer); // 3 of 41: p95 is one of them
    assertThat(summarizer.result(true).breaches())
        .anyMatch(breach -> breach.startsWith("SLO missed: tpot:p95 has no value"));
    assertThat(summarizer.result(true).warnings())
        .anyMatch(warning -> warning.message().contains("came in one read (3 of 41 responses)"));
  }

  @Test
  void unstreamedResponsesAreTheReasonAtAnyPercentile() {
    Summarizer summarizer =
        TestRun.summary(
            TestRun.header("sweep", Map.of("slo", "tpot:p99.9<50ms")),
            List.of(Level.closed(1, 1000, 0)));
    for (int i = 0; i < 1000; i++) {
      addUnstreamed(summarizer);
    }
    assertThat(summarizer.result(true).breaches())
        .containsExactly(
            "SLO missed: tpot:p99.9 has no value (not streamed: 1,000 of 1,000 responses), but"
                + " must be below 50ms.");
  }

  /** Two reads brought 200 events, or one event brought all tokens. */
  private static void addUnstreamed(Summarizer summarizer) {
    long[] events = new long[200];
    Arrays.fill(events, 0, 120, 1_000 * MS_IN_NANOS);
    Arrays.fill(events, 120, 200, 1_001 * MS_IN_NANOS);
    boolean even = summarizer.current().ok() % 2 == 0;
    TestSample sample = TestSample.at(0, 1_001 * MS_IN_NANOS).tokens(200);
    summarizer.add((even ? sample.events(events) : sample).sample());
  }

  @Test
  void shortResponseInOneEventCannotMissALimitOnTpot() {
    Summarizer summarizer =
        TestRun.summary(
            TestRun.header("sweep", Map.of("slo", "goodput>=100%")),
            List.of(Level.closed(1, 1, 0)));
    summarizer.add(TestSample.at(0, 1).tokens(2).sample());
    assertThat(summarizer.result(true).breaches()).isEmpty();
  }

  @Test
  void closedModelMeasuresDueTimesFromTheSend() {
    String slo = "due_ttft:p95<300ms,due_e2e:p95<900ms,goodput>=50%";
    Level open = new Level(0, 1, Arrivals.CONSTANT, 1, 0, 0, 0);
    Summarizer summarizer =
        TestRun.summary(
            TestRun.header("sweep", Map.of("slo", slo)), List.of(Level.closed(1, 1, 0), open));
    for (int level = 0; level < 2; level++) {
      summarizer.add(
          TestSample.at(0, 1000 * MS_IN_NANOS)
              .level(level)
              .dueAt(-50 * MS_IN_NANOS * level)
              .events(200 * MS_IN_NANOS, 800 * MS_IN_NANOS)
              .sample());
    }
    assertThat(summarizer.result(false).levels())
        .extracting(level -> level.slo().stream().map(SloCheck::value).toList())
        .containsExactly(List.of(200.0, 800.0, 100.0), List.of(250.0, 850.0, 100.0));
    assertThat(summarizer.result(false).breaches()).isEmpty();
  }

  @Test
  void levelWithoutResponsesMissesEveryObjective() {
    Summarizer summarizer =
        TestRun.summary(
            TestRun.header("sweep", Map.of("slo", "ttft:p95<300ms,error<1%,goodput>0%,rps>=0")),
            List.of(Level.closed(1, 1, 0)));
    assertThat(summarizer.result(true).breaches()).hasSize(4);
  }
}
