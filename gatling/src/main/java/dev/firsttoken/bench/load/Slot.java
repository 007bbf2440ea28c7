package dev.firsttoken.bench.load;

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
final class Slot {
  private final LevelRun largest;
  private final Supplier<@Nullable LevelRun> level;
  private @Nullable Costs costs;
  private @Nullable LevelRun taken;
  private int entered;
  private volatile BooleanSupplier halted = () -> false;

  /**
   * @param largest what it has to have users for
   * @param level asked once, when the slot's turn has come; null leaves it empty
   */
  Slot(LevelRun largest, Supplier<@Nullable LevelRun> level) {
    this.largest = largest;
    this.level = level;
  }

  /** Of a level that is known. */
  static Slot of(LevelRun level) {
    return new Slot(level, () -> level);
  }

  /** What it has users for; where the level is known, that one. */
  LevelRun largest() {
    return largest;
  }

  /** Gatling's virtual users. */
  int users() {
    return largest.users();
  }

  /** Measures what its level costs; before it begins. */
  synchronized void measure(Costs measured) {
    costs = measured;
  }

  /** Nothing more of it is sent, and nothing waited for, once the run is halted. */
  void until(BooleanSupplier halt) {
    halted = halt;
  }

  /** What is sent from now on is sent for nothing. */
  boolean halted() {
    return halted.getAsBoolean();
  }

  boolean open() {
    return largest instanceof OpenLevel;
  }

  /** How long it lasts at most. */
  Duration bound(Duration timeout) {
    return largest.bound(timeout);
  }

  /**
   * Whether a user may come: once the level before has been judged, or the first one has come. That
   * one takes the judgement, and there is none again until its own level is over.
   */
  synchronized boolean ready(BooleanSupplier judged) {
    return entered > 0 || halted.getAsBoolean() || judged.getAsBoolean();
  }

  /**
   * A user comes.
   *
   * @param loop its own
   * @return whether it takes part
   */
  synchronized boolean enter(EventLoop loop, Consumer<Entry> log) {
    if (entered++ == 0) {
      taken = halted.getAsBoolean() ? null : level.get();
      if (taken != null && costs != null) {
        taken.measure(costs);
      }
    }
    LevelRun run = taken;
    boolean takesPart = run != null && entered <= run.users();
    if (run != null && takesPart) {
      run.on(loop);
      run.enter(log);
    }
    return takesPart;
  }

  /** Whether its level may have a further request; only for those who take part. */
  boolean more() {
    return !halted.getAsBoolean() && level().more();
  }

  /** Nothing of it is left to do. */
  synchronized boolean over() {
    return entered == users() && (taken == null || taken.over());
  }

  /** The level that took it; only for those who take part. */
  synchronized LevelRun level() {
    return Objects.requireNonNull(taken);
  }

  ClosedLevel closedLevel() {
    return (ClosedLevel) level();
  }

  OpenLevel openLevel() {
    return (OpenLevel) level();
  }
}
