package dev.firsttoken.bench.load;

import io.gatling.core.action.Action;
import io.gatling.core.session.Session;

/** The open model: waits for the next due time, then lends an idle user to send. */
final class DueAction extends LoadAction {
  private final Users users;

  DueAction(Slot slot, Users users, Rows rows, Action next) {
    super(slot, rows, next);
    this.users = users;
  }

  @Override
  public void execute(Session session) {
    Due due = slot().level().take();
    if (due == null) {
      goOn(session);
    } else {
      at(due.nanos(), session, () -> ask(due, session));
    }
  }

  private void ask(Due due, Session session) {
    OpenLevel level = slot().openLevel();
    ChatUser user = level.lend(session.eventLoop(), users);
    ask(
        user,
        due,
        session,
        new Told(
            () -> level.began(due), () -> level.ended(due), sample -> level.giveBack(user, users)));
  }
}
