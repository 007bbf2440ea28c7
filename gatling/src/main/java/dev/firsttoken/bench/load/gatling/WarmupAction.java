package dev.firsttoken.bench.load.gatling;

import dev.firsttoken.bench.load.client.RequestCallbacks;
import dev.firsttoken.bench.load.client.VirtualUser;
import dev.firsttoken.bench.load.levels.LevelSlot;
import dev.firsttoken.bench.load.requests.PlannedRequest;
import io.gatling.core.action.Action;
import io.gatling.core.session.Session;

/** Either model before it begins: the session's own user sends to warm up. */
final class WarmupAction extends RequestAction {
  WarmupAction(LevelSlot levelSlot, GatlingStats gatlingStats, Action next) {
    super(levelSlot, gatlingStats, next);
  }

  @Override
  public void execute(Session session) {
    VirtualUser user = LevelScenario.user(session);
    PlannedRequest plannedRequest = levelSlot().level().warmup().poll(user);
    if (plannedRequest == null) {
      proceed(session);
    } else {
      send(user, plannedRequest, session, RequestCallbacks.onReady(sample -> {}));
    }
  }
}
