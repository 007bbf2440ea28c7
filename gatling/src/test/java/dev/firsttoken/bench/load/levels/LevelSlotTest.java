package dev.firsttoken.bench.load.levels;

import static org.assertj.core.api.Assertions.assertThat;

import dev.firsttoken.bench.samples.Entry;
import dev.firsttoken.bench.samples.Level;
import dev.firsttoken.bench.samples.LevelBegin;
import io.netty.channel.DefaultEventLoop;
import io.netty.channel.EventLoop;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;

class LevelSlotTest {
  /** Never used, because no costs are monitored. */
  private static final EventLoop LOOP = new DefaultEventLoop();

  private final List<Entry> log = new ArrayList<>();

  private static LevelRun closed(int index, double users) {
    return new ClosedLevel(index, Level.closed((int) users, 100, 0), new Warmup(0, true));
  }

  @Test
  void onlyTheLevelsUsersTakePart() {
    LevelSlot levelSlot = new LevelSlot(closed(0, 4), () -> closed(0, 2));
    List<Boolean> takePart = new ArrayList<>();
    for (int i = 0; i < levelSlot.users(); i++) {
      takePart.add(levelSlot.join(LOOP, log::add));
    }
    assertThat(takePart).containsExactly(true, true, false, false);
    assertThat(log).containsExactly(new LevelBegin(0, Level.closed(2, 100, 0)));
  }

  @Test
  void emptySlotIsFinishedWhenItsUsersHaveLeft() {
    LevelSlot levelSlot = new LevelSlot(closed(0, 2), () -> null);
    assertThat(levelSlot.join(LOOP, log::add)).isFalse();
    assertThat(levelSlot.isFinished()).isFalse();
    assertThat(levelSlot.join(LOOP, log::add)).isFalse();
    assertThat(levelSlot.isFinished()).isTrue();
    assertThat(log).isEmpty();
  }

  @Test
  void noUserJoinsBeforeThePreviousLevelIsJudged() {
    LevelSlot levelSlot = LevelSlot.of(closed(0, 2));
    assertThat(levelSlot.isReady(() -> false)).isFalse();
    assertThat(levelSlot.isReady(() -> true)).isTrue();
    levelSlot.join(LOOP, log::add);
    assertThat(levelSlot.isReady(() -> false)).as("the first user has joined").isTrue();
  }

  @Test
  void nothingIsSentOrAwaitedOnceTheRunIsHalted() {
    AtomicBoolean halted = new AtomicBoolean();
    LevelSlot started = LevelSlot.of(closed(0, 1));
    LevelSlot next = LevelSlot.of(closed(1, 1));
    started.haltWhen(halted::get);
    next.haltWhen(halted::get);
    assertThat(started.join(LOOP, log::add)).isTrue();
    assertThat(started.hasMore()).isTrue();

    halted.set(true);

    assertThat(started.hasMore()).isFalse();
    assertThat(next.isReady(() -> false)).isTrue();
    assertThat(next.join(LOOP, log::add)).isFalse();
    assertThat(next.isFinished()).isTrue();
  }

  @Test
  void eachProbeIsChosenByThePreviousResult() {
    SearchPlan searchPlan =
        new SearchPlan(new CapacitySearch(1, 8, true), 8, LevelSlotTest::closed);
    List<String> probed = new ArrayList<>();
    for (LevelSlot levelSlot : searchPlan.slots()) {
      assertThat(searchPlan.isReady()).isTrue();
      for (int i = 0; i < levelSlot.users(); i++) {
        assertThat(levelSlot.isReady(searchPlan::isReady)).as("user %d", i).isTrue();
        levelSlot.join(LOOP, log::add);
      }
      if (log.size() > probed.size()) {
        Level plan = levelSlot.level().plan();
        probed.add(levelSlot.level().index() + ": " + plan.label());
        assertThat(searchPlan.isReady()).isFalse();
        searchPlan.onJudged(plan.concurrency() <= 5);
      }
    }
    assertThat(probed).containsExactly("0: 1", "1: 2", "2: 4", "3: 8", "4: 6", "5: 5");
  }
}
