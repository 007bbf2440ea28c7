package dev.firsttoken.bench.load.levels;

import static org.assertj.core.api.Assertions.assertThat;

import dev.firsttoken.bench.options.Command;
import dev.firsttoken.bench.options.Options;
import dev.firsttoken.bench.options.RawOptions;
import dev.firsttoken.bench.options.Setting;
import dev.firsttoken.bench.samples.Level;
import io.netty.channel.DefaultEventLoop;
import io.netty.channel.EventLoop;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class RoundScheduleTest {
  private static final EventLoop LOOP = new DefaultEventLoop();

  private static LevelSequence levels(Map<Setting, String> flags, String... targets) {
    Options options =
        Options.from(
            targets.length > 1 ? Command.COMPARE : Command.SWEEP,
            RawOptions.fromFlags(flags, Map.of()));
    return LoadPlan.create(
        targets.length > 1 ? Command.COMPARE : Command.SWEEP,
        options.loadOptions(),
        null,
        List.of(targets));
  }

  private static List<String> order(LevelSequence levels) {
    return levels.slots().stream()
        .map(slot -> slot.largest().plan())
        .map(plan -> plan.round() + " " + plan.target() + " " + plan.name())
        .toList();
  }

  @Test
  void orderOfTargetsAndLoadsRotatesFromRoundToRound() {
    assertThat(order(levels(Map.of(Setting.ROUNDS, "3", Setting.CONCURRENCY, "4"), "a", "b", "c")))
        .containsExactly(
            "1 a c=4", "1 b c=4", "1 c c=4", "2 b c=4", "2 c c=4", "2 a c=4", "3 c c=4", "3 a c=4",
            "3 b c=4");
    assertThat(
            order(
                levels(
                    Map.of(Setting.ROUNDS, "2", Setting.CONCURRENCY, "1,8"), Level.DEFAULT_TARGET)))
        .containsExactly("1 default c=1", "1 default c=8", "2 default c=8", "2 default c=1");
  }

  @Test
  void noTargetFollowsItselfMoreOftenThanAnother() {
    List<String> order =
        order(levels(Map.of(Setting.ROUNDS, "9", Setting.CONCURRENCY, "1,2"), "a", "b"));
    Map<String, Long> repeats =
        IntStream.range(1, order.size())
            .filter(i -> order.get(i).charAt(2) == order.get(i - 1).charAt(2))
            .mapToObj(i -> order.get(i).substring(2))
            .collect(Collectors.groupingBy(level -> level, Collectors.counting()));
    assertThat(repeats)
        .containsExactlyInAnyOrderEntriesOf(
            Map.of("a c=1", 2L, "a c=2", 2L, "b c=1", 2L, "b c=2", 2L));
  }

  @Test
  void failureIsToldOnce() {
    LevelSequence levels =
        levels(Map.of(Setting.ROUNDS, "2", Setting.CONCURRENCY, "1"), "a", "b", "c");
    List<String> told = new ArrayList<>();
    levels.onFailure((target, reason) -> told.add(target + ": " + reason));
    levels.fail("b", "it ended");
    levels.fail("b", "later");
    levels.fail("unknown", "it ended");
    assertThat(told).containsExactly("b: it ended");
  }

  @Test
  void laterRoundsWarmUpTheirConnectionsAlone() {
    LevelSequence levels = levels(Map.of(Setting.ROUNDS, "2", Setting.CONCURRENCY, "4"), "a", "b");
    assertThat(levels.slots().getFirst().largest().plan().warmup()).isEqualTo(200);
    assertThat(levels.slots().getLast().largest().plan().warmup()).isEqualTo(4);
  }

  @Test
  void warmupOfPlainRequestsIsBoundedByItsTime() {
    LevelSequence levels =
        levels(
            Map.of(Setting.MODE, "micro", Setting.ROUNDS, "1", Setting.CONCURRENCY, "4"), "a", "b");
    assertThat(levels.slots().getFirst().largest().plan().warmup()).isEqualTo(200_000);
    assertThat(levels.maxDuration(Duration.ofSeconds(10))).isLessThan(Duration.ofMinutes(5));
  }

  @Test
  void levelsCountAsTheyStart() {
    LevelSequence levels =
        levels(Map.of(Setting.ROUNDS, "2", Setting.CONCURRENCY, "1"), "a", "b", "c");
    List<Integer> indices = new ArrayList<>();
    levels.fail("b", "it ended");
    for (LevelSlot slot : levels.slots()) {
      slot.join(LOOP, entry -> indices.add(entry.level()));
    }
    assertThat(indices).containsExactly(0, 1, 2, 3);
  }

  @Test
  void targetThatFailedHasNoFurtherLevels() {
    LevelSequence levels =
        levels(Map.of(Setting.ROUNDS, "2", Setting.CONCURRENCY, "1"), "a", "b", "c");
    assertThat(levels.slots().get(1).join(LOOP, entry -> {})).isTrue();
    levels.fail("b", "it ended");
    levels.fail("b", "later");
    assertThat(levels.failureOf("b")).isEqualTo("it ended");
    assertThat(levels.slots().get(1).isHalted()).isTrue();
    assertThat(levels.slots().get(2).isHalted()).isFalse();
    assertThat(levels.slots().get(3).join(LOOP, entry -> {})).as("b in round 2").isFalse();
    assertThat(levels.stopReason()).isNull();

    levels.fail("c", "it ended too");
    assertThat(levels.stopReason()).isEqualTo("fewer than two servers are left to compare");
  }

  @Test
  void pilotDecidesHowManyRoundsFollow() {
    LevelSequence levels =
        levels(
            Map.of(Setting.RESOLVE, "10%", Setting.MAX_ROUNDS, "20", Setting.CONCURRENCY, "1"),
            "a",
            "b");
    List<Integer> planned = new ArrayList<>();
    levels.planRoundsBy(
        () -> {
          planned.add(12);
          return 12;
        });
    assertThat(levels.slots()).hasSize(40);
    List<Integer> rounds = new ArrayList<>();
    for (LevelSlot slot : levels.slots()) {
      if (slot.join(LOOP, entry -> {})) {
        rounds.add(slot.level().plan().round());
      }
    }
    assertThat(rounds).hasSize(24).endsWith(12, 12);
    assertThat(planned).as("asked once").hasSize(1);
  }

  @Test
  void oneUserEndsTheRunAtTheFirstRoundThatWasNotPlanned() {
    LevelSequence levels =
        levels(
            Map.of(Setting.RESOLVE, "10%", Setting.MAX_ROUNDS, "20", Setting.CONCURRENCY, "1"),
            "a",
            "b");
    levels.planRoundsBy(() -> 12);
    List<LevelSlot> slots = levels.slots();
    for (LevelSlot slot : slots.subList(0, 24)) {
      assertThat(slot.join(LOOP, entry -> {})).isTrue();
      assertThat(levels.takeEnd(slot)).isFalse();
    }
    assertThat(slots.get(24).join(LOOP, entry -> {})).isFalse();

    assertThat(levels.takeEnd(slots.get(24))).isTrue();
    assertThat(levels.takeEnd(slots.get(24))).as("once").isFalse();
  }

  @Test
  void runEndsOnceFewerThanTwoServersAreLeft() {
    LevelSequence levels =
        levels(Map.of(Setting.ROUNDS, "5", Setting.CONCURRENCY, "1"), "a", "b", "c");
    List<LevelSlot> slots = levels.slots();
    levels.fail("a", "it ended");
    slots.get(0).join(LOOP, entry -> {});
    assertThat(levels.takeEnd(slots.get(0))).as("two are left").isFalse();

    levels.fail("b", "it ended");
    slots.get(1).join(LOOP, entry -> {});

    assertThat(levels.takeEnd(slots.get(1))).isTrue();
  }

  @Test
  void runIsFinishedWithoutTheRoundsThatWereNotPlanned() {
    LevelSequence levels =
        levels(
            Map.of(Setting.RESOLVE, "10%", Setting.MAX_ROUNDS, "20", Setting.CONCURRENCY, "1"),
            "a",
            "b");
    levels.planRoundsBy(() -> 10);
    for (LevelSlot slot : levels.slots().subList(0, 21)) {
      if (slot.join(LOOP, entry -> {})) {
        assertThat(levels.isFinished()).isFalse();
        slot.level().start();
        slot.level().userLeft(entry -> {});
      }
    }
    assertThat(levels.isFinished()).isTrue();
  }

  @Test
  void roundAfterThePilotWaitsForTheVerdicts() {
    LevelSequence levels =
        levels(Map.of(Setting.RESOLVE, "10%", Setting.CONCURRENCY, "1"), "a", "b");
    assertThat(levels.isNextLevelReady()).isTrue();
    levels.onLevelEnded();
    assertThat(levels.isNextLevelReady()).isFalse();
    levels.onJudged(false);
    assertThat(levels.isNextLevelReady()).isTrue();
  }

  @Test
  void levelOfAnotherTargetWaitsUntilNothingIsLeftToDecode() {
    LevelSequence levels = levels(Map.of(Setting.CONCURRENCY, "1"), "a", "b");
    levels.onLevelEnded();
    assertThat(levels.isNextLevelReady()).isFalse();
    levels.onJudged(false);
    assertThat(levels.isNextLevelReady()).isTrue();
  }
}
