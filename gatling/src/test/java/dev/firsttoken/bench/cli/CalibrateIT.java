package dev.firsttoken.bench.cli;

import static dev.firsttoken.bench.testing.ChatResponses.goodStream;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.firsttoken.bench.testing.BenchProcess;
import dev.firsttoken.wire.testing.ScriptedServer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CalibrateIT {
  @TempDir Path dir;

  /** Five levels of three seconds, as a calibration has no shorter ones. */
  @Test
  @Tag("long")
  void calibrationIsInEveryLaterResult() throws IOException {
    Path broken = dir.resolve("state/first-token/calibration.json");
    Files.createDirectories(broken.getParent());
    Files.writeString(broken, "{");
    try (BenchProcess bench =
        BenchProcess.start(dir, "calibrate", "--streams=1", "--delay-ms=50")) {
      assertThat(bench.exitStatus()).as(bench.err()).isEqualTo(ExitStatus.SUCCESS);
      assertThat(bench.err())
          .contains("Calibrated at 1 stream: TTFT reads ")
          .doesNotContain("is not a calibration", "./bench calibrate");
      assertThat(bench.json().path("command").asText()).isEqualTo("calibrate");
    }
    JsonNode saved =
        new ObjectMapper().readTree(dir.resolve("state/first-token/calibration.json").toFile());
    assertThat(saved.path("streams").asInt()).isEqualTo(1);
    assertThat(saved.path("transit_p50_nanos").asLong()).isPositive();

    try (ScriptedServer server = ScriptedServer.responding(goodStream().getBytes(UTF_8));
        BenchProcess bench = BenchProcess.start(dir, "run", "--base-url=" + server.baseUrl())) {
      assertThat(bench.exitStatus()).as(bench.err()).isEqualTo(ExitStatus.SUCCESS);
      assertThat(bench.json().at("/calibration/at")).isEqualTo(saved.path("at"));
      assertThat(bench.err()).contains("(instrument +").doesNotContain("bench calibrate");
    }
  }

  @Test
  void invalidCalibrationFileIsReportedAndStopsNoRun() throws IOException {
    Path broken = dir.resolve("state/first-token/calibration.json");
    Files.createDirectories(broken.getParent());
    Files.writeString(broken, "{");
    try (ScriptedServer server = ScriptedServer.responding(goodStream().getBytes(UTF_8));
        BenchProcess bench = BenchProcess.start(dir, "run", "--base-url=" + server.baseUrl())) {
      assertThat(bench.exitStatus()).as(bench.err()).isEqualTo(ExitStatus.SUCCESS);
      assertThat(bench.json().path("calibration").isNull()).isTrue();
      assertThat(bench.err()).contains("bench: " + broken + " is not a calibration: ");
    }
  }

  @Test
  void searchDoublesUsersUpToTheMaximumThatMeetsTheSlo() {
    try (ScriptedServer server = ScriptedServer.responding(goodStream().getBytes(UTF_8));
        BenchProcess bench = search(server, "--slo=error<1%", "--concurrency=4", "--warmup=0")) {
      assertThat(bench.exitStatus()).as(bench.err()).isEqualTo(ExitStatus.SUCCESS);

      assertThat(bench.json().path("found").asInt()).isEqualTo(4);
      assertThat(bench.json().path("levels").findValuesAsText("concurrency"))
          .containsExactly("1", "2", "4");
      assertThat(bench.json().path("partial").asBoolean()).isFalse();
      assertThat(bench.err())
          .contains("found: the SLO is met up to 4 users, the highest load allowed");
    }
  }

  @Test
  void rateSearchTriesNoMoreThanTheHighestGiven() {
    try (ScriptedServer server = ScriptedServer.responding(goodStream().getBytes(UTF_8));
        BenchProcess bench =
            search(
                server,
                "--slo=error<50%",
                "--rate=16.2",
                "--arrivals=constant",
                "--duration=2500ms",
                "--warmup=2")) {
      assertThat(bench.exitStatus()).as(bench.err()).isEqualTo(ExitStatus.SUCCESS);

      assertThat(bench.json().path("levels").findValuesAsText("rate"))
          .containsExactly("8.0", "16.2");
      assertThat(bench.json().path("found").asDouble()).isEqualTo(16.2);
      assertThat(bench.json().path("found_capped").asBoolean()).isTrue();
    }
  }

  @Test
  void searchWithoutAPassingLoadExitsWithFour() {
    try (ScriptedServer server = ScriptedServer.responding(goodStream().getBytes(UTF_8));
        BenchProcess bench =
            search(server, "--slo=rps>1000000", "--concurrency=2", "--total=2", "--warmup=0")) {
      assertThat(bench.exitStatus()).as(bench.err()).isEqualTo(ExitStatus.SLO_MISSED);

      assertThat(bench.json().path("found").isNull()).isTrue();
      assertThat(bench.json().path("levels")).hasSize(1);
      assertThat(bench.err())
          .contains("found: none; the SLO is missed even at 1 user.", "SLO missed");
    }
  }

  @Test
  void twoResultsAreMergedFromTheirFiles() {
    try (ScriptedServer server = ScriptedServer.responding(goodStream().getBytes(UTF_8))) {
      for (String name : new String[] {"a", "b"}) {
        try (BenchProcess bench =
            BenchProcess.sweep(
                dir, server, "--concurrency=2", "--total=30", "--results-dir=" + name)) {
          assertThat(bench.exitStatus()).as(bench.err()).isEqualTo(ExitStatus.SUCCESS);
        }
      }
    }
    try (BenchProcess bench = BenchProcess.start(dir, "merge", "a", "b/result.json")) {
      assertThat(bench.exitStatus()).as(bench.err()).isEqualTo(ExitStatus.SUCCESS);
      assertThat(bench.json().path("ok").asInt()).isEqualTo(60);
      assertThat(bench.json().at("/levels/0/histograms/ttft/count").asInt()).isEqualTo(60);
    }
    try (BenchProcess bench = BenchProcess.start(dir, "merge", "a/result.json")) {
      assertThat(bench.exitStatus()).isEqualTo(ExitStatus.USAGE);
    }
  }

  private BenchProcess search(ScriptedServer server, String... flags) {
    List<String> args = new ArrayList<>(List.of(flags));
    args.add("--find-max");
    return BenchProcess.sweep(dir, server, args.toArray(String[]::new));
  }
}
