package dev.firsttoken.bench.load.gatling;

import com.typesafe.scalalogging.Logger;
import dev.firsttoken.bench.load.client.RequestCallbacks;
import dev.firsttoken.bench.load.client.VirtualUser;
import dev.firsttoken.bench.load.levels.LevelSlot;
import dev.firsttoken.bench.load.requests.PlannedRequest;
import dev.firsttoken.bench.samples.Sample;
import io.gatling.core.action.Action;
import io.gatling.core.session.Session;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** A Gatling action that sends one streamed chat request, and goes on when it is over. */
public abstract class RequestAction implements Action {
  /** Of a closed user that got no connection. */
  public static final long RECONNECT_BACKOFF_NANOS = TimeUnit.MILLISECONDS.toNanos(100);

  private static final long MAX_WAIT_NANOS = TimeUnit.SECONDS.toNanos(5);

  private final LevelSlot levelSlot;
  private final GatlingStats gatlingStats;
  private final Action next;

  RequestAction(LevelSlot levelSlot, GatlingStats gatlingStats, Action next) {
    this.levelSlot = levelSlot;
    this.gatlingStats = gatlingStats;
    this.next = next;
  }

  final LevelSlot levelSlot() {
    return levelSlot;
  }

  /** Sends it; {@code told} is told before the session goes on. */
  final void send(
      VirtualUser user,
      PlannedRequest plannedRequest,
      Session session,
      RequestCallbacks callbacks) {
    long startMillis = gatlingStats.nowMillis();
    user.send(
        plannedRequest,
        new RequestCallbacks(
            callbacks.onSent(),
            callbacks.onEnded(),
            sample -> {
              callbacks.onReady().accept(sample);
              if (plannedRequest.isMeasured()) {
                gatlingStats.log(session, levelSlot.level().plan().name(), startMillis, sample);
              }
              // Later, not from within the read that ended this one: it may still free the
              // connection.
              session
                  .eventLoop()
                  .execute(() -> runAfter(session, backoffNanos(sample), () -> proceed(session)));
            }));
  }

  /** A closed user that asked again at once would try a dead server thousands of times a second. */
  private long backoffNanos(Sample sample) {
    return sample.outcome().isConnectionFailure() && !levelSlot.isOpen()
        ? RECONNECT_BACKOFF_NANOS
        : 0;
  }

  final void proceed(Session session) {
    next.execute(session);
  }

  /**
   * Does it at this time, on the session's event loop. In short naps: a run that is halted doesn't
   * wait for what comes much later.
   */
  final void runAt(long nanos, Session session, Runnable step) {
    long remaining = nanos - System.nanoTime();
    if (levelSlot.isHalted()) {
      proceed(session);
    } else if (remaining <= 0) {
      step.run();
    } else {
      runAfter(session, Math.min(remaining, MAX_WAIT_NANOS), () -> runAt(nanos, session, step));
    }
  }

  /** Does it on the session's event loop after so many nanoseconds, or at once. */
  private static void runAfter(Session session, long nanos, Runnable step) {
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
