package dev.firsttoken.bench.load.gatling;

import static io.gatling.javaapi.core.CoreDsl.asLongAs;
import static io.gatling.javaapi.core.CoreDsl.atOnceUsers;
import static io.gatling.javaapi.core.CoreDsl.doIf;
import static io.gatling.javaapi.core.CoreDsl.exec;
import static io.gatling.javaapi.core.CoreDsl.pause;
import static io.gatling.javaapi.core.CoreDsl.scenario;
import static io.gatling.javaapi.core.CoreDsl.stopLoadGenerator;

import dev.firsttoken.bench.load.client.VirtualUsers;
import dev.firsttoken.bench.load.levels.ClosedLevel;
import dev.firsttoken.bench.load.levels.LevelSequence;
import dev.firsttoken.bench.load.levels.LevelSlot;
import dev.firsttoken.bench.load.levels.OpenLevel;
import dev.firsttoken.bench.samples.Entry;
import io.gatling.core.action.Action;
import io.gatling.core.action.builder.ActionBuilder;
import io.gatling.javaapi.core.ChainBuilder;
import io.gatling.javaapi.core.PopulationBuilder;
import io.gatling.javaapi.core.Session;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BiFunction;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Gatling's scenario of each level. A level begins when the one before it has ended and, in a
 * search, is judged. Its users warm up together and then start together: in the closed model they
 * share the level's requests, in the open model each waits for the next due time.
 *
 * <p>Gatling's own injection of an open model is not used: it rounds each arrival to a millisecond,
 * doesn't report when it was due, and can't be seeded.
 *
 * @param usersOf the users of a target, by its name
 * @param log takes the begin and the end of each level
 * @param untilStart time to the agreed start of the load, which warmed-up users wait for; null to
 *     wait for none
 */
public record LevelScenario(
    LevelSequence levels,
    Function<String, VirtualUsers> usersOf,
    Consumer<Entry> log,
    @Nullable Supplier<Duration> untilStart) {
  /** Gatling's group for the verdict on the SLO. */
  public static final String SLO = "SLO";

  private static final String TAKES_PART = "takes part";
  private static final Duration POLL_INTERVAL = Duration.ofMillis(10);

  /** Names of scenarios must differ, and the level of a slot may not be known yet. */
  private static final AtomicInteger LEVEL_NUMBERS = new AtomicInteger();

  /**
   * Creates the scenarios of all levels, one after the other. Gatling builds them by recursion, a
   * level deeper for each: hundreds of rounds need the stack of {@code bench.jvmargs}.
   */
  public PopulationBuilder population() {
    return population(exec(session -> session));
  }

  private PopulationBuilder population(ChainBuilder atEnd) {
    return levels.slots().reversed().stream()
        .map(slot -> population(slot, atEnd))
        .reduce((after, before) -> before.andThen(after))
        .orElseThrow();
  }

  /**
   * Adds a scenario that fails Gatling's group {@link #SLO} if the SLO is missed.
   *
   * @param isJudged true once every level is judged
   */
  public PopulationBuilder populationWithSloCheck(
      BooleanSupplier isJudged, BooleanSupplier meetsSlo) {
    ChainBuilder check =
        exec(asLongAs(session -> !isJudged.getAsBoolean()).on(pause(POLL_INTERVAL)))
            .group(SLO)
            .on(exec(session -> meetsSlo.getAsBoolean() ? session : session.markAsFailed()));
    return population(check).andThen(scenario(SLO).exec(check).injectOpen(atOnceUsers(1)));
  }

  private PopulationBuilder population(LevelSlot slot, ChainBuilder atEnd) {
    return scenario("level " + LEVEL_NUMBERS.incrementAndGet())
        .exec(asLongAs(session -> !slot.isReady(levels::isNextLevelReady)).on(pause(POLL_INTERVAL)))
        .exec(session -> join(slot, session))
        .doIf(session -> !session.getBoolean(TAKES_PART) && levels.takeEnd(slot))
        .then(atEnd, stopLoadGenerator("no level is left"))
        .doIf(session -> session.getBoolean(TAKES_PART))
        .then(warmUp(slot))
        .rendezVous(slot.users())
        .exec(awaitStart())
        .doIf(session -> session.getBoolean(TAKES_PART))
        .then(runLoad(slot))
        .injectOpen(atOnceUsers(slot.users()));
  }

  private Session join(LevelSlot slot, Session session) {
    return session.set(TAKES_PART, slot.join(session.asScala().eventLoop(), log));
  }

  private ChainBuilder warmUp(LevelSlot slot) {
    return exec(doIf(session -> slot.level().takeWarmupTurn())
            .then(
                exec(session -> activateUser(slot, session))
                    .exec(
                        asLongAs(session -> hasMoreWarmup(slot, session))
                            .on(action((stats, next) -> new WarmupAction(slot, stats, next))))
                    .exec(session -> endWarmup(slot, session))))
        .exec(
            session -> {
              slot.level().userWarmedUp();
              return session;
            });
  }

  private VirtualUsers users(LevelSlot slot) {
    return usersOf.apply(slot.target());
  }

  private Session activateUser(LevelSlot slot, Session session) {
    return SessionUser.set(
        session, users(slot).activate(session.asScala().eventLoop(), slot.level().index()));
  }

  private static boolean hasMoreWarmup(LevelSlot slot, Session session) {
    return !slot.isHalted() && slot.level().warmup().hasMore(SessionUser.get(session));
  }

  private Session endWarmup(LevelSlot slot, Session session) {
    if (slot.level() instanceof OpenLevel level) {
      level.returnUser(SessionUser.get(session), users(slot));
    } // else the session keeps its user
    return session;
  }

  /**
   * Waits again if the wall clock has gone slower than the pause. Later levels find the time past,
   * and go on at once.
   */
  private ChainBuilder awaitStart() {
    Supplier<Duration> until = untilStart;
    return until == null
        ? exec(session -> session)
        : exec(asLongAs(session -> !until.get().isZero()).on(pause(session -> until.get())));
  }

  private ChainBuilder runLoad(LevelSlot slot) {
    return exec(session -> {
          slot.level().start();
          return session;
        })
        .exec(
            asLongAs(session -> slot.hasMore())
                .on(action((stats, next) -> new LoadAction(slot, users(slot), stats, next))))
        .exec(session -> leave(slot, session));
  }

  private Session leave(LevelSlot slot, Session session) {
    if (slot.level() instanceof ClosedLevel level) {
      level.finish(SessionUser.get(session), users(slot));
    } // else the users are idle already; either way they are stopped with the level
    slot.level().userLeft(log);
    return session;
  }

  private static ChainBuilder action(BiFunction<GatlingStats, Action, Action> create) {
    ActionBuilder builder =
        (context, next) -> create.apply(new GatlingStats(context.coreComponents()), next);
    io.gatling.javaapi.core.ActionBuilder wrapped = () -> builder;
    return exec(wrapped);
  }
}
