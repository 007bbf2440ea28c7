package dev.firsttoken.bench.report.terminal;

import static dev.firsttoken.bench.samples.TestRun.summary;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.firsttoken.bench.report.export.PlainResults;
import dev.firsttoken.bench.result.Result;
import dev.firsttoken.bench.result.Summarizer;
import dev.firsttoken.bench.samples.Arrivals;
import dev.firsttoken.bench.samples.Calibration;
import dev.firsttoken.bench.samples.Level;
import dev.firsttoken.bench.samples.Outcome;
import dev.firsttoken.bench.samples.RequestKind;
import dev.firsttoken.bench.samples.TestRun;
import dev.firsttoken.bench.samples.TestSample;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import org.junit.jupiter.api.Test;

public class SweepTableTest {
  private static final long MS_IN_NANOS = 1_000_000;

  @Test
  void sweepHasARowForEachLevel() {
    assertThat(print(sweep(), 100, false))
        .startsWith(
            """
            trust: 3 pass, 3 warn (failures at 32 users, tokens at 32 users, samples), 6 not checked (Little's
              law at 32 users, load at 32 users, client CPU, loop delay, pauses, steal)
            load  ok  failed   wall   rps  tok/s  TTFT ms                 TPOT ms  ICL ms  E2E ms          notes
                                  s                  p50     p95     p99      p50     p99     p50     p95
               1   2       0   2.00  1.00  10.00   100.0   100.0*  100.0*   100.0   500.0* 1000.0  1000.0* b
              32   1       1  20.00  0.05   0.10* 2000.0* 2000.0* 2000.0*   18000*  18000*  20000*  20000* abc
            instrument: TTFT +0.30 ms (p99 +0.00), transit p50 0.06, p99 0.00 ms at 50 streams; accurate up to
              1,000,000,000 events/s (calibrated 2026-01-01)
            failed: 1 http_status
            """);
  }

  @Test
  void meanLengthsAreShownWhereLengthsWereAskedFor() {
    Summarizer summarizer = summary("sweep", Level.closed(1, 2, 0));
    for (int i = 0; i < 2; i++) {
      summarizer.add(
          TestSample.at(i, i + 5 * MS_IN_NANOS)
              .tokens(10 + 10 * i)
              .promptTokens(100, 0)
              .asked(90, 20)
              .sample());
    }

    assertThat(print(summarizer.result(false), 160, false))
        .containsPattern("tokens each +notes\\n.* +in +out\\n.* 100.0  15.00  abc\\n");
    assertThat(print(sweep(), 160, false)).doesNotContain("tokens each");
  }

  private static String printWhole(String endpoint, long tokens) {
    Level plan = Level.closed(1, 2, 0).ofKind(RequestKind.WHOLE);
    Summarizer summarizer =
        summary(TestRun.header("sweep", Map.of("endpoint", endpoint)), List.of(plan));
    for (int i = 0; i < 2; i++) {
      summarizer.add(
          TestSample.at(i, i + 5 * MS_IN_NANOS)
              .plain(i + 5 * MS_IN_NANOS, 9)
              .tokens(tokens)
              .sample());
    }
    return print(summarizer.result(false), 160, false);
  }

  @Test
  void embeddingsShowNoOutputTokensAndNoFinishReasons() {
    assertThat(printWhole("embeddings", 0))
        .contains("prompt tok/s")
        .doesNotContain("  tok/s", "finish reasons");
    assertThat(printWhole("chat", 7)).contains("  tok/s  prompt tok/s", "finish reasons: 2 none");
  }

  @Test
  void finishReasonsAreShownUnlessEveryResponseStoppedByItself() {
    for (String reason : List.of("stop", "completed", "end_turn")) {
      assertThat(printFinished(reason)).doesNotContain("finish reasons");
    }
    assertThat(printFinished("length")).contains("finish reasons: 1 length");
  }

  private static String printFinished(String reason) {
    Summarizer summarizer = summary("sweep", Level.closed(1, 1, 0));
    summarizer.add(TestSample.at(0, MS_IN_NANOS).finishReason(reason).sample());
    return print(summarizer.result(false), 160, false);
  }

  @Test
  void failuresAndWarningsFollowTheRowsWithinTheWidth() {
    assertThat(print(sweep(), 100, false))
        .endsWith(
            """
            failed: 1 http_status
              503 Service [2J Unavailable
            warning a: More than 1 % of the requests failed at 32 users (1 of 2), so the latencies are those of
              the others only. See the failures.
            warning b: Fewer than 20 responses at 1 and 32 users, so p95 and p99 are the slowest of them.
            warning c: The server sent no usage at 32 users, so each content event counts as one token, although
              it may hold several.
            warning: The client's CPU time was not measured at 1 and 32 users, so it is unknown whether the
              client was the bottleneck. Let the level run to its end.
            """);
  }

  @Test
  void plainRequestsHaveLatencyAndBytesWithinAHundredColumns() {
    assertThat(print(PlainResults.closed(), 100, false))
        .contains(
            """
            load   ok  failed  wall   rps  MB/s  latency ms           TTFB ms       notes
                                  s                p50    p95    p99    p50    p99
               1 c  3       1  1.54  1.95  0.00  20.00* 30.00* 30.00* 10.00* 15.00* ab
            """);
    assertThat(print(PlainResults.bothModels(), 100, false).lines()).allMatch(fits(100));
    assertThat(print(PlainResults.bothModels(), 100, false))
        .contains("due-latency ms", "send lag")
        .doesNotContain("tok/s", "TTFT ms");
  }

  @Test
  void levelWithoutResponsesShowsDashes() {
    Summarizer summarizer = summary("sweep", Level.closed(8, 2, 0));
    assertThat(print(summarizer.result(true), 100, false))
        .startsWith(
            """
            trust: 1 pass, 10 not checked (answered, Little's law, load, client CPU, loop delay, pauses, steal,
              coalesced, tokens, samples)
            load   ok  failed  wall  rps  tok/s  TTFT ms        TPOT ms  ICL ms  E2E ms
                                  s              p50  p95  p99      p50     p99  p50  p95
               8 !  0       0     -    -      -    -    -    -        -       -    -    -
            INVALID: the run ended before any measured request did, so there are no numbers. Warm-up requests
              are not measured.
            warning: The run was interrupted. Only requests that had ended by then are counted.
            """);
  }

  @Test
  void resultThatDoesNotAddUpIsReportedAsInvalid() {
    Summarizer summarizer = summary("sweep", Level.closed(8, 2, 0));
    assertThat(print(summarizer.result(false), 100, false))
        .contains(
            "\n"
                + "INVALID: the request counts do not add up (0 of 2 measured, 0 of at most 0 to"
                + " warm up):");
  }

  @Test
  void runIsPrintedAsNamesAndValues() {
    assertThat(print(run(1), 100, false))
        .isEqualTo(
            """
            trust: 4 pass, 6 not checked (Little's law, load, client CPU, loop delay, pauses, steal)
            succeeded 1 of 1
            TTFT      100.0 ms (instrument +0.30)
            TTFO      100.0 ms
            E2E       200.0 ms
            TPOT      10.00 ms
            ICL       40.00 ms p50, 60.00 ms p99
            connect   1.00 ms
            tokens    11
            tps       55.00 tokens/s
            warning: No warm-up requests were sent, so the first responses include cold-start time.
            """);
  }

  @Test
  void repeatedRunShowsMediansAndRanges() {
    assertThat(print(run(3), 100, false))
        .startsWith(
            """
            trust: 4 pass, 6 not checked (Little's law, load, client CPU, loop delay, pauses, steal)
            succeeded 3 of 3: median (min to max)
            TTFT      200.0 ms (100.0 to 300.0) (instrument +0.30)
            TTFO      200.0 ms (100.0 to 300.0)
            E2E       300.0 ms (200.0 to 400.0)
            TPOT      10.00 ms (10.00 to 10.00)
            """)
        .contains("\ntokens    11 (11 to 11)\ntps       36.67 tokens/s (27.50 to 55.00)\n");
  }

  @Test
  void colourAddsNoInformation() {
    for (Result result : List.of(sweep(), run(1))) {
      String coloured = print(result, 100, true);
      assertThat(coloured).contains("\u001b[33mwarning: ");
      assertThat(coloured.replaceAll("\u001b\\[[0-9]+m", "")).isEqualTo(print(result, 100, false));
    }
  }

  @Test
  void missingCalibrationIsOmitted() {
    for (Result result : List.of(sweep(), run(1))) {
      Result without =
          new Result(
              TestRun.withCalibration(result.header(), null),
              result.levels(),
              result.requests(),
              false,
              null,
              result.warnings(),
              Map.of());
      assertThat(print(result, 100, false)).contains("instrument");
      assertThat(print(without, 100, false))
          .doesNotContain("instrument: ")
          .doesNotContain("(instrument");
    }
  }

  @Test
  void calibrationLineShowsTheBiasAndTheCeiling() {
    Calibration known =
        new Calibration(
            "2026-11-24T10:00:00Z", "CPU", 50, 5, 300_000, 1_200_000, 60_000, 600_000, 38_000, 200);
    assertThat(CalibrationLine.format(known))
        .isEqualTo(
            "instrument: TTFT +0.30 ms (p99 +1.20), transit p50 0.06, p99 0.60 ms at 50 streams;"
                + " accurate up to 38,000 events/s (calibrated 2026-11-24)");
  }

  @Test
  void calibrationWithoutACeilingIsAccurateAtNoLoad() {
    Calibration slow = new Calibration("2026", "CPU", 50, 5, -10_000, 0, 0, 0, 0, 0);
    assertThat(CalibrationLine.format(slow))
        .isEqualTo(
            "instrument: TTFT -0.01 ms (p99 +0.00), transit p50 0.00, p99 0.00 ms at 50 streams;"
                + " not accurate at any load tried (calibrated 2026)");
  }

  @Test
  void longExampleIsWrappedToTheWidth() {
    String detail = "http://x/chat: HTTP 400: the prompt has 9000 tokens, and 8192 is the maximum";
    assertThat(print(failedRun(detail), 50, false))
        .contains(
            """
            failed: 1 malformed
              http://x/chat: HTTP 400: the prompt has 9000
                tokens, and 8192 is the maximum
            """);
  }

  @Test
  void exampleWithoutEndIsCutWithAnEllipsis() {
    assertThat(print(failedRun("x".repeat(5_000)), 100, false))
        .contains("\n  " + "x".repeat(1_000) + "…\n");
  }

  private static Result failedRun(String detail) {
    Summarizer summarizer = summary("run", Level.closed(1, 1, 0));
    summarizer.add(TestSample.at(0, MS_IN_NANOS).failed(Outcome.MALFORMED, detail).sample());
    return summarizer.result(false);
  }

  static Predicate<String> fits(int columns) {
    return line -> line.length() <= columns;
  }

  static Result sweep() {
    Summarizer summarizer = summary("sweep", Level.closed(1, 2, 1), Level.closed(32, 2, 1));
    summarizer.add(TestSample.at(0, MS_IN_NANOS).warmup().sample());
    summarizer.add(TestSample.at(0, MS_IN_NANOS).level(1).warmup().sample());
    for (int i = 0; i < 2; i++) {
      long send = i * 1000L * MS_IN_NANOS;
      summarizer.add(
          TestSample.at(send, send + 1000 * MS_IN_NANOS)
              .events(send + 100 * MS_IN_NANOS, send + 500 * MS_IN_NANOS, send + 1000 * MS_IN_NANOS)
              .tokens(10)
              .sample());
    }
    summarizer.add(
        TestSample.at(0, 20_000 * MS_IN_NANOS)
            .level(1)
            .events(2000 * MS_IN_NANOS, 20_000 * MS_IN_NANOS)
            .sample());
    summarizer.add(
        TestSample.at(0, 10_000 * MS_IN_NANOS)
            .level(1)
            .failed(Outcome.HTTP_STATUS, "503 Service\u001b[2J Unavailable")
            .sample());
    return summarizer.result(false);
  }

  /** Returns a closed and an open level with the same responses; the open one sends 10 ms late. */
  public static Result bothModels() {
    return bothModels("ttft:p95<300ms");
  }

  static Result bothModels(String slo) {
    Level open = new Level(0, 20, Arrivals.POISSON, 2, 0, 0, 0);
    Summarizer summarizer =
        TestRun.summary(
            TestRun.header("sweep", Map.of("slo", slo)), List.of(Level.closed(8, 2, 0), open));
    for (int level = 0; level < 2; level++) {
      for (int i = 0; i < 2; i++) {
        long send = i * 1000L * MS_IN_NANOS;
        long first = send + (100 + 300L * i) * MS_IN_NANOS;
        summarizer.add(
            TestSample.at(send, send + 1000 * MS_IN_NANOS)
                .level(level)
                .dueAt(send - level * 10L * MS_IN_NANOS)
                .events(first, send + 1000 * MS_IN_NANOS)
                .tokens(10)
                .sample());
      }
    }
    return summarizer.result(false);
  }

  static Result run(int repeat) {
    Summarizer summarizer = summary("run", Level.closed(1, repeat, 0));
    for (int i = 1; i <= repeat; i++) {
      long first = i * 100L * MS_IN_NANOS;
      summarizer.add(
          TestSample.at(0, first + 100 * MS_IN_NANOS)
              .writtenAt(MS_IN_NANOS)
              .events(first, first + 40 * MS_IN_NANOS, first + 100 * MS_IN_NANOS)
              .tokens(11)
              .sample());
    }
    return summarizer.result(false);
  }

  static String print(Result result, int columns, boolean colour) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    TerminalReport.print(
        result, new PrintStream(bytes, true, UTF_8), ReportFormat.within(columns, colour));
    return bytes.toString(UTF_8);
  }
}
