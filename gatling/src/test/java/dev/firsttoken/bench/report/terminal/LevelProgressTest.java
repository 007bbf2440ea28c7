package dev.firsttoken.bench.report.terminal;

import static org.assertj.core.api.Assertions.assertThat;

import dev.firsttoken.bench.result.Summarizer;
import dev.firsttoken.bench.samples.Level;
import dev.firsttoken.bench.samples.LevelBegin;
import dev.firsttoken.bench.samples.Outcome;
import dev.firsttoken.bench.samples.Phase;
import dev.firsttoken.bench.samples.TestRun;
import dev.firsttoken.bench.samples.TestSample;
import org.junit.jupiter.api.Test;

class LevelProgressTest {
  private static final long S_IN_NANOS = 1_000_000_000;

  @Test
  void eachPhaseIsCountedFromItsFirstSend() {
    Level plan = new Level(2, 0, null, 10, 0, 5 * S_IN_NANOS, 2);
    LevelProgress levelProgress = new LevelProgress(new LevelBegin(0, plan), 100 * S_IN_NANOS);
    assertThat(at(levelProgress, 101)).extracting(ProgressSnapshot::phase).isEqualTo(Phase.WARMUP);
    assertThat(at(levelProgress, 101).elapsedNanos()).isEqualTo(S_IN_NANOS);

    levelProgress.add(sent(102).warmup().sample());
    assertThat(at(levelProgress, 105).elapsedNanos()).isEqualTo(3 * S_IN_NANOS);
    levelProgress.add(sent(106).ramp().sample());
    assertThat(at(levelProgress, 110)).extracting(ProgressSnapshot::phase).isEqualTo(Phase.RAMP);
    levelProgress.add(sent(111).sample());
    levelProgress.add(sent(112).sample());

    ProgressSnapshot measured = at(levelProgress, 120);
    assertThat(measured.phase()).isEqualTo(Phase.MEASURED);
    assertThat(measured.ended()).isEqualTo(2);
    assertThat(measured.elapsedNanos()).isEqualTo(9 * S_IN_NANOS);
  }

  @Test
  void levelWithoutWarmupStartsMeasured() {
    LevelProgress levelProgress = new LevelProgress(new LevelBegin(0, Level.closed(2, 10, 0)), 0);
    assertThat(at(levelProgress, 1).phase()).isEqualTo(Phase.MEASURED);
    assertThat(at(levelProgress, 1).ended()).isZero();
  }

  @Test
  void stragglerOfAnotherLevelIsNotCounted() {
    LevelProgress levelProgress = new LevelProgress(new LevelBegin(1, Level.closed(2, 10, 0)), 0);
    levelProgress.add(sent(1).level(0).sample());
    assertThat(at(levelProgress, 2).ended()).isZero();
    levelProgress.add(sent(1).level(1).sample());
    assertThat(at(levelProgress, 2).ended()).isEqualTo(1);
  }

  @Test
  void onlyTheLevelsMeasuredRequestsCountAsFailures() {
    LevelProgress levelProgress = new LevelProgress(new LevelBegin(1, Level.closed(2, 10, 0)), 0);
    levelProgress.add(sent(1).level(0).failed(Outcome.CUT, "cut").sample());
    levelProgress.add(sent(1).level(1).warmup().failed(Outcome.CUT, "cut").sample());
    levelProgress.add(sent(1).level(1).sample());
    assertThat(at(levelProgress, 2).failed()).isZero();
    levelProgress.add(sent(1).level(1).failed(Outcome.CUT, "cut").sample());
    assertThat(at(levelProgress, 2).failed()).isEqualTo(1);
  }

  @Test
  void throughputIsThatOfTheLevelItself() {
    Summarizer summarizer =
        TestRun.summary("sweep", Level.closed(1, 10, 0), Level.closed(2, 10, 0));
    summarizer.add(sent(0).tokens(30).sample());
    Throughput throughput = Throughput.of(summarizer.levels(), 0);
    assertThat(throughput.rps()).isEqualTo(1);
    assertThat(throughput.tps()).isEqualTo(30);
    assertThat(throughput.ttftP50Nanos()).isEqualTo(S_IN_NANOS);
    assertThat(Throughput.of(summarizer.levels(), 1)).isEqualTo(Throughput.NONE);
    assertThat(Throughput.of(summarizer.levels(), 2)).isEqualTo(Throughput.NONE);
  }

  private static ProgressSnapshot at(LevelProgress levelProgress, int seconds) {
    return levelProgress.snapshot(seconds * S_IN_NANOS, 0, Throughput.NONE);
  }

  /** It takes a second. */
  private static TestSample sent(int seconds) {
    return TestSample.at(seconds * S_IN_NANOS, (seconds + 1) * S_IN_NANOS);
  }
}
