package dev.firsttoken.bench.load;

import com.typesafe.scalalogging.Logger;
import io.gatling.core.action.Action;
import io.gatling.core.session.Session;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** The Gatling action that sends one streamed chat request, and goes on when it is over. */
final class ChatAction implements Action {
  private final LevelRun level;
  private final boolean warmup;
  private final Rows rows;
  private final Action next;

  ChatAction(LevelRun level, boolean warmup, Rows rows, Action next) {
    this.level = level;
    this.warmup = warmup;
    this.rows = rows;
    this.next = next;
  }

  @Override
  public String name() {
    return "chat";
  }

  @Override
  public void execute(Session session) {
    ChatUser user = Profile.user(new io.gatling.javaapi.core.Session(session));
    long wait = warmup || level.plan().concurrency() == 1 ? 0 : user.stepOut();
    if (wait == 0) {
      ask(user, session);
    } else {
      session.eventLoop().schedule(() -> ask(user, session), wait, TimeUnit.NANOSECONDS);
    }
  }

  private void ask(ChatUser user, Session session) {
    long startMillis = rows.nowMillis();
    user.ask(
        warmup,
        sample -> {
          if (!warmup) {
            rows.log(session, level.plan().concurrency(), startMillis, sample);
          }
          // Later, not from within the read that ended this one: it may still free the connection.
          session.eventLoop().execute(() -> next.execute(session));
        });
  }

  @Override
  public @Nullable Logger logger() {
    return null;
  }

  // Scala's trait sets its logger through this; there is none to set.
  @Override
  public void com$typesafe$scalalogging$StrictLogging$_setter_$logger_$eq(
      @Nullable Logger logger) {}
}
