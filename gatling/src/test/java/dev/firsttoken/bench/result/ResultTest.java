package dev.firsttoken.bench.result;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.firsttoken.bench.report.export.ResultJson;
import dev.firsttoken.bench.samples.Calibration;
import dev.firsttoken.bench.samples.Level;
import dev.firsttoken.bench.samples.LevelEnd;
import dev.firsttoken.bench.samples.Outcome;
import dev.firsttoken.bench.samples.RunEnd;
import dev.firsttoken.bench.samples.RunHeader;
import dev.firsttoken.bench.samples.Sample;
import dev.firsttoken.bench.samples.TestRun;
import dev.firsttoken.bench.samples.TestSample;
import dev.firsttoken.bench.summary.Failure;
import dev.firsttoken.bench.summary.FailureKind;
import dev.firsttoken.bench.summary.LevelSummary;
import dev.firsttoken.bench.summary.RequestSummary;
import dev.firsttoken.bench.trust.TrustCheck;
import dev.firsttoken.bench.trust.Warning;
import java.io.IOException;
import java.lang.reflect.RecordComponent;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ResultTest {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final long MS_IN_NANOS = 1_000_000;

  @Test
  void jsonStartsWithItsSchemaAndShowsMicroseconds() {
    Summarizer summarizer = summary(Level.closed(1, 1, 0));
    summarizer.add(
        TestSample.at(0, 2_000_000 * MS_IN_NANOS)
            .events(MS_IN_NANOS, 2_000_000 * MS_IN_NANOS)
            .sample());
    assertThat(ResultJson.format(summarizer.result(false)))
        .startsWith(
            """
            {
              "schema": "firsttoken.result/1",
              "command": "sweep",
              "started_at": "2026-01-01T00:00:00Z",
              "partial": false,
              "valid": true,
              "concurrency": 1,
              "rate": null,
              "arrivals": null,
              "total": 1,
              "planned_duration": null,
              "planned_ramp": null,
              "ok": 1,
              "failed": 0,
              "wall": 2000000.000,
              "rps": 0.001,
              "tps": 0.001,
              "input_tps": null,
              "total_tps": null,
              "ttft_p50": 1.000,
              "ttft_p95": 1.000,
              "dur_p50": 2000000.000,
              "dur_p95": 2000000.000,
            """)
        .endsWith("  }\n}\n");
  }

  @Test
  void requestsAreKeptWithoutTheirTimestamps() {
    assertThat(RequestSummary.class.getRecordComponents())
        .extracting(RecordComponent::getType)
        .doesNotContain(Sample.class, long[].class);
  }

  @Test
  void littlesLawIsEvaluatedOnceWhenALevelEnds() {
    Summarizer summarizer = summary(new Level(1, 0, null, 0, 2_000 * MS_IN_NANOS, 0, 0));
    summarizer.add(TestSample.at(0, 1_000 * MS_IN_NANOS).sample());
    summarizer.add(TestSample.at(1_000 * MS_IN_NANOS, 2_000 * MS_IN_NANOS).sample());
    summarizer.add(new LevelEnd(0, 0, 0, 2, null, null, null, null));
    assertThat(inFlight(summarizer)).isEqualTo(1);

    summarizer.add(TestSample.at(5_000 * MS_IN_NANOS, 6_000 * MS_IN_NANOS).sample());

    assertThat(inFlight(summarizer)).isEqualTo(1);
  }

  private static double inFlight(Summarizer summarizer) {
    LevelSummary level = summarizer.result(false).levels().getFirst().summary();
    return requireNonNull(level.load().littlesLaw()).inFlight();
  }

  @Test
  void headlineNumbersAppearOncePerLevel() {
    Summarizer summarizer = summary(Level.closed(1, 1, 0), Level.closed(2, 1, 0));
    String json = ResultJson.format(summarizer.result(true));
    assertThat(json.split("\"ttft_p50\"", -1)).hasSize(3);
  }

  @Test
  void optionsAndEnvironmentAreReportedAsGiven() {
    assertThat(ResultJson.format(summary(Level.closed(1, 1, 0)).result(true)))
        .contains("\"rate\": 0.00000001")
        .contains("\"prompt\": \"say \\\"hi\\\"\"")
        .contains("\"memory_bytes\": 1073741824")
        .contains("\"commit\": null");
  }

  @Test
  void finishReasonsAreCountedByLevel() throws IOException {
    Summarizer summarizer = summary(Level.closed(1, 5, 0), Level.closed(2, 1, 0));
    for (String reason : List.of("stop", "length", "length")) {
      summarizer.add(TestSample.at(0, MS_IN_NANOS).finishReason(reason).sample());
    }
    summarizer.add(TestSample.at(0, 1).failed(Outcome.CUT, "closed").sample());
    summarizer.add(
        TestSample.at(0, 1).failed(Outcome.GENERATION_FAILED, "").finishReason("abort").sample());
    summarizer.add(TestSample.at(0, MS_IN_NANOS).level(1).finishReason("tool_calls").sample());
    JsonNode levels = JSON.readTree(ResultJson.format(summarizer.result(false))).path("levels");

    assertThat(levels.at("/0/finish_reasons"))
        .isEqualTo(JSON.readTree("{\"abort\": 1, \"length\": 2, \"stop\": 1}"));
    assertThat(levels.at("/1/finish_reasons")).isEqualTo(JSON.readTree("{\"tool_calls\": 1}"));
  }

  @Test
  void p999NeedsAThousandValues() {
    Summarizer summarizer = summary(Level.closed(1, 1000, 0));
    for (int i = 1; i <= 999; i++) {
      summarizer.add(TestSample.at(0, i * MS_IN_NANOS).sample());
    }
    assertThat(ResultJson.format(summarizer.result(true))).contains("\"ttft_p999\": null");
    summarizer.add(TestSample.at(0, 1000 * MS_IN_NANOS).sample());
    assertThat(ResultJson.format(summarizer.result(false)))
        .contains("\"ttft_p999\": 999.")
        .contains("_p99\": 990.");
  }

  @Test
  void countsAddUpOverLevels() {
    Summarizer summarizer = summary(Level.closed(1, 2, 0), Level.closed(8, 2, 0));
    summarizer.add(TestSample.at(0, MS_IN_NANOS).sample());
    summarizer.add(TestSample.at(0, MS_IN_NANOS).failed(Outcome.CUT, "first").sample());
    summarizer.add(TestSample.at(0, MS_IN_NANOS).level(1).failed(Outcome.CUT, "second").sample());
    summarizer.add(TestSample.at(0, MS_IN_NANOS).level(1).failed(Outcome.ABORTED, "").sample());
    Result result = summarizer.result(true);
    assertThat(result.ok()).isEqualTo(1);
    assertThat(result.failed()).isEqualTo(2);
    assertThat(result.aborted()).isEqualTo(1);
    assertThat(result.failures())
        .containsExactly(Map.entry(new FailureKind(Outcome.CUT, 0), new Failure(2, "first", 0)));
  }

  @Test
  void eachStatusHasItsOwnCountAndExample() throws IOException {
    Summarizer summarizer = summary(Level.closed(1, 4, 0));
    for (int status : new int[] {503, 401, 503}) {
      summarizer.add(failedWith(status));
    }
    summarizer.add(TestSample.at(0, MS_IN_NANOS).failed(Outcome.CUT, "cut").status(200).sample());
    String failures =
        """
        {"http_status_401": {"count": 1, "example": "HTTP 401", "status": 401},
         "http_status_503": {"count": 2, "example": "HTTP 503", "status": 503},
         "cut": {"count": 1, "example": "cut", "status": 200}}
        """;
    JsonNode result = JSON.readTree(ResultJson.format(summarizer.result(false)));
    assertThat(result.get("failures")).isEqualTo(JSON.readTree(failures));
    assertThat(result.at("/levels/0/failures")).isEqualTo(JSON.readTree(failures));
  }

  @Test
  void oneStatusNeedsNoName() {
    Summarizer summarizer = summary(Level.closed(1, 2, 0));
    summarizer.add(failedWith(503));
    summarizer.add(failedWith(503));
    assertThat(FailureKind.byLabel(summarizer.result(false).failures()))
        .containsExactly(Map.entry("http_status", new Failure(2, "HTTP 503", 503)));
  }

  private static Sample failedWith(int status) {
    return TestSample.at(0, MS_IN_NANOS)
        .failed(Outcome.HTTP_STATUS, "HTTP " + status)
        .status(status)
        .sample();
  }

  @Test
  void runThatStoppedInItsWarmupIsNotValid() {
    Summarizer summarizer = summary(Level.closed(1, 2, 4));
    summarizer.add(TestSample.at(0, 1).warmup().failed(Outcome.CUT, "").sample());
    summarizer.add(TestSample.at(0, 1).failed(Outcome.ABORTED, "").sample());
    RunEnd end = RunEnd.stopped("no request succeeded");

    Result stopped = summarizer.result(end);
    assertThat(stopped.isValid()).isFalse();
    assertThat(stopped.warnings())
        .extracting(Warning::message)
        .contains(
            "INVALID: the run ended before any measured request did, so there are no numbers."
                + " Warm-up requests are not measured.");

    summarizer.add(TestSample.at(0, 1).sample());
    assertThat(summarizer.result(end).isValid()).isTrue();
  }

  @Test
  void runThatStoppedBeforeItsFirstLevelIsNotValid() {
    Summarizer summarizer = new Summarizer(TestRun.header("sweep", Map.of()));
    assertThat(summarizer.result(true).isValid()).isFalse();
  }

  @Test
  void warningNamesItsLevelsAndAmounts() {
    Summarizer summarizer =
        summary(Level.closed(1, 1, 0), Level.closed(8, 1, 0), Level.closed(32, 1, 0));
    summarizer.add(TestSample.at(0, MS_IN_NANOS).failed(Outcome.CUT, "").sample());
    summarizer.add(TestSample.at(0, MS_IN_NANOS).level(1).tokens(1).sample());
    summarizer.add(TestSample.at(0, MS_IN_NANOS).level(2).failed(Outcome.CUT, "").sample());
    List<Warning> warnings = summarizer.result(false).warnings();
    assertThat(warnings)
        .contains(
            new Warning(
                Warning.Code.FAILED_REQUESTS,
                "Requests failed at 1 user (1 of 1) and 32 users (1 of 1). No percentile includes"
                    + " them.",
                List.of(0, 2)))
        .contains(
            new Warning(
                Warning.Code.FEW_FOR_P99,
                "Fewer than 100 responses at 8 users, so p99 is the slowest of them.",
                List.of(1)));
  }

  @ParameterizedTest
  @CsvSource({"1, 1, NOT_STREAMED", "50, 50, STREAMING_UNSEEN", "1, 600, STREAMING_UNSEEN"})
  void lateClientIsNamedWhereItMayHaveHiddenAStream(
      long delayP99Millis, long delayMaxMillis, Warning.Code expected) {
    Summarizer summarizer = summary(Level.closed(1, 1, 0));
    long end = 1000 * MS_IN_NANOS;
    long[] events = new long[40];
    Arrays.fill(events, end);
    summarizer.add(TestSample.at(0, end).events(events).sample());
    LevelEnd.ClientCost cost =
        new LevelEnd.ClientCost(
            end,
            0,
            1,
            0,
            delayP99Millis * MS_IN_NANOS,
            delayMaxMillis * MS_IN_NANOS,
            0,
            0,
            null,
            null,
            0.0);
    summarizer.add(new LevelEnd(0, 0, 0, 1, null, cost, null, null));
    assertThat(summarizer.result(false).warnings())
        .extracting(Warning::code)
        .filteredOn(
            code -> code == Warning.Code.NOT_STREAMED || code == Warning.Code.STREAMING_UNSEEN)
        .containsExactly(expected);
    assertThat(summarizer.result(false).levels().getFirst().checks())
        .filteredOn(check -> check.kind() == TrustCheck.Kind.COALESCED)
        .extracting(check -> check.message().contains("the server or the network sent bursts"))
        .containsExactly(expected == Warning.Code.NOT_STREAMED);
  }

  @Test
  void enoughResponsesSilenceTheWarningsAboutPercentiles() {
    for (int count : new int[] {19, 20, 99, 100}) {
      Summarizer summarizer = summary(Level.closed(1, count, 0));
      for (int i = 0; i < count; i++) {
        summarizer.add(TestSample.at(0, MS_IN_NANOS).tokens(1).sample());
      }
      List<Warning.Code> codes =
          summarizer.result(false).warnings().stream().map(Warning::code).toList();
      assertThat(codes.contains(Warning.Code.FEW_FOR_P95)).isEqualTo(count < 20);
      assertThat(codes.contains(Warning.Code.FEW_FOR_P99)).isEqualTo(count < 100);
      Result result = summarizer.result(false);
      assertThat(result.levels().getFirst().checks())
          .filteredOn(trustCheck -> trustCheck.kind() == TrustCheck.Kind.SAMPLES)
          .extracting(TrustCheck::verdict)
          .containsExactly(count < 100 ? TrustCheck.Verdict.WARN : TrustCheck.Verdict.PASS);
    }
  }

  @Test
  void missingCalibrationAndExceededCeilingAreWarnings() {
    RunHeader known = TestRun.header("sweep", Map.of());
    for (double ceiling : new double[] {199, 200}) {
      Calibration calibration = new Calibration("2026", "CPU", 50, 5, 1, 1, 1, 1, ceiling, 100);
      Summarizer summarizer =
          TestRun.summary(
              TestRun.withCalibration(known, calibration), List.of(Level.closed(1, 1, 0)));
      summarizer.add(
          TestSample.at(0, 10 * MS_IN_NANOS).events(MS_IN_NANOS, 10 * MS_IN_NANOS).sample());
      List<Warning> warnings = summarizer.result(false).warnings();
      assertThat(warnings.stream().map(Warning::code).toList().contains(Warning.Code.PAST_CEILING))
          .isEqualTo(ceiling < 200);
      assertThat(warnings).extracting(Warning::code).doesNotContain(Warning.Code.NOT_CALIBRATED);
    }
    Summarizer summarizer =
        TestRun.summary(TestRun.withCalibration(known, null), List.of(Level.closed(1, 1, 0)));
    summarizer.add(TestSample.at(0, MS_IN_NANOS).sample());
    assertThat(summarizer.result(false).warnings())
        .extracting(Warning::code)
        .contains(Warning.Code.NOT_CALIBRATED);
  }

  private static Summarizer summary(Level... levels) {
    return TestRun.summary(
        TestRun.header("sweep", Map.of("prompt", "say \"hi\"", "rate", 1e-8)), List.of(levels));
  }
}
