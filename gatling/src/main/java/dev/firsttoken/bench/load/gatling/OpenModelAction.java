package dev.firsttoken.bench.load.gatling;

import dev.firsttoken.bench.load.client.RequestCallbacks;
import dev.firsttoken.bench.load.client.VirtualUser;
import dev.firsttoken.bench.load.client.VirtualUsers;
import dev.firsttoken.bench.load.levels.LevelSlot;
import dev.firsttoken.bench.load.levels.OpenLevel;
import dev.firsttoken.bench.load.requests.PlannedRequest;
import io.gatling.core.action.Action;
import io.gatling.core.session.Session;

/** The open model: waits for the next due time, then lends an idle user to send. */
final class OpenModelAction extends RequestAction {
  private final VirtualUsers virtualUsers;

  OpenModelAction(
      LevelSlot levelSlot, VirtualUsers virtualUsers, GatlingStats gatlingStats, Action next) {
    super(levelSlot, gatlingStats, next);
    this.virtualUsers = virtualUsers;
  }

  @Override
  public void execute(Session session) {
    PlannedRequest plannedRequest = levelSlot().level().poll();
    if (plannedRequest == null) {
      proceed(session);
    } else {
      runAt(plannedRequest.dueNanos(), session, () -> send(plannedRequest, session));
    }
  }

  private void send(PlannedRequest plannedRequest, Session session) {
    OpenLevel level = levelSlot().openLevel();
    VirtualUser user = level.borrowUser(session.eventLoop(), virtualUsers);
    send(
        user,
        plannedRequest,
        session,
        new RequestCallbacks(
            () -> level.onSent(plannedRequest),
            () -> level.onEnded(plannedRequest),
            sample -> level.returnUser(user, virtualUsers)));
  }
}
