package dev.firsttoken.bench.load;

import io.gatling.core.action.Action;
import io.gatling.core.session.Session;

/** The closed model: the session's own user sends, as soon as it is its turn. */
final class ChatAction extends LoadAction {
  private final ClosedLevel level;

  ChatAction(ClosedLevel level, Rows rows, Action next) {
    super(level.plan().name(), rows, next);
    this.level = level;
  }

  @Override
  public void execute(Session session) {
    ChatUser user = Profile.user(session);
    later(session, level.delayNanos(user), () -> ask(user, session));
  }

  private void ask(ChatUser user, Session session) {
    Due due = level.take();
    if (due == null) {
      goOn(session);
    } else {
      ask(user, due, session, sample -> {});
    }
  }
}
