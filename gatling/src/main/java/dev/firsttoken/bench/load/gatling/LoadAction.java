package dev.firsttoken.bench.load.gatling;

import dev.firsttoken.bench.load.client.VirtualUser;
import dev.firsttoken.bench.load.client.VirtualUsers;
import dev.firsttoken.bench.load.levels.ClosedLevel;
import dev.firsttoken.bench.load.levels.LevelSlot;
import dev.firsttoken.bench.load.levels.OpenLevel;
import dev.firsttoken.bench.load.requests.PlannedRequest;
import io.gatling.core.action.Action;
import io.gatling.core.session.Session;
import org.jspecify.annotations.Nullable;

/** Sends the next request of a level, in the ramp or measured. */
final class LoadAction extends RequestAction {
  private final VirtualUsers virtualUsers;

  LoadAction(LevelSlot slot, VirtualUsers virtualUsers, GatlingStats stats, Action next) {
    super(slot, stats, next);
    this.virtualUsers = virtualUsers;
  }

  @Override
  public void execute(Session session) {
    run(session, () -> begin(session));
  }

  private void begin(Session session) {
    // No switch over the types: the JVM links one when it first runs, which takes it 20 ms.
    if (level() instanceof OpenLevel level) {
      execute(level, session);
    } else {
      execute((ClosedLevel) level(), session);
    }
  }

  /** Closed model: the session's own user sends, the first time after its start delay. */
  private void execute(ClosedLevel level, Session session) {
    VirtualUser user = SessionUser.get(session);
    sendNextAt(System.nanoTime() + level.startDelayNanos(user), user, session);
  }

  @Override
  @Nullable PlannedRequest poll(VirtualUser user) {
    return level().poll();
  }

  /** Open model: an idle user sends at the due time. */
  private void execute(OpenLevel level, Session session) {
    PlannedRequest request = level.poll();
    if (request == null) {
      proceed(session);
      return;
    }
    runAt(
        request.dueNanos(),
        session,
        () -> send(level.borrowUser(session.eventLoop(), virtualUsers), request, session));
  }

  /**
   * Sends the next request at once. The way through Gatling's loop around this action has the same
   * condition, and would take as much CPU time as a short response.
   */
  @Override
  void proceedAfterRequest(Session session) {
    if (hasMore()) {
      execute(session);
    } else {
      proceed(session);
    }
  }

  @Override
  void onUserReady(VirtualUser user) {
    if (level() instanceof OpenLevel level) {
      level.returnUser(user, virtualUsers);
    } // else the session keeps its user
  }
}
