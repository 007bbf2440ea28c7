package dev.firsttoken.bench.load.gatling;

import dev.firsttoken.bench.load.client.VirtualUser;
import dev.firsttoken.bench.load.levels.LevelSlot;
import dev.firsttoken.bench.load.requests.PlannedRequest;
import io.gatling.core.action.Action;
import io.gatling.core.session.Session;
import org.jspecify.annotations.Nullable;

/** Sends the next warm-up request of a level, by the session's own user. */
final class WarmupAction extends RequestAction {
  WarmupAction(LevelSlot slot, GatlingStats stats, Action next) {
    super(slot, stats, next);
  }

  @Override
  public void execute(Session session) {
    run(session, () -> sendNextAt(System.nanoTime(), SessionUser.get(session), session));
  }

  @Override
  @Nullable PlannedRequest poll(VirtualUser user) {
    return level().warmup().poll(user);
  }

  @Override
  void onUserReady(VirtualUser user) {} // the session keeps its user
}
