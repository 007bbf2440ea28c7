package dev.firsttoken.bench.load;

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

class SlotTest {
  /** Where nothing is measured it is never asked for anything. */
  private static final EventLoop LOOP = new DefaultEventLoop();

  private final List<Entry> log = new ArrayList<>();

  private static LevelRun closed(int index, double users) {
    return new ClosedLevel(index, Level.closed((int) users, 100, 0), new Warmup(0, true));
  }

  @Test
  void onlyAsManyUsersTakePartAsTheLevelHas() {
    Slot slot = new Slot(closed(0, 4), () -> closed(0, 2));
    List<Boolean> takePart = new ArrayList<>();
    for (int i = 0; i < slot.users(); i++) {
      takePart.add(slot.enter(LOOP, log::add));
    }
    assertThat(takePart).containsExactly(true, true, false, false);
    assertThat(log).containsExactly(new LevelBegin(0, Level.closed(2, 100, 0)));
  }

  @Test
  void aSlotThatStaysEmptyIsOverWhenItsUsersHaveGone() {
    Slot slot = new Slot(closed(0, 2), () -> null);
    assertThat(slot.enter(LOOP, log::add)).isFalse();
    assertThat(slot.over()).isFalse();
    assertThat(slot.enter(LOOP, log::add)).isFalse();
    assertThat(slot.over()).isTrue();
    assertThat(log).isEmpty();
  }

  @Test
  void nobodyComesBeforeTheLevelBeforeIsJudged() {
    Slot slot = Slot.of(closed(0, 2));
    assertThat(slot.ready(() -> false)).isFalse();
    assertThat(slot.ready(() -> true)).isTrue();
    slot.enter(LOOP, log::add);
    assertThat(slot.ready(() -> false)).as("the first one has come").isTrue();
  }

  @Test
  void nothingMoreIsSentOrWaitedForOnceTheRunIsHalted() {
    AtomicBoolean halted = new AtomicBoolean();
    Slot begun = Slot.of(closed(0, 1));
    Slot next = Slot.of(closed(1, 1));
    begun.until(halted::get);
    next.until(halted::get);
    assertThat(begun.enter(LOOP, log::add)).isTrue();
    assertThat(begun.more()).isTrue();

    halted.set(true);

    assertThat(begun.more()).isFalse();
    assertThat(next.ready(() -> false)).isTrue();
    assertThat(next.enter(LOOP, log::add)).isFalse();
    assertThat(next.over()).isTrue();
  }

  @Test
  void eachProbeIsChosenByWhatCameOfTheOneBefore() {
    Probes probes = new Probes(new Search(1, 8, true), 8, SlotTest::closed);
    List<String> probed = new ArrayList<>();
    for (Slot slot : probes.slots()) {
      assertThat(probes.ready()).isTrue();
      for (int i = 0; i < slot.users(); i++) {
        assertThat(slot.ready(probes::ready)).as("user %d", i).isTrue();
        slot.enter(LOOP, log::add);
      }
      if (log.size() > probed.size()) {
        Level plan = slot.level().plan();
        probed.add(slot.level().index() + ": " + plan.label());
        assertThat(probes.ready()).isFalse();
        probes.judged(plan.concurrency() <= 5);
      }
    }
    assertThat(probed).containsExactly("0: 1", "1: 2", "2: 4", "3: 8", "4: 6", "5: 5");
  }
}
