package dev.firsttoken.bench.load.gatling;

import com.typesafe.scalalogging.Logger;
import dev.firsttoken.bench.load.client.RequestListener;
import dev.firsttoken.bench.load.client.VirtualUser;
import dev.firsttoken.bench.load.levels.LevelRun;
import dev.firsttoken.bench.load.levels.LevelSlot;
import dev.firsttoken.bench.load.requests.PlannedRequest;
import dev.firsttoken.bench.samples.Sample;
import io.gatling.core.action.Action;
import io.gatling.core.session.Session;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** A Gatling action that sends one request and proceeds when it has ended. */
abstract class RequestAction implements Action {
  private static final long MAX_WAIT_NANOS = TimeUnit.SECONDS.toNanos(5);

  /** A rest ends at most this long after the last request of its level was taken by others. */
  private static final long MAX_REST_STEP_NANOS = TimeUnit.MILLISECONDS.toNanos(250);

  private final LevelSlot slot;
  private final GatlingStats stats;
  private final Action next;

  RequestAction(LevelSlot slot, GatlingStats stats, Action next) {
    this.slot = slot;
    this.stats = stats;
    this.next = next;
  }

  final LevelRun level() {
    return slot.level();
  }

  /** Called when the user of a request can send again, before its session proceeds. */
  abstract void onUserReady(VirtualUser user);

  /** Takes the next request that this user may send; null if none is left. */
  abstract @Nullable PlannedRequest poll(VirtualUser user);

  /**
   * Has a user send its next request at this time. All requests of closed levels and all warm-up
   * requests come this way, so that the warm-up loads and links what measured requests run.
   */
  final void sendNextAt(long nanos, VirtualUser user, Session session) {
    runAt(nanos, session, () -> sendNext(user, session));
  }

  private void sendNext(VirtualUser user, Session session) {
    PlannedRequest request = poll(user);
    if (request == null) {
      proceed(session);
    } else {
      send(user, request, session);
    }
  }

  final void send(VirtualUser user, PlannedRequest request, Session session) {
    user.send(request, new SentRequest(user, request, session, stats.nowMillis()));
  }

  /** Reports one request to its level and to Gatling, then lets the session proceed. */
  private final class SentRequest implements RequestListener {
    private final LevelRun level = level();
    private final VirtualUser user;
    private final PlannedRequest request;
    private final Session session;
    private final long startMillis;

    SentRequest(VirtualUser user, PlannedRequest request, Session session, long startMillis) {
      this.user = user;
      this.request = request;
      this.session = session;
      this.startMillis = startMillis;
    }

    @Override
    public void onSent(long sendNanos) {
      level.onSent(request, sendNanos);
    }

    @Override
    public void onEnded(long sendNanos, long endNanos) {
      level.onEnded(request, sendNanos, endNanos);
    }

    @Override
    public void onReady(Sample sample) {
      try {
        onUserReady(user);
        level.onSample(sample);
        stats.log(session, level.plan(), startMillis, sample);
      } catch (Throwable e) {
        // The session must go on, or the level would never end.
        System.err.println("bench: a request could not be reported to Gatling: " + e);
      }
      // Not from within the read that ended this request: it may still release the connection.
      session.eventLoop().execute(() -> run(session, () -> rest(level.restNanos(sample))));
    }

    private void rest(long nanos) {
      if (nanos <= 0 || !slot.hasMore()) {
        proceedAfterRequest(session);
      } else {
        long step = Math.min(nanos, MAX_REST_STEP_NANOS);
        runAfter(session, step, () -> rest(nanos - step));
      }
    }
  }

  /** Lets the session proceed after a request has ended. */
  void proceedAfterRequest(Session session) {
    proceed(session);
  }

  final boolean hasMore() {
    return slot.hasMore();
  }

  final void proceed(Session session) {
    try {
      next.execute(session);
    } catch (Throwable e) {
      // Not for the caller, which would let the session proceed a second time.
      level().fail("Gatling failed: " + e);
    }
  }

  /**
   * Runs a step of a session. If it throws, the level fails and the session proceeds to its end:
   * the event loop would drop the exception, and the session with it, so that the level would never
   * end.
   */
  final void run(Session session, Runnable step) {
    try {
      step.run();
    } catch (Throwable e) {
      level().fail("the bench failed: " + e);
      proceed(session);
    }
  }

  /**
   * Runs a step at this time on the session's event loop. Waits in short intervals, so that a
   * halted run doesn't wait for a step that is due much later.
   */
  final void runAt(long nanos, Session session, Runnable step) {
    long remaining = nanos - System.nanoTime();
    if (slot.isHalted()) {
      proceed(session);
    } else if (remaining <= 0) {
      run(session, step);
    } else {
      runAfter(session, Math.min(remaining, MAX_WAIT_NANOS), () -> runAt(nanos, session, step));
    }
  }

  private void runAfter(Session session, long nanos, Runnable step) {
    if (nanos <= 0) {
      run(session, step);
    } else {
      session.eventLoop().schedule(() -> run(session, step), nanos, TimeUnit.NANOSECONDS);
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
