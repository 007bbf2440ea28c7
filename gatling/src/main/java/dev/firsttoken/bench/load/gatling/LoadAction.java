package dev.firsttoken.bench.load.gatling;

import dev.firsttoken.bench.load.client.VirtualUser;
import dev.firsttoken.bench.load.client.VirtualUsers;
import dev.firsttoken.bench.load.levels.ClosedLevel;
import dev.firsttoken.bench.load.levels.LevelSlot;
import dev.firsttoken.bench.load.levels.OpenLevel;
import dev.firsttoken.bench.load.requests.PlannedRequest;
import io.gatling.core.action.Action;
import io.gatling.core.session.Session;

/** Sends the next request of a level, in the ramp or measured. */
final class LoadAction extends RequestAction {
  private final VirtualUsers virtualUsers;

  LoadAction(LevelSlot slot, VirtualUsers virtualUsers, GatlingStats stats, Action next) {
    super(slot, stats, next);
    this.virtualUsers = virtualUsers;
  }

  @Override
  public void execute(Session session) {
    switch (level()) {
      case ClosedLevel level -> execute(level, session);
      case OpenLevel level -> execute(level, session);
    }
  }

  /** Closed model: the session's own user sends, the first time after its start delay. */
  private void execute(ClosedLevel level, Session session) {
    VirtualUser user = SessionUser.get(session);
    long startNanos = System.nanoTime() + level.startDelayNanos(user);
    runAt(
        startNanos,
        session,
        () -> {
          PlannedRequest request = level.poll();
          if (request == null) {
            proceed(session);
          } else {
            send(user, request, session);
          }
        });
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
    switch (level()) {
      case ClosedLevel level -> {} // the session keeps its user
      case OpenLevel level -> level.returnUser(user, virtualUsers);
    }
  }
}
