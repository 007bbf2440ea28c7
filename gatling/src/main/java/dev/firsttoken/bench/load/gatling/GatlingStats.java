package dev.firsttoken.bench.load.gatling;

import dev.firsttoken.bench.samples.Level;
import dev.firsttoken.bench.samples.Outcome;
import dev.firsttoken.bench.samples.Sample;
import io.gatling.commons.stats.KO$;
import io.gatling.commons.stats.OK$;
import io.gatling.commons.util.Clock;
import io.gatling.core.CoreComponents;
import io.gatling.core.session.Session;
import io.gatling.core.stats.StatsEngine;
import java.util.concurrent.TimeUnit;
import scala.Option;

/**
 * Rows for Gatling's report and assertions: {@code stream c=8} (or {@code r=20/s}) for every
 * request and {@code ttft c=8} for those with a content event; {@code whole c=8} and {@code micro
 * c=8} for requests that are not streamed. The target's name stands before the load if there are
 * several. They are in whole milliseconds; the samples are exact.
 */
final class GatlingStats {
  private static final long HALF_MILLI_NANOS = 500_000;

  private final StatsEngine stats;
  private final Clock clock;

  GatlingStats(CoreComponents core) {
    this.stats = core.statsEngine();
    this.clock = core.clock();
  }

  long nowMillis() {
    return clock.nowMillis();
  }

  /**
   * Logs one request.
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
    stats.logResponse(
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
