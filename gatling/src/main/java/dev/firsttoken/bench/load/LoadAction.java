package dev.firsttoken.bench.load;

import com.typesafe.scalalogging.Logger;
import dev.firsttoken.bench.samples.Sample;
import io.gatling.core.action.Action;
import io.gatling.core.session.Session;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** A Gatling action that sends one streamed chat request, and goes on when it is over. */
abstract class LoadAction implements Action {
  /** Of a closed user that got no connection. */
  static final long REST_NANOS = TimeUnit.MILLISECONDS.toNanos(100);

  private static final long LONGEST_NAP_NANOS = TimeUnit.SECONDS.toNanos(5);

  private final Slot slot;
  private final Rows rows;
  private final Action next;

  LoadAction(Slot slot, Rows rows, Action next) {
    this.slot = slot;
    this.rows = rows;
    this.next = next;
  }

  final Slot slot() {
    return slot;
  }

  /** Sends it; {@code told} is told before the session goes on. */
  final void ask(ChatUser user, Due due, Session session, Told told) {
    long startMillis = rows.nowMillis();
    user.ask(
        due,
        new Told(
            told.sent(),
            told.ended(),
            sample -> {
              told.done().accept(sample);
              if (due.measured()) {
                rows.log(session, slot.level().plan().name(), startMillis, sample);
              }
              // Later, not from within the read that ended this one: it may still free the
              // connection.
              session
                  .eventLoop()
                  .execute(() -> later(session, restNanos(sample), () -> goOn(session)));
            }));
  }

  /** A closed user that asked again at once would try a dead server thousands of times a second. */
  private long restNanos(Sample sample) {
    return sample.outcome().unconnected() && !slot.open() ? REST_NANOS : 0;
  }

  final void goOn(Session session) {
    next.execute(session);
  }

  /**
   * Does it at this time, on the session's event loop. In short naps: a run that is halted doesn't
   * wait for what comes much later.
   */
  final void at(long nanos, Session session, Runnable step) {
    long left = nanos - System.nanoTime();
    if (slot.halted()) {
      goOn(session);
    } else if (left <= 0) {
      step.run();
    } else {
      later(session, Math.min(left, LONGEST_NAP_NANOS), () -> at(nanos, session, step));
    }
  }

  /** Does it on the session's event loop after so many nanoseconds, or at once. */
  private static void later(Session session, long nanos, Runnable step) {
    if (nanos <= 0) {
      step.run();
    } else {
      session.eventLoop().schedule(step, nanos, TimeUnit.NANOSECONDS);
    }
  }

  @Override
  public String name() {
    return "chat";
  }

  @Override
  public @Nullable Logger logger() {
    return null;
  }

  // Scala's trait sets its logger through this; there is none to set.
  @Override
  public void com$typesafe$scalalogging$StrictLogging$_setter_$logger_$eq(
      @Nullable Logger logger) {}
}
