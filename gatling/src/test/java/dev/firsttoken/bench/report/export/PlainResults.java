package dev.firsttoken.bench.report.export;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.firsttoken.bench.merge.ResultMerger;
import dev.firsttoken.bench.result.Result;
import dev.firsttoken.bench.result.Summarizer;
import dev.firsttoken.bench.samples.Arrivals;
import dev.firsttoken.bench.samples.Level;
import dev.firsttoken.bench.samples.LevelEnd;
import dev.firsttoken.bench.samples.Outcome;
import dev.firsttoken.bench.samples.RequestKind;
import dev.firsttoken.bench.samples.TestRun;
import dev.firsttoken.bench.samples.TestSample;
import java.util.List;
import java.util.Map;

/** Results of plain GET requests. */
public final class PlainResults {
  private static final long MS_IN_NANOS = 1_000_000;
  private static final int REQUESTS = 4;

  private PlainResults() {}

  /**
   * Four requests of one user, 500 ms apart: the i-th takes i × 10 ms, and half of that to its
   * headers. The last one fails.
   */
  public static Result closed() {
    Summarizer summarizer =
        TestRun.summary("micro", Level.closed(1, REQUESTS, 1).ofKind(RequestKind.MICRO));
    addTo(summarizer, 0, 0);
    return summarizer.result(false);
  }

  /** The same beside an open level, whose requests are sent 2 ms late. */
  public static Result bothModels() {
    Summarizer summarizer =
        TestRun.summary(
            TestRun.header("micro", Map.of("slo", "e2e:p50<1s,error<50%")),
            List.of(
                Level.closed(1, REQUESTS, 1).ofKind(RequestKind.MICRO),
                new Level(0, 2, Arrivals.CONSTANT, REQUESTS, 0, 0, 1).ofKind(RequestKind.MICRO)));
    addTo(summarizer, 0, 0);
    addTo(summarizer, 1, 2 * MS_IN_NANOS);
    return summarizer.result(false);
  }

  /** The closed level and both models, merged. */
  static Result merged() {
    ResultMerger merger = new ResultMerger();
    merger.add("one", ResultJson.format(closed()).getBytes(UTF_8));
    merger.add("two", ResultJson.format(later()).getBytes(UTF_8));
    return merger.result();
  }

  private static Result later() {
    Summarizer summarizer =
        TestRun.summary("micro", Level.closed(1, 1, 1).ofKind(RequestKind.MICRO));
    long send = 60_000 * MS_IN_NANOS;
    summarizer.add(
        TestSample.at(send, send + 40 * MS_IN_NANOS).plain(send + 20 * MS_IN_NANOS, 1000).sample());
    summarizer.add(new LevelEnd(0, 0, 0, 1, null, null, null, null));
    return summarizer.result(false);
  }

  private static void addTo(Summarizer summarizer, int level, long lag) {
    summarizer.add(TestSample.at(0, MS_IN_NANOS).level(level).plain(1, 9).warmup().sample());
    for (int i = 1; i <= REQUESTS; i++) {
      long send = i * 500L * MS_IN_NANOS;
      TestSample sample =
          TestSample.at(send, send + i * 10L * MS_IN_NANOS)
              .level(level)
              .dueAt(send - lag)
              .plain(send + i * 5L * MS_IN_NANOS, 1000);
      if (i == REQUESTS) {
        sample.failed(Outcome.HTTP_STATUS, "http://h/x: HTTP 404").status(404);
      }
      summarizer.add(sample.sample());
    }
    LevelEnd.ServerCost server =
        new LevelEnd.ServerCost(2_000 * MS_IN_NANOS, 8 * MS_IN_NANOS, 1 << 20, 7, 2, "port 8080");
    LevelEnd.InFlight inFlight =
        new LevelEnd.InFlight(500 * MS_IN_NANOS, 2_000 * MS_IN_NANOS, 60 * MS_IN_NANOS, 1);
    summarizer.add(new LevelEnd(level, 1, 0, REQUESTS, inFlight, null, server, null));
  }
}
