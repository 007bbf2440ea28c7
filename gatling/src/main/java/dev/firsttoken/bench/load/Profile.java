package dev.firsttoken.bench.load;

import static io.gatling.javaapi.core.CoreDsl.asLongAs;
import static io.gatling.javaapi.core.CoreDsl.atOnceUsers;
import static io.gatling.javaapi.core.CoreDsl.doIf;
import static io.gatling.javaapi.core.CoreDsl.exec;
import static io.gatling.javaapi.core.CoreDsl.pause;
import static io.gatling.javaapi.core.CoreDsl.scenario;

import dev.firsttoken.bench.samples.Entry;
import io.gatling.core.action.Action;
import io.gatling.core.action.builder.ActionBuilder;
import io.gatling.javaapi.core.ChainBuilder;
import io.gatling.javaapi.core.PopulationBuilder;
import io.gatling.javaapi.core.Session;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BiFunction;
import java.util.function.BooleanSupplier;
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
  /** Gatling's name for what was asked of the levels. */
  static final String SLO = "SLO";

  private static final String USER = "user";
  private static final String TAKES_PART = "takes part";
  private static final Duration LOOK = Duration.ofMillis(10);

  /** Of the scenarios, whose names have to differ: which level it is may not be known yet. */
  private static final AtomicInteger NUMBERS = new AtomicInteger();

  private Profile() {}

  /**
   * @param judged whether the level before has been judged
   */
  static PopulationBuilder of(
      List<Slot> slots, Users users, Consumer<Entry> log, BooleanSupplier judged) {
    return slots.reversed().stream()
        .map(slot -> population(slot, users, log, judged))
        .reduce((after, before) -> before.andThen(after))
        .orElseThrow();
  }

  /**
   * One more, for a verdict on all of them.
   *
   * @param judged whether every level has been judged
   * @param met the verdict; false makes Gatling's group {@link #SLO} a failed one
   */
  static PopulationBuilder judge(
      PopulationBuilder levels, BooleanSupplier judged, BooleanSupplier met) {
    return levels.andThen(
        scenario(SLO)
            .exec(asLongAs(session -> !judged.getAsBoolean()).on(pause(LOOK)))
            .group(SLO)
            .on(exec(session -> met.getAsBoolean() ? session : session.markAsFailed()))
            .injectOpen(atOnceUsers(1)));
  }

  private static PopulationBuilder population(
      Slot slot, Users users, Consumer<Entry> log, BooleanSupplier judged) {
    ChainBuilder before = slot.open() ? beforeOpen(slot, users) : beforeClosed(slot, users);
    ChainBuilder load = slot.open() ? open(slot, users) : closed(slot, users);
    return scenario("level " + NUMBERS.incrementAndGet())
        .exec(asLongAs(session -> !slot.ready(judged)).on(pause(LOOK)))
        .exec(session -> session.set(TAKES_PART, slot.enter(session.asScala().eventLoop(), log)))
        .doIf(Profile::takesPart)
        .then(
            before.exec(
                session -> {
                  slot.level().ready();
                  return session;
                }))
        .rendezVous(slot.users())
        .doIf(Profile::takesPart)
        .then(
            load.exec(
                session -> {
                  slot.level().leave(users, log);
                  return session;
                }))
        .injectOpen(atOnceUsers(slot.users()));
  }

  private static boolean takesPart(Session session) {
    return session.getBoolean(TAKES_PART);
  }

  private static ChainBuilder beforeClosed(Slot slot, Users users) {
    return exec(session -> withUser(session, slot.level(), users)).exec(warmup(slot));
  }

  private static ChainBuilder closed(Slot slot, Users users) {
    return exec(asLongAs(session -> slot.more())
            .on(chat((rows, next) -> new ChatAction(slot, rows, next))))
        .exec(
            session -> {
              users.leave(user(session.asScala()));
              return session;
            });
  }

  private static ChainBuilder beforeOpen(Slot slot, Users users) {
    return doIf(session -> slot.openLevel().warms())
        .then(
            exec(session -> withUser(session, slot.level(), users))
                .exec(warmup(slot))
                .exec(
                    session -> {
                      slot.openLevel().giveBack(user(session.asScala()), users);
                      return session;
                    }));
  }

  private static ChainBuilder open(Slot slot, Users users) {
    return exec(session -> {
          slot.openLevel().start();
          return session;
        })
        .exec(
            asLongAs(session -> slot.more())
                .on(chat((rows, next) -> new DueAction(slot, users, rows, next))));
  }

  private static ChainBuilder warmup(Slot slot) {
    return asLongAs(
            session -> !slot.halted() && slot.level().warmup().more(user(session.asScala())))
        .on(chat((rows, next) -> new WarmupAction(slot, rows, next)));
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
