package dev.firsttoken.bench.load;

import io.gatling.core.action.Action;
import io.gatling.core.session.Session;

/** Either model before it begins: the session's own user sends to warm up. */
final class WarmupAction extends LoadAction {
  WarmupAction(Slot slot, Rows rows, Action next) {
    super(slot, rows, next);
  }

  @Override
  public void execute(Session session) {
    ChatUser user = Profile.user(session);
    Due due = slot().level().warmup().take(user);
    if (due == null) {
      goOn(session);
    } else {
      ask(user, due, session, Told.done(sample -> {}));
    }
  }
}
