package dev.firsttoken.bench.load.gatling;

import dev.firsttoken.bench.samples.Level;
import dev.firsttoken.bench.samples.Outcome;
import dev.firsttoken.bench.samples.Sample;
import io.gatling.commons.stats.KO$;
import io.gatling.commons.stats.OK$;
import io.gatling.commons.util.Clock;
import io.gatling.core.CoreComponents;
import io.gatling.core.actor.ActorRef;
import io.gatling.core.session.Session;
import io.gatling.core.stats.DataWritersStatsEngine;
import io.gatling.core.stats.StatsEngine;
import io.gatling.core.stats.writer.DataWriterMessage;
import java.util.concurrent.TimeUnit;
import scala.Option;
import scala.collection.immutable.Nil$;
import scala.collection.immutable.Seq;

/**
 * Rows for Gatling's report and assertions: {@code stream c=8} (or {@code r=20/s}) for every
 * request and {@code ttft c=8} for those with a content event; {@code whole c=8} and {@code micro
 * c=8} for requests that are not streamed. The target's name stands before the load if there are
 * several. They are in whole milliseconds; the samples are exact.
 *
 * <p>Only measured requests have rows. All others take the same path to an engine without a writer:
 * else the end of the first measured request would load this code on an event loop, between the
 * events of all other streams.
 */
final class GatlingStats {
  private static final long HALF_MILLI_NANOS = 500_000;

  private final StatsEngine measured;
  private final StatsEngine unmeasured;
  private final Clock clock;

  GatlingStats(CoreComponents core) {
    this(
        core.statsEngine(),
        new DataWritersStatsEngine(empty(), core.actorSystem(), core.clock()),
        core.clock());
  }

  /**
   * @param measured takes the rows of measured requests
   * @param unmeasured takes those of all others
   */
  GatlingStats(StatsEngine measured, StatsEngine unmeasured, Clock clock) {
    this.measured = measured;
    this.unmeasured = unmeasured;
    this.clock = clock;
  }

  @SuppressWarnings("unchecked") // Scala's empty list is one of any type.
  private static Seq<ActorRef<DataWriterMessage>> empty() {
    return (Seq<ActorRef<DataWriterMessage>>) (Seq<?>) Nil$.MODULE$;
  }

  long nowMillis() {
    return clock.nowMillis();
  }

  /**
   * Logs one request, if it was measured.
   *
   * @param startMillis start of the request on Gatling's clock
   */
  void log(Session session, Level plan, long startMillis, Sample sample) {
    String level = plan.nameWithTarget();
    if (sample.eventNanos().length > 0) {
      long ttftNanos = sample.eventNanos()[0] - sample.sendNanos();
      logRow(session, new Row("ttft " + level, startMillis, ttftNanos, true), sample);
    }
    long totalNanos = sample.endNanos() - sample.sendNanos();
    boolean ok = sample.outcome() == Outcome.OK;
    String name =
        switch (plan.kind()) {
          case CHAT -> "stream ";
          case WHOLE, MICRO -> plan.kind().label() + " ";
        };
    logRow(session, new Row(name + level, startMillis, totalNanos, ok), sample);
  }

  private record Row(String name, long startMillis, long nanos, boolean ok) {
    long endMillis() {
      return startMillis + TimeUnit.NANOSECONDS.toMillis(nanos + HALF_MILLI_NANOS);
    }
  }

  private void logRow(Session session, Row row, Sample sample) {
    StatsEngine engine = sample.isMeasured() ? measured : unmeasured;
    engine.logResponse(
        session.scenario(),
        session.groups(),
        row.name(),
        row.startMillis(),
        row.endMillis(),
        row.ok() ? OK$.MODULE$ : KO$.MODULE$,
        sample.status() == 0 ? Option.empty() : Option.apply(Integer.toString(sample.status())),
        row.ok() ? Option.empty() : Option.apply(sample.outcome().label()));
  }
}
