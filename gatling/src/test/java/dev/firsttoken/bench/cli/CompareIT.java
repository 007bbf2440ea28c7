package dev.firsttoken.bench.cli;

import static dev.firsttoken.bench.testing.ChatResponses.goodStream;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.firsttoken.bench.CompareSimulation;
import dev.firsttoken.bench.samples.LevelBegin;
import dev.firsttoken.bench.samples.SampleFile;
import dev.firsttoken.bench.samples.SampleLog;
import dev.firsttoken.bench.testing.BenchProcess;
import dev.firsttoken.bench.testing.TestBaseline;
import dev.firsttoken.wire.testing.ScriptedServer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The real {@code ./bench compare} with real proxies, and with servers that fail. */
class CompareIT {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final Pattern IN_ROUND_TWO = Pattern.compile("(round 2 )");
  private static final String TWO = "--targets=micronaut,again=micronaut";
  private static final String THREE = TWO + ",third=micronaut";
  private static final String END_EARLY =
      """
      log=$(ls "$XDG_STATE_HOME"/first-token/baselines/early-*.log)
      port=${log##*early-}
      python3 -c "import urllib.request as r; r.urlopen('http://127.0.0.1:${port%.log}/exit')" || :
      echo ended the first; exit 1
      """;
  private static final int TIMEOUT_SECONDS = 30;
  private static final Duration DEMO_TIMEOUT = Duration.ofMinutes(6);

  @TempDir Path dir;
  private Path baselines;
  private Path run;

  @BeforeEach
  void createFolders() throws IOException {
    baselines = Files.createDirectory(dir.resolve("baselines"));
    run = dir.resolve("run");
  }

  /** Starts a comparison with short rounds: streams of ten events, 2 ms apart. */
  private BenchProcess start(String... flags) {
    List<String> args =
        new ArrayList<>(
            List.of(
                "compare",
                "--dir=" + baselines,
                "--results-dir=" + run,
                "--frames=10",
                "--delay-ms=2",
                "--warmup=4",
                "--concurrency=2"));
    args.addAll(List.of(flags));
    Map<String, String> env =
        Map.of(
            "XDG_STATE_HOME", dir.resolve("state").toString(),
            "XDG_CACHE_HOME", dir.resolve("cache").toString());
    return BenchProcess.start(dir, env, args.toArray(String[]::new));
  }

  private JsonNode read(String file) throws IOException {
    return JSON.readTree(run.resolve(file).toFile());
  }

  private JsonNode failureOf(JsonNode comparison, String target) {
    for (JsonNode entry : comparison.path("targets")) {
      if (entry.path("name").asText().equals(target)) {
        return entry.path("failure");
      }
    }
    throw new AssertionError("no target " + target + " in " + comparison);
  }

  private static void assertEnded(List<ProcessHandle> processes) throws Exception {
    for (ProcessHandle process : processes) {
      process.onExit().get(TIMEOUT_SECONDS, TimeUnit.SECONDS);
    }
  }

  /** Cores that the main thread of a process may use. */
  private static String allowedCores(long pid) throws IOException {
    return Files.readAllLines(Path.of("/proc", Long.toString(pid), "status")).stream()
        .filter(line -> line.startsWith("Cpus_allowed_list:"))
        .findFirst()
        .orElseThrow();
  }

  private List<String> order() {
    List<String> order = new ArrayList<>();
    SampleFile.open(run.resolve(SampleLog.FILE_NAME))
        .forEach(
            entry -> {
              if (entry instanceof LevelBegin begin) {
                order.add(begin.plan().round() + " " + begin.plan().nameWithTarget());
              }
            });
    return order;
  }

  @Test
  void serversAreMeasuredInTurnsAndTheComparisonIsMadeAgainFromTheSamples() throws Exception {
    try (BenchProcess bench = start(TWO, "--rounds=2", "--total=8")) {
      assertThat(bench.exitStatus()).as(bench.err()).isEqualTo(ExitStatus.SUCCESS);
      JsonNode comparison = bench.json();
      assertThat(comparison.path("schema").asText()).isEqualTo("firsttoken.compare/1");
      assertThat(comparison.path("targets").findValuesAsText("name"))
          .contains("micronaut", "again");
      assertThat(read("compare.json")).isEqualTo(comparison);
    }
    assertThat(order())
        .containsExactly("1 micronaut c=2", "1 again c=2", "2 again c=2", "2 micronaut c=2");
    JsonNode level = read("result.json").path("levels").path(0);
    assertThat(level.path("target").asText()).isEqualTo("micronaut");
    assertThat(level.path("ok").asInt()).isEqualTo(16);
    assertThat(level.path("rounds")).hasSize(2);
    assertThat(level.path("rounds").path(1).path("ttft_p50").asDouble()).isPositive();

    JsonNode before = read("compare.json");
    Files.delete(run.resolve("compare.json"));
    try (BenchProcess report = BenchProcess.start(dir, "report", run.toString())) {
      assertThat(report.exitStatus()).as(report.err()).isEqualTo(ExitStatus.SUCCESS);
      assertThat(report.json()).isEqualTo(before);
    }
    assertThat(read("compare.json")).isEqualTo(before);
  }

  @Test
  void expectationThatFailsDecidesTheExitStatus() {
    String[] flags = {
      TWO, "--rounds=3", "--total=8", "--expect=micronaut>=again*100:rps", "--markdown=table.md"
    };
    try (BenchProcess bench = start(flags)) {
      assertThat(bench.exitStatus()).as(bench.err()).isEqualTo(ExitStatus.SLO_MISSED);
      assertThat(dir.resolve("table.md")).content().contains("| micronaut");
    }
  }

  @Test
  @Tag("long")
  void serverThatDiesIsMarkedAndTheOthersGoOn() throws Exception {
    try (BenchProcess bench = start(THREE, "--rounds=4", "--total=200")) {
      bench.awaitErr(Pattern.compile("(third serves at)"));
      List<ProcessHandle> processes = bench.descendants();
      bench.awaitErr(IN_ROUND_TWO);
      ProcessHandle again = bench.children().get(1);
      again.destroyForcibly();

      assertThat(bench.exitStatus()).as(bench.err()).isEqualTo(ExitStatus.FAILED);
      assertThat(bench.err()).contains("again is out: it ended with exit status 137");
      assertThat(failureOf(bench.json(), "again").asText()).startsWith("it ended with");
      assertThat(failureOf(bench.json(), "third").isNull()).isTrue();
      assertEnded(processes);
    }
    assertThat(order()).contains("4 micronaut c=2", "4 third c=2").doesNotContain("4 again c=2");
  }

  @ParameterizedTest
  @Tag("long")
  @CsvSource({"INT,130", "TERM,143", "KILL,137"})
  void nothingIsLeftRunningWhenTheBenchEnds(String signal, int status) throws Exception {
    TestBaseline.add(baselines, "forking", "forking");
    try (BenchProcess bench =
        start(TWO + ",forking", "--reference=micronaut", "--rounds=50", "--total=200")) {
      bench.awaitErr(Pattern.compile("(round 1 )"));
      List<ProcessHandle> processes = bench.descendants();
      switch (signal) {
        case "INT" -> bench.interrupt();
        case "TERM" -> bench.terminate();
        default -> bench.kill();
      }
      assertThat(bench.exitStatus()).isEqualTo(status);
      assertEnded(processes);
      if (!signal.equals("KILL")) {
        assertThat(bench.err()).as("they ended with the bench").doesNotContain("is out");
        assertThat(read("result.json").path("partial").asBoolean()).isTrue();
        assertThat(run.resolve("compare.json")).exists();
      }
    }
  }

  @Test
  @Tag("long")
  void serverThatCannotBeMeasuredIsMarkedWithTheReason() throws Exception {
    TestBaseline.add(baselines, "notchat", "plain");
    TestBaseline.add(baselines, "broken", "plain").withPrepare("echo no such package; exit 3");
    TestBaseline.add(baselines, "toolless", "plain")
        .with("needs", List.of(Map.of("command", "no-such-tool")));
    try (BenchProcess bench = start(TWO + ",notchat,broken,toolless", "--rounds=2", "--total=40")) {
      assertThat(bench.exitStatus()).as(bench.err()).isEqualTo(ExitStatus.FAILED);
      JsonNode comparison = bench.json();
      assertThat(failureOf(comparison, "broken").asText()).contains("no such package");
      assertThat(failureOf(comparison, "toolless").asText()).contains("no-such-tool");
      assertThat(failureOf(comparison, "notchat").asText()).contains("HTTP 501");
      assertThat(failureOf(comparison, "again").isNull()).isTrue();
    }
    assertThat(order()).endsWith("2 again c=2", "2 micronaut c=2");
  }

  /** The preparation of the second server ends the first one, by its log's name and /exit. */
  @Test
  @Tag("long")
  void serverThatEndsBeforeTheLoadIsMarked() throws Exception {
    TestBaseline.add(baselines, "early", "plain");
    TestBaseline.add(baselines, "later", "plain").withPrepare(END_EARLY);
    try (BenchProcess bench =
        start(
            "--targets=early,later,micronaut,again=micronaut",
            "--reference=micronaut",
            "--rounds=2",
            "--total=8")) {
      assertThat(bench.exitStatus()).as(bench.err()).isEqualTo(ExitStatus.FAILED);
      assertThat(bench.err()).contains("early is out: early ended with exit status 7");
      assertThat(failureOf(bench.json(), "early").asText()).startsWith("early ended with");
      assertThat(failureOf(bench.json(), "later").asText()).contains("ended the first");
      assertThat(failureOf(bench.json(), "again").isNull()).isTrue();
    }
    assertThat(order())
        .containsExactlyInAnyOrder(
            "1 micronaut c=2", "1 again c=2", "2 again c=2", "2 micronaut c=2");
  }

  @Test
  void wrongTargetIsUsageAndListsTheServers() {
    try (BenchProcess bench = start("--targets=micronaut,expres")) {
      assertThat(bench.exitStatus()).isEqualTo(ExitStatus.USAGE);
      assertThat(bench.err())
          .contains("there is no server \"expres\" for --mode=synthetic; choose from micronaut");
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
  void twoEarlierResultsAreComparedAsMeasuredAtDifferentTimes() {
    try (ScriptedServer server = ScriptedServer.responding(goodStream().getBytes(UTF_8))) {
      sweep(server, "one", "2");
      sweep(server, "two", "3");
      sweep(server, "single", "1");
    }
    JsonNode comparison =
        runToEnd(ExitStatus.SUCCESS, "compare", "one/result.json", "two/result.json");
    assertThat(comparison.path("measured_at_different_times").asBoolean()).isTrue();
    assertThat(comparison.path("reference").asText()).isEqualTo("base");
    assertThat(comparison.path("targets").path(1).path("levels")).hasSize(2);
    assertThat(comparison.path("verdicts").findValuesAsText("target"))
        .isNotEmpty()
        .containsOnly("new");

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
    try (BenchProcess bench = start(targets, flag.equals(targets) ? "--rounds=2" : flag)) {
      assertThat(bench.exitStatus()).isEqualTo(ExitStatus.USAGE);
      assertThat(bench.err()).contains(message).doesNotContain("serves at");
    }
  }

  @Test
  @Tag("long")
  void relayIsComparedWithItsUpstream() throws Exception {
    String[] flags = {"--mode=relay", "--targets=direct,micronaut", "--rounds=3", "--total=8"};
    try (BenchProcess bench = start(flags)) {
      assertThat(bench.exitStatus()).as(bench.err()).isEqualTo(ExitStatus.SUCCESS);
      JsonNode comparison = bench.json();
      assertThat(comparison.path("mode").asText()).isEqualTo("relay");
      assertThat(comparison.path("reference").asText()).isEqualTo("micronaut");
      JsonNode relay = comparison.path("targets").path(1).path("levels").path(0);
      assertThat(relay.path("transit_p50").asDouble()).isPositive();
      assertThat(relay.path("added_ms").path("ttft_p50").path("value").isNumber()).isTrue();
    }
    assertThat(read("result.json").path("levels").path(0).path("ok").asInt()).isEqualTo(24);
  }

  @Test
  @Tag("long")
  void pilotPlansTheRoundsOfServersOnCoresOfTheirOwn() throws Exception {
    String[] flags = {TWO, "--resolve=50%:rps", "--max-rounds=11", "--total=200", "--pin"};
    assumeThat(Runtime.getRuntime().availableProcessors()).isGreaterThan(1);
    try (BenchProcess bench = start(flags)) {
      bench.awaitErr(IN_ROUND_TWO);
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
        BenchProcess.start(dir, Map.of("PORT", "1"), "demo", "--results-dir=" + run)) {
      demo.awaitErr(Pattern.compile("(round 1 )"));
      List<ProcessHandle> processes = demo.descendants();
      assertThat(demo.exitStatus(DEMO_TIMEOUT)).as(demo.err()).isEqualTo(ExitStatus.SUCCESS);
      assertThat(demo.json().path("targets").findValuesAsText("name"))
          .contains("micronaut", "netty");
      assertEnded(processes);
    }
  }

  @ParameterizedTest
  @CsvSource({"direct=micronaut", "floor=direct", "direct:SYN_SPIN_US=1"})
  void directIsTheUpstreamAlone(String target) {
    try (BenchProcess bench = start("--mode=relay", "--targets=micronaut," + target)) {
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
            "resultsDir=" + run)) {
      assertThat(bench.exitStatus()).as(bench.err()).isZero();
      assertThat(bench.err()).contains("again");
    }
    assertThat(read("compare.json").path("targets")).hasSize(2);
  }
}
