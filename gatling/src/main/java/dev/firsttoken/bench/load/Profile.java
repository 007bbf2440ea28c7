package dev.firsttoken.bench.load;

import static io.gatling.javaapi.core.CoreDsl.asLongAs;
import static io.gatling.javaapi.core.CoreDsl.atOnceUsers;
import static io.gatling.javaapi.core.CoreDsl.exec;
import static io.gatling.javaapi.core.CoreDsl.scenario;

import dev.firsttoken.bench.samples.Entry;
import io.gatling.core.action.builder.ActionBuilder;
import io.gatling.javaapi.core.ChainBuilder;
import io.gatling.javaapi.core.PopulationBuilder;
import io.gatling.javaapi.core.Session;
import java.util.List;
import java.util.Objects;
import java.util.function.Consumer;

/**
 * The closed model: each level's users start together, warm up, wait for each other, and share out
 * the level's requests until none is left. A level begins when the one before it is over.
 */
final class Profile {
  private static final String USER = "user";

  private Profile() {}

  static PopulationBuilder closed(List<LevelRun> levels, Users users, Consumer<Entry> log) {
    return levels.reversed().stream()
        .map(level -> population(level, users, log))
        .reduce((after, before) -> before.andThen(after))
        .orElseThrow();
  }

  private static PopulationBuilder population(LevelRun level, Users users, Consumer<Entry> log) {
    int concurrency = level.plan().concurrency();
    return scenario("c=" + concurrency)
        .exec(
            session -> {
              level.enter(log);
              return session.set(USER, users.enter(session.asScala(), level.index()));
            })
        .exec(asLongAs(session -> level.takeWarmup(user(session))).on(chat(level, true)))
        .rendezVous(concurrency)
        .exec(asLongAs(session -> level.take()).on(chat(level, false)))
        .exec(
            session -> {
              users.leave(user(session));
              level.leave(log);
              return session;
            })
        .injectOpen(atOnceUsers(concurrency));
  }

  private static ChainBuilder chat(LevelRun level, boolean warmup) {
    ActionBuilder builder =
        (context, next) -> new ChatAction(level, warmup, new Rows(context.coreComponents()), next);
    io.gatling.javaapi.core.ActionBuilder wrapped = () -> builder;
    return exec(wrapped);
  }

  static ChatUser user(Session session) {
    return Objects.requireNonNull(session.<ChatUser>get(USER));
  }
}
