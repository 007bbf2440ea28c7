package dev.firsttoken.bench.cli;

import static dev.firsttoken.bench.testing.ChatResponses.goodStream;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.firsttoken.bench.CompareSimulation;
import dev.firsttoken.bench.testing.BenchProcess;
import dev.firsttoken.wire.testing.ScriptedServer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The real {@code ./bench compare} with real proxies. */
@Tag("together")
class CompareIT {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final Pattern PROGRESS = Pattern.compile("(round \\d+ )");
  private static final String TWO = "--targets=micronaut,again=micronaut";
  private static final Duration DEMO_TIMEOUT = Duration.ofMinutes(6);

  @TempDir Path dir;
  private TestComparison comparison;

  @BeforeEach
  void createFolders() throws IOException {
    comparison = TestComparison.in(dir);
  }

  /** Cores that the main thread of a process may use. */
  private static String allowedCores(long pid) throws IOException {
    return Files.readAllLines(Path.of("/proc", Long.toString(pid), "status")).stream()
        .filter(line -> line.startsWith("Cpus_allowed_list:"))
        .findFirst()
        .orElseThrow();
  }

  @Test
  void serversAreMeasuredInTurnsAndTheComparisonIsMadeAgainFromTheSamples() throws Exception {
    try (BenchProcess bench = comparison.start(TWO, "--rounds=2", "--total=8")) {
      assertThat(bench.exitStatus()).as(bench.err()).isEqualTo(ExitStatus.SUCCESS);
      JsonNode json = bench.json();
      assertThat(json.path("schema").asText()).isEqualTo("firsttoken.compare/1");
      assertThat(json.path("targets").findValuesAsText("name")).contains("micronaut", "again");
      assertThat(comparison.read("compare.json")).isEqualTo(json);
    }
    assertThat(comparison.order())
        .containsExactly("1 micronaut c=2", "1 again c=2", "2 again c=2", "2 micronaut c=2");
    JsonNode level = comparison.read("result.json").path("levels").path(0);
    assertThat(level.path("target").asText()).isEqualTo("micronaut");
    assertThat(level.path("ok").asInt()).isEqualTo(16);
    assertThat(level.path("rounds")).hasSize(2);
    assertThat(level.path("rounds").path(1).path("ttft_p50").asDouble()).isPositive();

    JsonNode before = comparison.read("compare.json");
    Files.delete(comparison.run().resolve("compare.json"));
    try (BenchProcess report = BenchProcess.start(dir, "report", comparison.run().toString())) {
      assertThat(report.exitStatus()).as(report.err()).isEqualTo(ExitStatus.SUCCESS);
      assertThat(report.json()).isEqualTo(before);
    }
    assertThat(comparison.read("compare.json")).isEqualTo(before);
  }

  @Test
  void expectationThatFailsDecidesTheExitStatus() {
    String[] flags = {
      TWO, "--rounds=3", "--total=8", "--expect=micronaut>=again*100:rps", "--markdown=table.md"
    };
    try (BenchProcess bench = comparison.start(flags)) {
      assertThat(bench.exitStatus()).as(bench.err()).isEqualTo(ExitStatus.SLO_MISSED);
      assertThat(dir.resolve("table.md")).content().contains("| micronaut");
    }
  }

  @Test
  void wrongTargetIsUsageAndListsTheServers() {
    try (BenchProcess bench = comparison.start("--targets=micronaut,expres")) {
      assertThat(bench.exitStatus()).isEqualTo(ExitStatus.USAGE);
      assertThat(bench.err())
          .contains(
              "--targets: no server \"expres\" generates a stream itself; choose from micronaut");
    }
  }

  /** Runs a command to its end. */
  private JsonNode runToEnd(int status, String... args) {
    try (BenchProcess bench = BenchProcess.start(dir, args)) {
      assertThat(bench.exitStatus()).as(bench.err()).isEqualTo(status);
      return bench.out().isEmpty() ? JSON.createObjectNode().put("err", bench.err()) : bench.json();
    }
  }

  private void sweep(ScriptedServer server, String name, String rounds) {
    runToEnd(
        ExitStatus.SUCCESS,
        "sweep",
        "--base-url=" + server.baseUrl(),
        "--concurrency=1,2",
        "--total=4",
        "--warmup=1",
        "--scrape=off",
        "--rounds=" + rounds,
        "--results-dir=" + dir.resolve(name));
  }

  @Test
  @Tag("long")
  void twoEarlierResultsAreComparedAsMeasuredAtDifferentTimes() {
    try (ScriptedServer server = ScriptedServer.responding(goodStream().getBytes(UTF_8))) {
      sweep(server, "one", "2");
      sweep(server, "two", "3");
      sweep(server, "single", "1");
    }
    JsonNode json = runToEnd(ExitStatus.SUCCESS, "compare", "one", "two/result.json");
    assertThat(json.path("measured_at_different_times").asBoolean()).isTrue();
    assertThat(json.path("reference").asText()).isEqualTo("base");
    assertThat(json.path("targets").path(1).path("levels")).hasSize(2);
    assertThat(json.path("verdicts").findValuesAsText("target")).isNotEmpty().containsOnly("new");

    assertThat(
            runToEnd(ExitStatus.USAGE, "compare", "one/result.json", "single/result.json")
                .path("err")
                .asText())
        .contains("single/result.json", "sweep --rounds=10");
    assertThat(runToEnd(ExitStatus.USAGE, "compare", "one/result.json").path("err").asText())
        .contains("compare: takes no result or two, got 1");
    assertThat(
            runToEnd(ExitStatus.USAGE, "compare", "--rounds=3", "one/result.json", "x.json")
                .path("err")
                .asText())
        .contains("--rounds: can't be given with two results");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "--reference=other | --reference=other: must be a target: micronaut, again",
        "--expect=micronaut<=other:rps | --expect=micronaut<=other:rps: ",
        "--resolve=200% | --resolve=200%: must be from 1% to 100%",
        "--targets=micronaut | needs at least two servers; to compare one with itself, give it"
            + " twice",
      })
  void settingThatCannotBeUsedIsToldBeforeAServerStarts(String flag, String message) {
    String targets = flag.startsWith("--targets") ? flag : TWO;
    try (BenchProcess bench =
        comparison.start(targets, flag.equals(targets) ? "--rounds=2" : flag)) {
      assertThat(bench.exitStatus()).isEqualTo(ExitStatus.USAGE);
      assertThat(bench.err()).contains(message).doesNotContain("serves at");
    }
  }

  @Test
  @Tag("long")
  void relayIsComparedWithItsUpstream() throws Exception {
    String[] flags = {"--mode=relay", "--targets=direct,micronaut", "--rounds=3", "--total=8"};
    try (BenchProcess bench = comparison.start(flags)) {
      assertThat(bench.exitStatus()).as(bench.err()).isEqualTo(ExitStatus.SUCCESS);
      JsonNode json = bench.json();
      assertThat(json.path("mode").asText()).isEqualTo("relay");
      assertThat(json.path("reference").asText()).isEqualTo("micronaut");
      JsonNode relay = json.path("targets").path(1).path("levels").path(0);
      assertThat(relay.path("transit_p50").asDouble()).isPositive();
      assertThat(relay.path("added_ms").path("ttft_p50").path("value").isNumber()).isTrue();
    }
    assertThat(comparison.read("result.json").path("levels").path(0).path("ok").asInt())
        .isEqualTo(24);
  }

  @Test
  @Tag("long")
  void pilotPlansTheRoundsOfServersOnCoresOfTheirOwn() throws Exception {
    String[] flags = {TWO, "--resolve=50%:rps", "--max-rounds=11", "--total=40", "--pin"};
    assumeThat(Runtime.getRuntime().availableProcessors()).isGreaterThan(1);
    try (BenchProcess bench = comparison.start(flags)) {
      bench.awaitErr(PROGRESS);
      List<String> cores = new ArrayList<>();
      for (ProcessHandle server : bench.children()) {
        cores.add(allowedCores(server.pid()));
      }
      assertThat(cores).hasSize(2).containsOnly(cores.getFirst());
      assertThat(cores.getFirst())
          .as("cores of the servers")
          .isNotEqualTo(allowedCores(bench.pid()))
          .isNotEqualTo(allowedCores(ProcessHandle.current().pid()));

      assertThat(bench.exitStatus()).as(bench.err()).isEqualTo(ExitStatus.SUCCESS);
      assertThat(bench.err())
          .containsPattern("the pilot of 10 rounds is done; 1[01] rounds in all");
      assertThat(bench.json().path("rounds").asInt()).isBetween(10, 11);
    }
  }

  @Test
  @Tag("long")
  void demoComparesWhatCanRunHereAndLeavesNothingRunning() throws Exception {
    try (BenchProcess demo =
        BenchProcess.start(
            dir, Map.of("PORT", "1"), "demo", "--rounds=2", "--results-dir=" + comparison.run())) {
      demo.awaitErr(PROGRESS);
      List<ProcessHandle> processes = demo.descendants();
      assertThat(demo.exitStatus(DEMO_TIMEOUT)).as(demo.err()).isEqualTo(ExitStatus.SUCCESS);
      assertThat(demo.json().path("targets").findValuesAsText("name"))
          .contains("micronaut", "netty");
      assertThat(demo.json().path("rounds").asInt()).isEqualTo(2);
      TestComparison.assertEnded(processes);
    }
  }

  @ParameterizedTest
  @CsvSource({"direct=micronaut", "floor=direct", "direct:SYN_SPIN_US=1"})
  void directIsTheUpstreamAlone(String target) {
    try (BenchProcess bench = comparison.start("--mode=relay", "--targets=micronaut," + target)) {
      assertThat(bench.exitStatus()).isEqualTo(ExitStatus.USAGE);
      assertThat(bench.err()).contains("--targets: direct is the upstream itself");
    }
  }

  @Test
  @Tag("long")
  void mavenComparesTheSame() throws Exception {
    try (BenchProcess bench =
        BenchProcess.simulate(
            CompareSimulation.class,
            dir,
            "firsttoken.home=" + BenchProcess.launcher().getParent(),
            "targets=micronaut,again=micronaut",
            "rounds=2",
            "concurrency=2",
            "total=8",
            "warmup=2",
            "frames=5",
            "delayMs=1",
            "resultsDir=" + comparison.run())) {
      assertThat(bench.exitStatus()).as(bench.err()).isZero();
      assertThat(bench.err()).contains("again");
    }
    assertThat(comparison.read("compare.json").path("targets")).hasSize(2);
  }
}
