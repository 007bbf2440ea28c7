package dev.firsttoken.bench.load.levels;

import dev.firsttoken.bench.monitor.CostMonitor;
import dev.firsttoken.bench.options.value.ErrorLimit;
import dev.firsttoken.bench.samples.Entry;
import io.netty.channel.EventLoop;
import java.time.Duration;
import java.util.Objects;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * A place in the order of levels. Gatling creates its virtual users before the run begins. Its
 * level may be chosen only when its turn comes, such as the next probe of a search. A slot that
 * stays empty ends as soon as its users have joined.
 */
public final class LevelSlot {
  private final LevelRun largest;
  private final Supplier<@Nullable LevelRun> nextLevel;
  private @Nullable CostMonitor costMonitor;
  private @Nullable ErrorLimit errorLimit;
  private volatile @Nullable LevelRun assigned;
  private int joinedUsers;
  private boolean ranOut;
  private volatile BooleanSupplier isHalted = () -> false;

  /**
   * @param largest level that the slot has enough users for
   * @param nextLevel called once, when the turn of the slot comes; null leaves the slot empty
   */
  LevelSlot(LevelRun largest, Supplier<@Nullable LevelRun> nextLevel) {
    this.largest = largest;
    this.nextLevel = nextLevel;
  }

  /** Creates the slot of a level that is known from the start. */
  static LevelSlot of(LevelRun level) {
    return new LevelSlot(level, () -> level);
  }

  /** Level that the slot has users for; the level itself if it is known from the start. */
  LevelRun largest() {
    return largest;
  }

  /** Level that takes place or has taken place here, or null if none has. */
  @Nullable LevelRun assigned() {
    return assigned;
  }

  /** Name of the target of its level. */
  public String target() {
    return largest.plan().target();
  }

  /** Number of Gatling's virtual users. */
  public int users() {
    return largest.users();
  }

  /** Monitors the costs of the level; to be called before it begins. */
  public synchronized void monitorCosts(CostMonitor monitor) {
    costMonitor = monitor;
  }

  /** Limits the requests that may fail; to be called before the level begins. */
  synchronized void limitErrors(@Nullable ErrorLimit limit) {
    errorLimit = limit;
  }

  /** Sets the condition under which nothing more is sent or awaited. */
  public void haltWhen(BooleanSupplier halt) {
    isHalted = halt;
  }

  /** True if the run was halted: nothing that is sent from now on would be recorded. */
  public boolean isHalted() {
    return isHalted.getAsBoolean();
  }

  /** Why the run is to stop, by the requests of its level; null if it is not. */
  @Nullable String stopReason() {
    LevelRun run = assigned;
    return run == null ? null : run.stopReason();
  }

  Duration maxDuration(Duration timeout) {
    return largest.maxDuration(timeout);
  }

  /**
   * Tells whether a user may join: once the previous level is judged, or another user has joined.
   * The first user consumes the verdict; there is no other until its own level has ended.
   */
  public synchronized boolean isReady(BooleanSupplier isJudged) {
    return joinedUsers > 0 || isHalted.getAsBoolean() || isJudged.getAsBoolean();
  }

  /**
   * Adds a user.
   *
   * @param loop event loop of the user
   * @return true if the user takes part in the level
   */
  public synchronized boolean join(EventLoop loop, Consumer<Entry> log) {
    if (joinedUsers++ == 0) {
      boolean halted = isHalted.getAsBoolean();
      LevelRun next = halted ? null : nextLevel.get();
      ranOut = next == null && !halted;
      if (next != null && costMonitor != null) {
        next.monitorCosts(costMonitor);
      }
      if (next != null && errorLimit != null) {
        next.limitErrors(errorLimit);
      }
      assigned = next;
    }
    LevelRun run = assigned;
    boolean takesPart = run != null && joinedUsers <= run.users();
    if (run != null && takesPart) {
      run.addLoop(loop);
      run.userJoined(log);
    }
    return takesPart;
  }

  /** True if the slot stayed empty because no level was left for it, nor for any after it. */
  synchronized boolean hasRunOut() {
    return ranOut;
  }

  /** Tells whether the level may have another request; only for users that take part. */
  public boolean hasMore() {
    return !isHalted.getAsBoolean() && level().hasMore();
  }

  /** True if all users have joined and the level, if any, is finished. */
  public synchronized boolean isFinished() {
    LevelRun run = assigned;
    return joinedUsers == users() && (run == null || run.isFinished());
  }

  /** Level of the slot; only for users that take part. */
  public synchronized LevelRun level() {
    return Objects.requireNonNull(assigned);
  }
}
