package dev.firsttoken.bench.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.firsttoken.bench.testing.BenchProcess;
import dev.firsttoken.bench.testing.TestBaseline;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The real {@code ./bench compare} with servers that fail, and with signals. */
@Tag("together")
class CompareFailuresIT {
  private static final Pattern PROGRESS = Pattern.compile("(round \\d+ )");
  private static final String TWO = "--targets=micronaut,again=micronaut";
  private static final String THREE = TWO + ",third=micronaut";
  private static final String NOWHERE = "http://127.0.0.1:1";
  private static final String END_EARLY =
      """
      log=$(ls "$XDG_STATE_HOME"/first-token/baselines/early-*.log)
      port=${log##*early-}
      python3 -c "import urllib.request as r; r.urlopen('http://127.0.0.1:${port%.log}/exit')" || :
      echo ended the first; exit 1
      """;

  @TempDir Path dir;
  private TestComparison comparison;

  @BeforeEach
  void createFolders() throws IOException {
    comparison = TestComparison.in(dir);
  }

  @Test
  @Tag("long")
  void serverThatDiesIsMarkedAndTheOthersGoOn() throws Exception {
    try (BenchProcess bench = comparison.start(THREE, "--rounds=3", "--total=120")) {
      bench.awaitErr(Pattern.compile("(third serves at)"));
      List<ProcessHandle> processes = bench.descendants();
      bench.awaitErr(PROGRESS);
      ProcessHandle again = bench.children().get(1);
      again.destroyForcibly();

      assertThat(bench.exitStatus()).as(bench.err()).isEqualTo(ExitStatus.FAILED);
      assertThat(bench.err()).contains("again is out: it ended with exit status 137");
      assertThat(TestComparison.failureOf(bench.json(), "again").asText())
          .startsWith("it ended with");
      assertThat(TestComparison.failureOf(bench.json(), "third").isNull()).isTrue();
      TestComparison.assertEnded(processes);
    }
    assertThat(comparison.order())
        .contains("3 micronaut c=2", "3 third c=2")
        .doesNotContain("3 again c=2");
  }

  @ParameterizedTest
  @Tag("long")
  @CsvSource({"INT,130", "TERM,143", "KILL,137"})
  void nothingIsLeftRunningWhenTheBenchEnds(String signal, int status) throws Exception {
    TestBaseline.add(comparison.baselines(), "forking", "forking");
    try (BenchProcess bench =
        comparison.start(TWO + ",forking", "--reference=micronaut", "--rounds=50", "--total=200")) {
      bench.awaitErr(PROGRESS);
      List<ProcessHandle> processes = bench.descendants();
      switch (signal) {
        case "INT" -> bench.interrupt();
        case "TERM" -> bench.terminate();
        default -> bench.kill();
      }
      assertThat(bench.exitStatus()).isEqualTo(status);
      TestComparison.assertEnded(processes);
      if (!signal.equals("KILL")) {
        assertThat(bench.err()).as("they ended with the bench").doesNotContain("is out");
        assertThat(comparison.read("result.json").path("partial").asBoolean()).isTrue();
        assertThat(comparison.run().resolve("compare.json")).exists();
      }
    }
  }

  @Test
  @Tag("long")
  void serverThatCannotBeMeasuredIsMarkedWithTheReason() throws Exception {
    TestBaseline.add(comparison.baselines(), "notchat", "plain");
    TestBaseline.add(comparison.baselines(), "broken", "plain")
        .withPrepare("echo no such package; exit 3");
    TestBaseline.add(comparison.baselines(), "toolless", "plain")
        .with("needs", List.of(Map.of("command", "no-such-tool")));
    TestBaseline.add(comparison.baselines(), "invalid", "plain").with("modes", "relay");
    String targets = TWO + ",notchat,broken,toolless,invalid";
    try (BenchProcess bench = comparison.start(targets, "--rounds=2", "--total=40")) {
      assertThat(bench.exitStatus()).as(bench.err()).isEqualTo(ExitStatus.FAILED);
      JsonNode json = bench.json();
      assertThat(TestComparison.failureOf(json, "broken").asText()).contains("no such package");
      assertThat(TestComparison.failureOf(json, "toolless").asText()).contains("no-such-tool");
      assertThat(TestComparison.failureOf(json, "invalid").asText())
          .contains("modes must be a list");
      assertThat(TestComparison.failureOf(json, "notchat").asText()).contains("HTTP 501");
      assertThat(TestComparison.failureOf(json, "again").isNull()).isTrue();
    }
    assertThat(comparison.order()).endsWith("2 again c=2", "2 micronaut c=2");
  }

  /** The preparation of the second server ends the first one, by its log's name and /exit. */
  @Test
  @Tag("long")
  void serverThatEndsBeforeTheLoadIsMarked() throws Exception {
    TestBaseline.add(comparison.baselines(), "early", "plain");
    TestBaseline.add(comparison.baselines(), "later", "plain").withPrepare(END_EARLY);
    try (BenchProcess bench =
        comparison.start(
            "--targets=early,later,micronaut,again=micronaut",
            "--reference=micronaut",
            "--rounds=2",
            "--total=8")) {
      assertThat(bench.exitStatus()).as(bench.err()).isEqualTo(ExitStatus.FAILED);
      assertThat(bench.err()).contains("early is out: early ended with exit status 7");
      assertThat(TestComparison.failureOf(bench.json(), "early").asText())
          .startsWith("early ended with");
      assertThat(TestComparison.failureOf(bench.json(), "later").asText())
          .contains("ended the first");
      assertThat(TestComparison.failureOf(bench.json(), "again").isNull()).isTrue();
    }
    assertThat(comparison.order())
        .containsExactlyInAnyOrder(
            "1 micronaut c=2", "1 again c=2", "2 again c=2", "2 micronaut c=2");
  }

  @Test
  @Tag("long")
  void addressThatNothingServesIsMarkedAndTheOthersGoOn() throws Exception {
    try (BenchProcess bench =
        comparison.start(TWO + ",gone=" + NOWHERE, "--rounds=2", "--total=8")) {
      assertThat(bench.exitStatus()).as(bench.err()).isEqualTo(ExitStatus.FAILED);
      assertThat(bench.err()).contains("bench: gone is left out: can't reach " + NOWHERE);
      assertThat(TestComparison.failureOf(bench.json(), "gone").asText())
          .startsWith("can't reach " + NOWHERE);
      assertThat(TestComparison.failureOf(bench.json(), "again").isNull()).isTrue();
    }
    assertThat(comparison.order())
        .containsExactlyInAnyOrder(
            "1 micronaut c=2", "1 again c=2", "2 again c=2", "2 micronaut c=2");
  }

  @Test
  void oneReachableServerIsNothingToCompare() {
    try (BenchProcess bench = comparison.start("--targets=one=%s,two=%1$s".formatted(NOWHERE))) {
      assertThat(bench.exitStatus()).as(bench.err()).isEqualTo(ExitStatus.UNREACHABLE);
      assertThat(bench.err())
          .contains(
              "one is left out: can't reach",
              "two is left out: can't reach",
              "bench: fewer than two servers can be reached: see above");
    }
  }

  @Test
  @Tag("long")
  void relaysAreOutWhenTheirUpstreamEnds() throws Exception {
    try (BenchProcess bench =
        comparison.start(
            "--mode=relay", "--targets=direct,micronaut", "--rounds=60", "--total=60")) {
      bench.awaitErr(Pattern.compile("(micronaut serves at)"));
      List<ProcessHandle> processes = bench.descendants();
      ProcessHandle upstream = serverOf(bench.children().getFirst());
      bench.awaitErr(PROGRESS);
      upstream.destroyForcibly();

      assertThat(bench.exitStatus()).as(bench.err()).isEqualTo(ExitStatus.FAILED);
      for (String name : List.of("direct", "micronaut")) {
        assertThat(bench.err()).contains(name + " is out: its upstream ended: ");
        assertThat(TestComparison.failureOf(bench.json(), name).asText())
            .startsWith("its upstream ended: ");
      }
      TestComparison.assertEnded(processes);
    }
  }

  /** Returns the server below its guard. */
  private static ProcessHandle serverOf(ProcessHandle guard) {
    return guard
        .children()
        .filter(child -> child.info().command().orElse("").endsWith("/java"))
        .findFirst()
        .orElseThrow();
  }

  /** The first server runs, and the second one is being prepared. */
  @Test
  @Tag("long")
  void interruptWhileServersStartLeavesNothingRunning() throws Exception {
    TestBaseline.add(comparison.baselines(), "slow", "plain").withPrepare("sleep 600; exit 1");
    try (BenchProcess bench = comparison.start(TWO + ",slow")) {
      bench.awaitErr(Pattern.compile("(preparing slow)"));
      List<ProcessHandle> processes = bench.descendants();
      bench.interrupt();
      assertThat(bench.exitStatus()).as(bench.err()).isEqualTo(130);
      assertThat(processes).hasSizeGreaterThan(2);
      TestComparison.assertEnded(processes);
    }
  }
}
