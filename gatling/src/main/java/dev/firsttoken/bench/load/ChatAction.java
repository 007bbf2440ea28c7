package dev.firsttoken.bench.load;

import io.gatling.core.action.Action;
import io.gatling.core.session.Session;

/** The closed model: the session's own user sends, as soon as it is its turn. */
final class ChatAction extends LoadAction {
  ChatAction(Slot slot, Rows rows, Action next) {
    super(slot, rows, next);
  }

  @Override
  public void execute(Session session) {
    ChatUser user = Profile.user(session);
    long turn = System.nanoTime() + slot().closedLevel().delayNanos(user);
    at(turn, session, () -> ask(user, session));
  }

  private void ask(ChatUser user, Session session) {
    Due due = slot().level().take();
    if (due == null) {
      goOn(session);
    } else {
      ask(user, due, session, Told.done(sample -> {}));
    }
  }
}
