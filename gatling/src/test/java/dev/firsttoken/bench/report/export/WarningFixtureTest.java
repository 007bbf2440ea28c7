package dev.firsttoken.bench.report.export;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.firsttoken.bench.result.LevelResult;
import dev.firsttoken.bench.result.Result;
import dev.firsttoken.bench.result.Summarizer;
import dev.firsttoken.bench.samples.Level;
import dev.firsttoken.bench.samples.TestRun;
import dev.firsttoken.bench.samples.TestSample;
import dev.firsttoken.bench.trust.SpoiledNumbers;
import dev.firsttoken.bench.trust.TrustCheck;
import dev.firsttoken.bench.trust.TrustCheck.Kind;
import dev.firsttoken.bench.trust.TrustCheck.Verdict;
import dev.firsttoken.bench.trust.Warning;
import dev.firsttoken.bench.trust.Warning.Code;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/**
 * A result with every check and every warning, and the numbers that each warning makes doubtful.
 * The tests of the results page read it, so that page and terminal mark the same numbers.
 */
class WarningFixtureTest {
  private static final Path FIXTURE = Path.of("../frontend/test/results/warnings.json");
  private static final String UPDATE = "firsttoken.update-fixtures";
  private static final ObjectMapper JSON = new ObjectMapper();

  /** Numbers of a level that the page or the terminal shows, at least one of each kind. */
  private static final List<String> FIELDS =
      List.of(
          "rps",
          "tps",
          "total_tps",
          "tokens",
          "goodput",
          "request_tps_p50",
          "ttft_p50",
          "ttft_p95",
          "ttft_p99",
          "ttft_p999",
          "ttft_mean",
          "ttft_max",
          "ttft_from_write_p50",
          "ttfo_p95",
          "ttfb_p99",
          "ttfb_max",
          "due_ttft_p50",
          "tpot_p50",
          "icl_p50",
          "icl_p99",
          "dur_p50",
          "dur_max",
          "due_dur_p99",
          "connect_p50",
          "transit_p50",
          "lateness_p50",
          "due_delay_p99",
          "send_lag_p99",
          "cpu_per_100k_frames",
          "peak_rss_bytes");

  private static final List<String> KEPT =
      List.of("schema", "command", "started_at", "partial", "valid", "levels", "warnings");

  @Test
  void pageIsTestedWithTheWarningsAndNumbersOfToday() throws IOException {
    String current = fixture();
    if (Boolean.getBoolean(UPDATE)) {
      Files.writeString(FIXTURE, current);
    }
    assertThat(Files.readString(FIXTURE))
        .as("run this test with -D%s=true to write the file anew", UPDATE)
        .isEqualTo(current);
  }

  private static String fixture() throws IOException {
    ObjectNode fixture = JSON.createObjectNode();
    fixture.set("fields", names(FIELDS));
    ObjectNode spoiled = fixture.putObject("spoiled");
    for (Code code : Code.values()) {
      spoiled.set(
          code.label(),
          names(FIELDS.stream().filter(field -> SpoiledNumbers.includes(code, field)).toList()));
    }
    ObjectNode result = (ObjectNode) JSON.readTree(ResultJson.format(result()));
    // Their compression depends on the library of the machine.
    result.path("levels").forEach(level -> ((ObjectNode) level).putObject("histograms"));
    fixture.set("result", result.retain(KEPT));
    return JSON.writerWithDefaultPrettyPrinter().writeValueAsString(fixture) + "\n";
  }

  private static ArrayNode names(List<String> names) {
    ArrayNode array = JSON.createArrayNode();
    names.forEach(array::add);
    return array;
  }

  /** One level in which no check passes, with all warnings. */
  private static Result result() {
    Summarizer summarizer = TestRun.summary("sweep", Level.closed(8, 1, 0));
    summarizer.add(TestSample.at(0, 1_000_000).tokens(1).sample());
    Result sound = summarizer.result(false);
    LevelResult level = sound.levels().getFirst();
    List<TrustCheck> checks =
        Arrays.stream(Kind.values())
            .map(
                kind ->
                    new TrustCheck(kind, Verdict.WARN, kind.title() + " asks for care.", List.of()))
            .toList();
    LevelResult doubtful =
        new LevelResult(
            level.summary(),
            level.sent(),
            level.conserved(),
            checks,
            level.slo(),
            level.verdict(),
            level.rounds(),
            level.timeline());
    List<Warning> warnings =
        Arrays.stream(Code.values()).map(code -> code.toWarning("", List.of(0))).toList();
    return new Result(
        sound.header(), List.of(doubtful), List.of(), false, null, warnings, Map.of());
  }
}
