package dev.firsttoken.bench.load.levels;

import dev.firsttoken.bench.monitor.CostMonitor;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** The levels of a run in order, and the verdicts on those that have ended. */
public final class LevelSequence {
  /** Longest time that Gatling can wait for a run. */
  private static final Duration MAX_DURATION = Duration.ofDays(20);

  private static final Duration LEVEL_MARGIN = Duration.ofSeconds(10);

  private final List<LevelSlot> slots;
  private final @Nullable SearchPlan search;
  private final AtomicInteger unjudgedLevels = new AtomicInteger();

  private LevelSequence(List<LevelSlot> slots, @Nullable SearchPlan search) {
    this.slots = slots;
    this.search = search;
  }

  /** Creates a sequence of levels that are all known from the start. */
  static LevelSequence of(List<LevelSlot> slots) {
    return new LevelSequence(List.copyOf(slots), null);
  }

  /** Creates the sequence of a search, whose verdicts choose the next level. */
  static LevelSequence of(SearchPlan search) {
    return new LevelSequence(search.slots(), search);
  }

  public List<LevelSlot> slots() {
    return slots;
  }

  /** Sets a further condition under which nothing more is sent or awaited. */
  public void haltWhen(BooleanSupplier halt) {
    slots.forEach(slot -> slot.haltWhen(() -> halt.getAsBoolean() || isStopped()));
  }

  /** True if the first requests of a level all failed, so that the run stops. */
  public boolean isStopped() {
    return stopReason() != null;
  }

  /** Why the run stops, as the rest of "because ..."; null if it does not. */
  public @Nullable String stopReason() {
    return slots.stream()
        .map(LevelSlot::stopReason)
        .filter(Objects::nonNull)
        .findFirst()
        .orElse(null);
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

  /** True if the next level can begin: always, but in a search once the last probe is judged. */
  public boolean isNextLevelReady() {
    return search == null || search.isReady();
  }

  /** True if every level that has ended is judged. */
  public boolean isJudged() {
    return unjudgedLevels.get() == 0;
  }

  /** True if all levels have run to their end. */
  public boolean isFinished() {
    return slots.stream().allMatch(LevelSlot::isFinished);
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
