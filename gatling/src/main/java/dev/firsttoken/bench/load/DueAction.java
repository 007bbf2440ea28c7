package dev.firsttoken.bench.load;

import io.gatling.core.action.Action;
import io.gatling.core.session.Session;
import java.util.concurrent.TimeUnit;

/** The open model: waits for the next due time, then lends an idle user to send. */
final class DueAction extends LoadAction {
  private static final long LONGEST_NAP_NANOS = TimeUnit.SECONDS.toNanos(5);

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
      await(due, session);
    }
  }

  /** In short naps: a run that is halted doesn't wait for what is due much later. */
  private void await(Due due, Session session) {
    long left = due.nanos() - System.nanoTime();
    if (slot().halted()) {
      goOn(session);
    } else if (left > LONGEST_NAP_NANOS) {
      later(session, LONGEST_NAP_NANOS, () -> await(due, session));
    } else {
      later(session, left, () -> ask(due, session));
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
