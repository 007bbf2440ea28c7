package dev.firsttoken.bench.load.gatling;

import dev.firsttoken.bench.load.client.RequestCallbacks;
import dev.firsttoken.bench.load.client.VirtualUser;
import dev.firsttoken.bench.load.levels.LevelSlot;
import dev.firsttoken.bench.load.requests.PlannedRequest;
import io.gatling.core.action.Action;
import io.gatling.core.session.Session;

/** The closed model: the session's own user sends, as soon as it is its turn. */
final class ClosedModelAction extends RequestAction {
  ClosedModelAction(LevelSlot levelSlot, GatlingStats gatlingStats, Action next) {
    super(levelSlot, gatlingStats, next);
  }

  @Override
  public void execute(Session session) {
    VirtualUser user = LevelScenario.user(session);
    long startNanos = System.nanoTime() + levelSlot().closedLevel().startDelayNanos(user);
    runAt(startNanos, session, () -> send(user, session));
  }

  private void send(VirtualUser user, Session session) {
    PlannedRequest plannedRequest = levelSlot().level().poll();
    if (plannedRequest == null) {
      proceed(session);
    } else {
      send(user, plannedRequest, session, RequestCallbacks.onReady(sample -> {}));
    }
  }
}
