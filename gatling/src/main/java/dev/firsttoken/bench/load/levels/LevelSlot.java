package dev.firsttoken.bench.load.levels;

import dev.firsttoken.bench.monitor.CostMonitor;
import dev.firsttoken.bench.samples.Entry;
import io.netty.channel.EventLoop;
import java.time.Duration;
import java.util.Objects;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * A place in the order of levels, for which Gatling makes its virtual users before the run begins.
 * Which level takes it may be known only when its turn has come, as a search's next probe is; it
 * may stay empty, and its users go at once.
 */
public final class LevelSlot {
  private final LevelRun largest;
  private final Supplier<@Nullable LevelRun> level;
  private @Nullable CostMonitor costMonitor;
  private @Nullable LevelRun assigned;
  private int joinedUsers;
  private volatile BooleanSupplier isHalted = () -> false;

  /**
   * @param largest what it has to have users for
   * @param level asked once, when the slot's turn has come; null leaves it empty
   */
  LevelSlot(LevelRun largest, Supplier<@Nullable LevelRun> level) {
    this.largest = largest;
    this.level = level;
  }

  /** Of a level that is known. */
  static LevelSlot of(LevelRun level) {
    return new LevelSlot(level, () -> level);
  }

  /** What it has users for; where the level is known, that one. */
  LevelRun largest() {
    return largest;
  }

  /** Gatling's virtual users. */
  public int users() {
    return largest.users();
  }

  /** Measures what its level costs; before it begins. */
  public synchronized void monitorCosts(CostMonitor monitor) {
    costMonitor = monitor;
  }

  /** Nothing more of it is sent, and nothing waited for, once the run is halted. */
  public void haltWhen(BooleanSupplier halt) {
    isHalted = halt;
  }

  /** What is sent from now on is sent for nothing. */
  public boolean isHalted() {
    return isHalted.getAsBoolean();
  }

  public boolean isOpen() {
    return largest instanceof OpenLevel;
  }

  /** How long it lasts at most. */
  Duration maxDuration(Duration timeout) {
    return largest.maxDuration(timeout);
  }

  /**
   * Whether a user may come: once the level before has been judged, or the first one has come. That
   * one takes the judgement, and there is none again until its own level is over.
   */
  public synchronized boolean isReady(BooleanSupplier isJudged) {
    return joinedUsers > 0 || isHalted.getAsBoolean() || isJudged.getAsBoolean();
  }

  /**
   * A user comes.
   *
   * @param loop its own
   * @return whether it takes part
   */
  public synchronized boolean join(EventLoop loop, Consumer<Entry> log) {
    if (joinedUsers++ == 0) {
      assigned = isHalted.getAsBoolean() ? null : level.get();
      if (assigned != null && costMonitor != null) {
        assigned.monitorCosts(costMonitor);
      }
    }
    LevelRun run = assigned;
    boolean takesPart = run != null && joinedUsers <= run.users();
    if (run != null && takesPart) {
      run.addLoop(loop);
      run.userJoined(log);
    }
    return takesPart;
  }

  /** Whether its level may have a further request; only for those who take part. */
  public boolean hasMore() {
    return !isHalted.getAsBoolean() && level().hasMore();
  }

  /** Nothing of it is left to do. */
  public synchronized boolean isFinished() {
    return joinedUsers == users() && (assigned == null || assigned.isFinished());
  }

  /** The level that took it; only for those who take part. */
  public synchronized LevelRun level() {
    return Objects.requireNonNull(assigned);
  }

  public ClosedLevel closedLevel() {
    return (ClosedLevel) level();
  }

  public OpenLevel openLevel() {
    return (OpenLevel) level();
  }
}
