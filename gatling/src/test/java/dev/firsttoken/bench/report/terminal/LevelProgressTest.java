package dev.firsttoken.bench.report.terminal;

import static org.assertj.core.api.Assertions.assertThat;

import dev.firsttoken.bench.result.Summarizer;
import dev.firsttoken.bench.samples.Level;
import dev.firsttoken.bench.samples.LevelBegin;
import dev.firsttoken.bench.samples.Outcome;
import dev.firsttoken.bench.samples.Phase;
import dev.firsttoken.bench.samples.TestRun;
import dev.firsttoken.bench.samples.TestSample;
import java.util.Map;
import org.junit.jupiter.api.Test;

class LevelProgressTest {
  private static final long S_IN_NANOS = 1_000_000_000;

  private final Summarizer summarizer = new Summarizer(TestRun.header("sweep", Map.of()));

  private LevelProgress progress(Level plan, long startNanos) {
    summarizer.add(new LevelBegin(0, plan));
    return new LevelProgress(summarizer.current(), startNanos);
  }

  private void add(LevelProgress levelProgress, TestSample sample) {
    summarizer.add(sample.sample());
    levelProgress.add(sample.sample());
  }

  @Test
  void eachPhaseIsCountedFromItsFirstSend() {
    Level plan = new Level(2, 0, null, 10, 0, 5 * S_IN_NANOS, 2);
    LevelProgress levelProgress = progress(plan, 100 * S_IN_NANOS);
    assertThat(at(levelProgress, 101).phase()).isEqualTo(Phase.WARMUP);
    assertThat(at(levelProgress, 101).elapsedNanos()).isEqualTo(S_IN_NANOS);

    add(levelProgress, sent(102).warmup());
    assertThat(at(levelProgress, 105).elapsedNanos()).isEqualTo(3 * S_IN_NANOS);
    assertThat(at(levelProgress, 105).ended()).isEqualTo(1);
    add(levelProgress, sent(106).ramp());
    assertThat(at(levelProgress, 110).phase()).isEqualTo(Phase.RAMP);
    assertThat(at(levelProgress, 110).ended()).isEqualTo(1);
    add(levelProgress, sent(111));
    add(levelProgress, sent(112));

    ProgressSnapshot measured = at(levelProgress, 120);
    assertThat(measured.phase()).isEqualTo(Phase.MEASURED);
    assertThat(measured.ended()).isEqualTo(2);
    assertThat(measured.elapsedNanos()).isEqualTo(9 * S_IN_NANOS);
  }

  @Test
  void levelWithoutWarmupStartsMeasured() {
    LevelProgress levelProgress = progress(Level.closed(2, 10, 0), 0);
    assertThat(at(levelProgress, 1).phase()).isEqualTo(Phase.MEASURED);
    assertThat(at(levelProgress, 1).ended()).isZero();
  }

  @Test
  void onlyMeasuredRequestsCountAsFailures() {
    LevelProgress levelProgress = progress(Level.closed(2, 10, 0), 0);
    add(levelProgress, sent(1).warmup().failed(Outcome.CUT, "cut"));
    add(levelProgress, sent(1));
    assertThat(at(levelProgress, 2).failed()).isZero();
    add(levelProgress, sent(1).failed(Outcome.CUT, "cut"));
    assertThat(at(levelProgress, 2).failed()).isEqualTo(1);
    assertThat(at(levelProgress, 2).ended()).isEqualTo(2);
  }

  @Test
  void throughputIsThatOfTheLevel() {
    LevelProgress levelProgress = progress(Level.closed(1, 10, 0), 0);
    assertThat(at(levelProgress, 1).throughput()).isEqualTo(Throughput.NONE);
    add(levelProgress, sent(0).tokens(30));

    Throughput throughput = at(levelProgress, 1).throughput();
    assertThat(throughput.rps()).isEqualTo(1);
    assertThat(throughput.tps()).isEqualTo(30);
    assertThat(throughput.p50Nanos()).isEqualTo(S_IN_NANOS);
  }

  private static ProgressSnapshot at(LevelProgress levelProgress, int seconds) {
    return levelProgress.snapshot(seconds * S_IN_NANOS, 0, 0, null);
  }

  /** A request that takes a second. */
  private static TestSample sent(int seconds) {
    return TestSample.at(seconds * S_IN_NANOS, (seconds + 1) * S_IN_NANOS);
  }
}
