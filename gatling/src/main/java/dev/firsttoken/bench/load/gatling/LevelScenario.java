package dev.firsttoken.bench.load.gatling;

import static io.gatling.javaapi.core.CoreDsl.asLongAs;
import static io.gatling.javaapi.core.CoreDsl.atOnceUsers;
import static io.gatling.javaapi.core.CoreDsl.doIf;
import static io.gatling.javaapi.core.CoreDsl.exec;
import static io.gatling.javaapi.core.CoreDsl.pause;
import static io.gatling.javaapi.core.CoreDsl.scenario;

import dev.firsttoken.bench.load.client.VirtualUser;
import dev.firsttoken.bench.load.client.VirtualUsers;
import dev.firsttoken.bench.load.levels.LevelRun;
import dev.firsttoken.bench.load.levels.LevelSlot;
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
public final class LevelScenario {
  /** Gatling's name for what was asked of the levels. */
  public static final String SLO = "SLO";

  private static final String USER = "user";
  private static final String TAKES_PART = "takes part";
  private static final Duration POLL_INTERVAL = Duration.ofMillis(10);

  /** Of the scenarios, whose names have to differ: which level it is may not be known yet. */
  private static final AtomicInteger LEVEL_NUMBERS = new AtomicInteger();

  private LevelScenario() {}

  /**
   * @param isJudged whether the level before has been judged
   */
  public static PopulationBuilder createPopulation(
      List<LevelSlot> slots,
      VirtualUsers virtualUsers,
      Consumer<Entry> log,
      BooleanSupplier isJudged) {
    return slots.reversed().stream()
        .map(levelSlot -> population(levelSlot, virtualUsers, log, isJudged))
        .reduce((after, before) -> before.andThen(after))
        .orElseThrow();
  }

  /**
   * One more, for a verdict on all of them.
   *
   * @param isJudged whether every level has been judged
   * @param meetsSlo the verdict; false makes Gatling's group {@link #SLO} a failed one
   */
  public static PopulationBuilder withSloCheck(
      PopulationBuilder levels, BooleanSupplier isJudged, BooleanSupplier meetsSlo) {
    return levels.andThen(
        scenario(SLO)
            .exec(asLongAs(session -> !isJudged.getAsBoolean()).on(pause(POLL_INTERVAL)))
            .group(SLO)
            .on(exec(session -> meetsSlo.getAsBoolean() ? session : session.markAsFailed()))
            .injectOpen(atOnceUsers(1)));
  }

  private static PopulationBuilder population(
      LevelSlot levelSlot,
      VirtualUsers virtualUsers,
      Consumer<Entry> log,
      BooleanSupplier isJudged) {
    ChainBuilder before =
        levelSlot.isOpen()
            ? prepareOpen(levelSlot, virtualUsers)
            : prepareClosed(levelSlot, virtualUsers);
    ChainBuilder load =
        levelSlot.isOpen() ? runOpen(levelSlot, virtualUsers) : runClosed(levelSlot, virtualUsers);
    return scenario("level " + LEVEL_NUMBERS.incrementAndGet())
        .exec(asLongAs(session -> !levelSlot.isReady(isJudged)).on(pause(POLL_INTERVAL)))
        .exec(
            session -> session.set(TAKES_PART, levelSlot.join(session.asScala().eventLoop(), log)))
        .doIf(LevelScenario::takesPart)
        .then(
            before.exec(
                session -> {
                  levelSlot.level().userWarmedUp();
                  return session;
                }))
        .rendezVous(levelSlot.users())
        .doIf(LevelScenario::takesPart)
        .then(
            load.exec(
                session -> {
                  levelSlot.level().userLeft(virtualUsers, log);
                  return session;
                }))
        .injectOpen(atOnceUsers(levelSlot.users()));
  }

  private static boolean takesPart(Session session) {
    return session.getBoolean(TAKES_PART);
  }

  private static ChainBuilder prepareClosed(LevelSlot levelSlot, VirtualUsers virtualUsers) {
    return exec(session -> assignUser(session, levelSlot.level(), virtualUsers))
        .exec(warmup(levelSlot));
  }

  private static ChainBuilder runClosed(LevelSlot levelSlot, VirtualUsers virtualUsers) {
    return exec(asLongAs(session -> levelSlot.hasMore())
            .on(
                chatAction(
                    (gatlingStats, next) -> new ClosedModelAction(levelSlot, gatlingStats, next))))
        .exec(
            session -> {
              virtualUsers.retire(user(session.asScala()));
              return session;
            });
  }

  private static ChainBuilder prepareOpen(LevelSlot levelSlot, VirtualUsers virtualUsers) {
    return doIf(session -> levelSlot.openLevel().takeWarmupTurn())
        .then(
            exec(session -> assignUser(session, levelSlot.level(), virtualUsers))
                .exec(warmup(levelSlot))
                .exec(
                    session -> {
                      levelSlot.openLevel().returnUser(user(session.asScala()), virtualUsers);
                      return session;
                    }));
  }

  private static ChainBuilder runOpen(LevelSlot levelSlot, VirtualUsers virtualUsers) {
    return exec(session -> {
          levelSlot.openLevel().start();
          return session;
        })
        .exec(
            asLongAs(session -> levelSlot.hasMore())
                .on(
                    chatAction(
                        (gatlingStats, next) ->
                            new OpenModelAction(levelSlot, virtualUsers, gatlingStats, next))));
  }

  private static ChainBuilder warmup(LevelSlot levelSlot) {
    return asLongAs(
            session ->
                !levelSlot.isHalted()
                    && levelSlot.level().warmup().hasMore(user(session.asScala())))
        .on(chatAction((gatlingStats, next) -> new WarmupAction(levelSlot, gatlingStats, next)));
  }

  private static ChainBuilder chatAction(BiFunction<GatlingStats, Action, Action> action) {
    ActionBuilder builder =
        (context, next) -> action.apply(new GatlingStats(context.coreComponents()), next);
    io.gatling.javaapi.core.ActionBuilder wrapped = () -> builder;
    return exec(wrapped);
  }

  private static Session assignUser(Session session, LevelRun level, VirtualUsers virtualUsers) {
    return session.set(USER, virtualUsers.activate(session.asScala().eventLoop(), level.index()));
  }

  static VirtualUser user(io.gatling.core.session.Session session) {
    return Objects.requireNonNull(new Session(session).<VirtualUser>get(USER));
  }
}
