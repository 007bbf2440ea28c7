package dev.firsttoken.bench.load;

import static io.gatling.javaapi.core.CoreDsl.asLongAs;
import static io.gatling.javaapi.core.CoreDsl.atOnceUsers;
import static io.gatling.javaapi.core.CoreDsl.doIf;
import static io.gatling.javaapi.core.CoreDsl.exec;
import static io.gatling.javaapi.core.CoreDsl.scenario;

import dev.firsttoken.bench.samples.Entry;
import io.gatling.core.action.Action;
import io.gatling.core.action.builder.ActionBuilder;
import io.gatling.javaapi.core.ChainBuilder;
import io.gatling.javaapi.core.PopulationBuilder;
import io.gatling.javaapi.core.Session;
import java.util.List;
import java.util.Objects;
import java.util.function.BiFunction;
import java.util.function.Consumer;

/**
 * The levels as Gatling runs them, each when the one before it is over. Those who warm up do so
 * together, then all begin: in the closed model the users share out the level's requests, in the
 * open one each waits for the next due time.
 *
 * <p>Gatling's own injection of an open model is not used: it rounds each arrival to a millisecond,
 * doesn't tell when it was due, and can't be seeded.
 */
final class Profile {
  private static final String USER = "user";

  private Profile() {}

  static PopulationBuilder of(List<LevelRun> levels, Users users, Consumer<Entry> log) {
    return levels.reversed().stream()
        .map(level -> population(level, users, log))
        .reduce((after, before) -> before.andThen(after))
        .orElseThrow();
  }

  private static PopulationBuilder population(LevelRun level, Users users, Consumer<Entry> log) {
    ChainBuilder whole =
        switch (level) {
          case ClosedLevel closed -> closed(closed, users);
          case OpenLevel open -> open(open, users);
        };
    return scenario(level.plan().name())
        .exec(
            session -> {
              level.on(session.asScala().eventLoop());
              level.enter(log);
              return session;
            })
        .exec(whole)
        .exec(
            session -> {
              level.leave(users, log);
              return session;
            })
        .injectOpen(atOnceUsers(level.users()));
  }

  private static ChainBuilder closed(ClosedLevel level, Users users) {
    return exec(session -> withUser(session, level, users))
        .exec(warmup(level))
        .exec(ready(level))
        .rendezVous(level.users())
        .exec(
            asLongAs(session -> level.more())
                .on(chat((rows, next) -> new ChatAction(level, rows, next))))
        .exec(
            session -> {
              users.leave(user(session.asScala()));
              return session;
            });
  }

  private static ChainBuilder open(OpenLevel level, Users users) {
    return doIf(session -> level.warms())
        .then(
            exec(session -> withUser(session, level, users))
                .exec(warmup(level))
                .exec(
                    session -> {
                      level.giveBack(user(session.asScala()), users);
                      return session;
                    }))
        .exec(ready(level))
        .rendezVous(level.users())
        .exec(
            session -> {
              level.start();
              return session;
            })
        .exec(
            asLongAs(session -> level.more())
                .on(chat((rows, next) -> new DueAction(level, users, rows, next))));
  }

  private static ChainBuilder warmup(LevelRun level) {
    return asLongAs(session -> level.warmup().more(user(session.asScala())))
        .on(chat((rows, next) -> new WarmupAction(level, rows, next)));
  }

  private static ChainBuilder ready(LevelRun level) {
    return exec(
        session -> {
          level.ready();
          return session;
        });
  }

  private static ChainBuilder chat(BiFunction<Rows, Action, Action> action) {
    ActionBuilder builder =
        (context, next) -> action.apply(new Rows(context.coreComponents()), next);
    io.gatling.javaapi.core.ActionBuilder wrapped = () -> builder;
    return exec(wrapped);
  }

  private static Session withUser(Session session, LevelRun level, Users users) {
    return session.set(USER, users.enter(session.asScala().eventLoop(), level.index()));
  }

  static ChatUser user(io.gatling.core.session.Session session) {
    return Objects.requireNonNull(new Session(session).<ChatUser>get(USER));
  }
}
