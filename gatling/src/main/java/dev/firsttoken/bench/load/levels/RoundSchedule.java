package dev.firsttoken.bench.load.levels;

import dev.firsttoken.bench.options.LoadOptions;
import dev.firsttoken.bench.options.RoundOptions;
import dev.firsttoken.bench.samples.Level;
import dev.firsttoken.bench.samples.RequestKind;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Order of the levels of several rounds. Each round measures every target at every load; the order
 * of both rotates from round to round, so that no target always comes first or last.
 */
final class RoundSchedule {
  /** Limit of the warm-up requests of each user in the first round of a comparison. */
  private static final int FIRST_WARMUP_PER_USER = 50;

  /** The same of plain GET requests, which take so little time that only the time is a limit. */
  private static final int FIRST_PLAIN_WARMUP_PER_USER = 50_000;

  /** A server that compiles as it runs needs so long at its first load. */
  private static final Duration FIRST_WARMUP = Duration.ofSeconds(10);

  private static final Duration FURTHER_WARMUP = Duration.ofSeconds(3);

  private final List<PlannedLoad> loads;
  private final List<String> targets;
  private final LoadOptions loadOptions;
  private final RoundBudget budget;
  private final boolean isCounted;
  private int startedLevels;

  /** Requests of all shards in the levels so far. */
  private long plannedRequests;

  /**
   * One load, and what makes a level of it.
   *
   * @param whole requests of all shards, or null if only one machine sends the load, or if their
   *     number depends on the time that they take
   */
  record PlannedLoad(Level plan, @Nullable WholeLoad whole, LevelCreator creator) {}

  /**
   * Requests of a level at all shards.
   *
   * @param users concurrent users; 0 in the open model
   */
  record WholeLoad(int requests, int users) {}

  /** Creates the level of a plan. */
  interface LevelCreator {
    LevelRun create(int index, Level plan, Warmup warmup);
  }

  RoundSchedule(
      List<PlannedLoad> loads, List<String> targets, LoadOptions loadOptions, RoundBudget budget) {
    this.loads = List.copyOf(loads);
    this.targets = List.copyOf(targets);
    this.loadOptions = loadOptions;
    this.budget = budget;
    this.isCounted = loads.stream().allMatch(load -> load.whole() != null);
  }

  List<LevelSlot> slots() {
    RoundOptions rounds = loadOptions.roundOptions();
    List<LevelSlot> slots = new ArrayList<>();
    for (int round = 0; round < rounds.maxRounds(); round++) {
      // Slower than the targets, so that each follows each other target at each load as often.
      int shift = round / targets.size();
      for (int load = 0; load < loads.size(); load++) {
        for (int target = 0; target < targets.size(); target++) {
          Turn turn = new Turn(targets.get((target + round) % targets.size()), round + 1, load);
          slots.add(slot(loads.get((load + shift) % loads.size()), turn, slots.size()));
        }
      }
    }
    return slots;
  }

  /**
   * Turn of a target.
   *
   * @param place number of the load in its round, from 0
   */
  private record Turn(String target, int round, int place) {
    boolean isFirst() {
      return round == 1 && place == 0;
    }
  }

  private LevelSlot slot(PlannedLoad load, Turn turn, int plannedIndex) {
    WarmupPlan warmup = warmup(load.plan(), turn);
    Level plan = load.plan().inRound(turn.target(), turn.round(), warmup.maxRequests());
    LevelCreator creator = dealing(load);
    return new LevelSlot(
        creator.create(plannedIndex, plan, warmup.create()),
        () ->
            budget.includes(turn.round())
                ? creator.create(nextIndex(), plan, warmup.create())
                : null);
  }

  /** Deals the requests of the next level, if the plan gives the number of all before it. */
  private LevelCreator dealing(PlannedLoad load) {
    WholeLoad whole = load.whole();
    if (!isCounted || whole == null) {
      return load.creator();
    }
    RequestDeal deal =
        new RequestDeal(plannedRequests, whole.users(), loadOptions.shardOptions().shard());
    plannedRequests += whole.requests();
    return (index, plan, warmup) -> {
      LevelRun level = load.creator().create(index, plan, warmup);
      level.dealBy(deal);
      return level;
    };
  }

  /** Levels count as they start, because a slot may stay empty. */
  private synchronized int nextIndex() {
    return startedLevels++;
  }

  private record WarmupPlan(int maxRequests, boolean byCount, Duration maxDuration) {
    Warmup create() {
      return new Warmup(maxRequests, byCount, maxDuration, System::nanoTime);
    }
  }

  /** Later rounds need a warm-up only for their connections: one request of each user. */
  private WarmupPlan warmup(Level plan, Turn turn) {
    Integer given = loadOptions.levelBounds().warmup();
    if (given != null || plan.warmup() == 0) {
      return new WarmupPlan(plan.warmup(), given != null, Warmup.MAX_DURATION);
    }
    int users = plan.usesOpenModel() ? OpenLevel.WARMUP_USERS : plan.concurrency();
    if (turn.round() > 1) {
      return new WarmupPlan(users, false, Duration.ZERO);
    }
    if (targets.size() == 1) {
      return new WarmupPlan(plan.warmup(), false, Warmup.MAX_DURATION);
    }
    int perUser =
        plan.kind() == RequestKind.MICRO ? FIRST_PLAIN_WARMUP_PER_USER : FIRST_WARMUP_PER_USER;
    return new WarmupPlan(perUser * users, false, turn.isFirst() ? FIRST_WARMUP : FURTHER_WARMUP);
  }
}
