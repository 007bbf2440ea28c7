package dev.firsttoken.bench.load.gatling;

import dev.firsttoken.bench.load.client.VirtualUser;
import dev.firsttoken.bench.load.levels.LevelSlot;
import dev.firsttoken.bench.load.requests.PlannedRequest;
import io.gatling.core.action.Action;
import io.gatling.core.session.Session;

/** Sends the next warm-up request of a level, by the session's own user. */
final class WarmupAction extends RequestAction {
  WarmupAction(LevelSlot slot, GatlingStats stats, Action next) {
    super(slot, stats, next);
  }

  @Override
  public void execute(Session session) {
    VirtualUser user = SessionUser.get(session);
    PlannedRequest request = level().warmup().poll(user);
    if (request == null) {
      proceed(session);
    } else {
      send(user, request, session);
    }
  }

  @Override
  void onUserReady(VirtualUser user) {} // the session keeps its user
}
