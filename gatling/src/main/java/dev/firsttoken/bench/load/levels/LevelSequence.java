package dev.firsttoken.bench.load.levels;

import dev.firsttoken.bench.monitor.CostMonitor;
import dev.firsttoken.bench.options.value.ErrorLimit;
import dev.firsttoken.bench.samples.Level;
import dev.firsttoken.bench.samples.RunHeader.RecordedShard.LevelShare;
import java.time.Duration;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BiConsumer;
import java.util.function.BooleanSupplier;
import java.util.function.Function;
import java.util.function.IntSupplier;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The levels of a run in order, and the verdicts on those that have ended. */
public final class LevelSequence {
  /** Longest time that Gatling can wait for a run. */
  private static final Duration MAX_DURATION = Duration.ofDays(20);

  private static final Duration LEVEL_MARGIN = Duration.ofSeconds(10);

  private final List<LevelSlot> slots;
  private final List<String> targets;
  private final @Nullable SearchPlan search;
  private final @Nullable RoundBudget budget;
  private final AtomicInteger unjudgedLevels = new AtomicInteger();
  private final AtomicBoolean isEndTaken = new AtomicBoolean();

  /** Reason by target, in the order in which they failed. */
  private final Map<String, String> failures = Collections.synchronizedMap(new LinkedHashMap<>());

  private volatile BiConsumer<String, String> onFailure = (target, reason) -> {};

  private LevelSequence(
      List<LevelSlot> slots,
      List<String> targets,
      @Nullable SearchPlan search,
      @Nullable RoundBudget budget) {
    this.slots = List.copyOf(slots);
    this.targets = List.copyOf(targets);
    this.search = search;
    this.budget = budget;
    haltWhen(() -> false);
  }

  /**
   * Creates a sequence of levels that are all known from the start.
   *
   * @param targets names of the servers of the levels
   * @param budget decides after the pilot which rounds are run; null if all are
   */
  static LevelSequence of(
      List<LevelSlot> slots, List<String> targets, @Nullable RoundBudget budget) {
    return new LevelSequence(slots, targets, null, budget);
  }

  /** Creates the sequence of a search, whose verdicts choose the next level. */
  static LevelSequence of(SearchPlan search) {
    return new LevelSequence(search.slots(), List.of(Level.DEFAULT_TARGET), search, null);
  }

  public List<LevelSlot> slots() {
    return slots;
  }

  /** Returns what this machine sends in each level, in order; of a search, in the largest ones. */
  public List<LevelShare> shares() {
    return slots.stream().map(slot -> slot.largest().share()).toList();
  }

  /** Sets a further condition under which nothing more is sent or awaited. */
  public void haltWhen(BooleanSupplier halt) {
    slots.forEach(slot -> slot.haltWhen(() -> halt.getAsBoolean() || isOut(slot)));
  }

  /** Limits the requests that may fail at each level; null for any number. */
  LevelSequence limitErrors(@Nullable ErrorLimit limit) {
    slots.forEach(slot -> slot.limitErrors(limit));
    return this;
  }

  /** Sets what plans the rounds after the pilot, if there is a pilot. */
  public void planRoundsBy(IntSupplier rounds) {
    if (budget != null) {
      budget.planBy(rounds);
    }
  }

  private boolean isOut(LevelSlot slot) {
    noteFailure(slot);
    return failures.containsKey(slot.target()) || isStopped();
  }

  private void noteFailure(LevelSlot slot) {
    String reason = slot.stopReason();
    if (reason != null) {
      fail(slot.target(), reason);
    }
  }

  /** Marks a target as failed: it is not loaded any more. Only the first reason counts. */
  public void fail(String target, String reason) {
    if (targets.contains(target) && failures.putIfAbsent(target, reason) == null) {
      onFailure.accept(target, reason);
    }
  }

  /** Sets what is called once with each target that fails and the reason, on any thread. */
  public void onFailure(BiConsumer<String, String> listener) {
    onFailure = listener;
  }

  /** Why a target is not loaded any more, as the rest of "because ..."; null if it is. */
  public @Nullable String failureOf(String target) {
    slots.stream().filter(slot -> slot.target().equals(target)).forEach(this::noteFailure);
    return failures.get(target);
  }

  /** True if there is nothing left to measure: one target failed, or of several all but one. */
  public boolean isStopped() {
    return failures.size() >= Math.max(1, targets.size() - 1);
  }

  /** Why the run stops, as the rest of "because ..."; null if it does not. */
  public @Nullable String stopReason() {
    slots.forEach(this::noteFailure);
    if (!isStopped()) {
      return null;
    }
    return targets.size() == 1
        ? List.copyOf(failures.values()).getFirst()
        : "fewer than two servers are left to compare";
  }

  /**
   * Monitors the costs of each level; to be called before the first one begins.
   *
   * @param monitorOf the monitor of a target, by its name; null if it has none
   */
  public void monitorCosts(Function<String, @Nullable CostMonitor> monitorOf) {
    for (LevelSlot slot : slots) {
      CostMonitor monitor = monitorOf.apply(slot.target());
      if (monitor != null) {
        slot.monitorCosts(monitor);
      }
    }
  }

  /**
   * Number of levels of several rounds, as far as it is known.
   *
   * @return the number, or 0 if there is only one round
   */
  public int plannedLevels() {
    int rounds = slots.getLast().largest().plan().round();
    int known = budget == null ? rounds : budget.knownRounds();
    return rounds == 1
        ? 0
        : (int)
            slots.stream()
                .filter(slot -> !failures.containsKey(slot.target()))
                .filter(slot -> slot.largest().plan().round() <= known)
                .count();
  }

  /**
   * Time limit of the warm-up of a level that has begun.
   *
   * @return the limit in nanoseconds, or 0 if the number of requests alone is a limit
   */
  public long warmupNanos(int index) {
    return slots.stream()
        .map(LevelSlot::assigned)
        .flatMap(Stream::ofNullable)
        .filter(level -> level.index() == index)
        .mapToLong(level -> level.warmup().limitNanos())
        .findFirst()
        .orElse(0);
  }

  /** Called when a level has ended, before it is judged. */
  public void onLevelEnded() {
    unjudgedLevels.incrementAndGet();
  }

  /** Called with the verdict on each level that has ended. */
  public void onJudged(boolean metSlo) {
    if (search != null) {
      search.onJudged(metSlo);
    }
    unjudgedLevels.decrementAndGet();
  }

  /**
   * True if the next level can begin: in a search once the last probe is judged; with several
   * targets, or if a pilot plans the rounds, once all earlier levels are, and nothing of them is
   * left to be decoded; else always.
   */
  public boolean isNextLevelReady() {
    if (search != null) {
      return search.isReady();
    }
    return (budget == null && targets.size() == 1) || isJudged();
  }

  /** True if every level that has ended is judged. */
  public boolean isJudged() {
    return unjudgedLevels.get() == 0;
  }

  /**
   * True for one user of a slot that stayed empty, if all after it would stay empty, too. The user
   * ends the run: Gatling needs a second for each slot that it walks through.
   */
  public boolean takeEnd(LevelSlot slot) {
    return (slot.hasRunOut() || stopReason() != null) && isEndTaken.compareAndSet(false, true);
  }

  /** True if all levels have run to their end. */
  public boolean isFinished() {
    return slots.stream().takeWhile(slot -> !slot.hasRunOut()).allMatch(LevelSlot::isFinished);
  }

  /** Largest number of closed-model users at once; each has a connection. */
  public int maxUsers() {
    return maxUsers(ClosedLevel.class);
  }

  /** Largest number of open-model requests that may be in flight at once. */
  public int maxInFlight() {
    return maxUsers(OpenLevel.class);
  }

  private int maxUsers(Class<? extends LevelRun> model) {
    return slots.stream()
        .map(LevelSlot::largest)
        .filter(model::isInstance)
        .mapToInt(LevelRun::users)
        .max()
        .orElse(0);
  }

  /** Longest duration of the run, if every request takes its whole timeout. */
  public Duration maxDuration(Duration timeout) {
    Duration total = Duration.ZERO;
    for (LevelSlot slot : slots) {
      total = total.plus(LEVEL_MARGIN).plus(slot.maxDuration(timeout));
    }
    return total.compareTo(MAX_DURATION) < 0 ? total : MAX_DURATION;
  }
}
