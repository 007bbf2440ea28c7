package dev.firsttoken.bench.load.levels;

import static org.assertj.core.api.Assertions.assertThat;

import dev.firsttoken.bench.samples.Level;
import io.netty.channel.DefaultEventLoop;
import java.util.List;
import org.junit.jupiter.api.Test;

class LevelSequenceTest {
  private static LevelRun level(int index, double users) {
    return new ClosedLevel(index, Level.closed((int) users, 100, 0), new Warmup(0, true));
  }

  @Test
  void levelsAreUnjudgedFromTheirEndToTheirVerdict() {
    LevelSequence levels =
        LevelSequence.of(
            List.of(LevelSlot.of(level(0, 1)), LevelSlot.of(level(1, 1))),
            List.of(Level.DEFAULT_TARGET),
            null);
    assertThat(levels.isJudged()).isTrue();

    levels.onLevelEnded();
    levels.onLevelEnded();
    levels.onJudged(true);
    assertThat(levels.isJudged()).isFalse();
    assertThat(levels.isNextLevelReady()).as("known levels need no verdict").isTrue();

    levels.onJudged(false);
    assertThat(levels.isJudged()).isTrue();
  }

  @Test
  void nextProbeIsReadyOnceTheLastOneIsJudged() {
    LevelSequence levels =
        LevelSequence.of(
            new SearchPlan(new CapacitySearch(1, 8, true), 8, LevelSequenceTest::level));
    assertThat(levels.isNextLevelReady()).isTrue();

    levels.slots().getFirst().join(new DefaultEventLoop(), entry -> {});
    assertThat(levels.isNextLevelReady()).isFalse();
    levels.onLevelEnded();
    levels.onJudged(true);
    assertThat(levels.isNextLevelReady()).isTrue();
  }

  @Test
  void warmupHasATimeLimitUnlessItsRequestsAreGiven() {
    LevelSequence levels =
        LevelSequence.of(
            List.of(
                LevelSlot.of(new ClosedLevel(0, Level.closed(1, 100, 9), new Warmup(9, false))),
                LevelSlot.of(new ClosedLevel(1, Level.closed(1, 100, 9), new Warmup(9, true)))),
            List.of(Level.DEFAULT_TARGET),
            null);
    assertThat(levels.warmupNanos(0)).as("not begun").isZero();

    levels.slots().forEach(slot -> slot.join(new DefaultEventLoop(), entry -> {}));
    assertThat(levels.warmupNanos(0)).isEqualTo(Warmup.MAX_DURATION.toNanos());
    assertThat(levels.warmupNanos(1)).isZero();
  }
}
