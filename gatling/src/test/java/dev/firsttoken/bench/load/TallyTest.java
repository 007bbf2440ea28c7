package dev.firsttoken.bench.load;

import static org.assertj.core.api.Assertions.assertThat;

import dev.firsttoken.bench.samples.Level;
import dev.firsttoken.bench.samples.LevelBegin;
import dev.firsttoken.bench.samples.Outcome;
import dev.firsttoken.bench.samples.Phase;
import dev.firsttoken.bench.samples.TestRun;
import dev.firsttoken.bench.samples.TestSample;
import dev.firsttoken.bench.summary.Summary;
import org.junit.jupiter.api.Test;

class TallyTest {
  private static final long S_IN_NANOS = 1_000_000_000;

  @Test
  void eachPhaseIsCountedByItselfFromItsFirstSend() {
    Level plan = new Level(2, 0, null, 10, 0, 5 * S_IN_NANOS, 2);
    Tally tally = new Tally(new LevelBegin(0, plan), 100 * S_IN_NANOS);
    assertThat(at(tally, 101)).extracting(Moment::phase).isEqualTo(Phase.WARMUP);
    assertThat(at(tally, 101).elapsedNanos()).isEqualTo(S_IN_NANOS);

    tally.add(sent(102).warmup().sample());
    assertThat(at(tally, 105).elapsedNanos()).isEqualTo(3 * S_IN_NANOS);
    tally.add(sent(106).ramp().sample());
    assertThat(at(tally, 110)).extracting(Moment::phase).isEqualTo(Phase.RAMP);
    tally.add(sent(111).sample());
    tally.add(sent(112).sample());

    Moment measured = at(tally, 120);
    assertThat(measured.phase()).isEqualTo(Phase.MEASURED);
    assertThat(measured.ended()).isEqualTo(2);
    assertThat(measured.elapsedNanos()).isEqualTo(9 * S_IN_NANOS);
  }

  @Test
  void aLevelWithoutWarmupBeginsWithWhatItMeasures() {
    Tally tally = new Tally(new LevelBegin(0, Level.closed(2, 10, 0)), 0);
    assertThat(at(tally, 1).phase()).isEqualTo(Phase.MEASURED);
    assertThat(at(tally, 1).ended()).isZero();
  }

  @Test
  void aStragglerOfAnotherLevelIsNotCounted() {
    Tally tally = new Tally(new LevelBegin(1, Level.closed(2, 10, 0)), 0);
    tally.add(sent(1).level(0).sample());
    assertThat(at(tally, 2).ended()).isZero();
    tally.add(sent(1).level(1).sample());
    assertThat(at(tally, 2).ended()).isEqualTo(1);
  }

  @Test
  void failuresAreThoseOfTheLevelsMeasuredRequests() {
    Tally tally = new Tally(new LevelBegin(1, Level.closed(2, 10, 0)), 0);
    tally.add(sent(1).level(0).failed(Outcome.CUT, "cut").sample());
    tally.add(sent(1).level(1).warmup().failed(Outcome.CUT, "cut").sample());
    tally.add(sent(1).level(1).sample());
    assertThat(at(tally, 2).failed()).isZero();
    tally.add(sent(1).level(1).failed(Outcome.CUT, "cut").sample());
    assertThat(at(tally, 2).failed()).isEqualTo(1);
  }

  @Test
  void speedIsThatOfTheLevelItself() {
    Summary summary = TestRun.summary("sweep", Level.closed(1, 10, 0), Level.closed(2, 10, 0));
    summary.add(sent(0).tokens(30).sample());
    Speed speed = Speed.of(summary.levels(), 0);
    assertThat(speed.rps()).isEqualTo(1);
    assertThat(speed.tps()).isEqualTo(30);
    assertThat(speed.ttftP50Nanos()).isEqualTo(S_IN_NANOS);
    assertThat(Speed.of(summary.levels(), 1)).isEqualTo(Speed.NONE);
    assertThat(Speed.of(summary.levels(), 2)).isEqualTo(Speed.NONE);
  }

  private static Moment at(Tally tally, int seconds) {
    return tally.moment(seconds * S_IN_NANOS, 0, Speed.NONE);
  }

  /** It takes a second. */
  private static TestSample sent(int seconds) {
    return TestSample.at(seconds * S_IN_NANOS, (seconds + 1) * S_IN_NANOS);
  }
}
