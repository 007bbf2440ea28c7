package dev.firsttoken.bench.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import dev.firsttoken.bench.testing.BenchProcess;
import dev.firsttoken.bench.testing.TestBaseline;
import java.io.IOException;
import java.net.ConnectException;
import java.nio.file.Files;
import java.nio.file.Path;
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

/** The real {@code ./bench baselines} with baselines that the test adds, each a folder. */
@Tag("together")
class BaselinesIT {
  private static final Pattern UP = Pattern.compile("(press Ctrl-C)");
  private static final int TIMEOUT_SECONDS = 30;

  @TempDir Path dir;
  private Path baselines;
  private int benches;

  @BeforeEach
  void createFolder() throws IOException {
    baselines = Files.createDirectory(dir.resolve("baselines"));
  }

  /** Starts a bench with a directory for its output; all share the user's folders. */
  private BenchProcess start(String command, String... flags) throws IOException {
    benches++;
    Path output = Files.createDirectory(dir.resolve("bench" + benches));
    List<String> args = new ArrayList<>(List.of("baselines", command, "--dir=" + baselines));
    args.addAll(List.of(flags));
    Map<String, String> env =
        Map.of(
            "XDG_STATE_HOME", dir.resolve("state").toString(),
            "XDG_CACHE_HOME", dir.resolve("cache").toString());
    return BenchProcess.start(output, env, args.toArray(String[]::new));
  }

  private BenchProcess startAndAwait(String... flags) throws Exception {
    BenchProcess up = start("up", flags);
    up.awaitErr(UP);
    return up;
  }

  /** Runs a command to its end and returns its standard error. */
  private String run(int expectedStatus, String command, String... flags) throws IOException {
    try (BenchProcess bench = start(command, flags)) {
      assertThat(bench.exitStatus()).as(bench.err()).isEqualTo(expectedStatus);
      return bench.err();
    }
  }

  private JsonNode status() throws IOException {
    try (BenchProcess bench = start("status")) {
      assertThat(bench.exitStatus()).as(bench.err()).isEqualTo(ExitStatus.SUCCESS);
      return bench.json().path("baselines");
    }
  }

  private static void assertEnded(List<ProcessHandle> processes) throws Exception {
    for (ProcessHandle process : processes) {
      process.onExit().get(TIMEOUT_SECONDS, TimeUnit.SECONDS);
    }
  }

  @Test
  void folderWithATargetFileIsABaseline() throws Exception {
    TestBaseline first = TestBaseline.add(baselines, "first", "plain");
    TestBaseline second = TestBaseline.add(baselines, "second", "plain");
    Files.createDirectory(baselines.resolve("shared-code"));
    try (BenchProcess up = startAndAwait()) {
      JsonNode started = up.json().path("baselines");
      assertThat(started).hasSize(2);
      assertThat(started.path(0).path("name").asText()).isEqualTo("first");
      assertThat(started.path(0).path("url").asText())
          .isEqualTo("http://127.0.0.1:" + first.port().number());
      assertThat(started.path(0).path("start_ms").asInt()).isPositive();
      assertThat(Path.of(started.path(0).path("log").asText())).exists();
      assertThat(up.err()).containsPattern("second +http://127.0.0.1:\\d+ +\\d+ +\\d+ ms");
      assertThat(first.get("/health")).isEqualTo(200);

      JsonNode listed = status();
      assertThat(listed.path(1).path("state").asText()).isEqualTo("up");
      assertThat(listed.path(1).path("pid")).isEqualTo(started.path(1).path("pid"));
      assertThat(listed.path(1).path("rss_bytes").asLong()).isGreaterThan(1 << 20);

      assertThat(run(ExitStatus.SUCCESS, "down", "--only=first")).contains("stopped first (pid ");
      assertThatThrownBy(() -> first.get("/health")).isInstanceOf(ConnectException.class);
      assertThat(second.get("/health")).isEqualTo(200);
      assertThat(status().findValuesAsText("state")).containsExactly("down", "up");

      assertThat(run(ExitStatus.SUCCESS, "down")).contains("stopped second (pid ");
      assertThat(up.exitStatus()).isEqualTo(ExitStatus.SUCCESS);
      assertThat(up.err()).contains("first was stopped", "second was stopped");
      assertThat(run(ExitStatus.SUCCESS, "down")).contains("nothing to stop");
    }
  }

  @ParameterizedTest
  @CsvSource({"INT,130", "TERM,143", "KILL,137"})
  void nothingIsLeftRunningWhenTheBenchEnds(String signal, int status) throws Exception {
    TestBaseline.add(baselines, "forking", "forking");
    TestBaseline stubborn = TestBaseline.add(baselines, "stubborn", "stubborn");
    try (BenchProcess up = startAndAwait()) {
      List<ProcessHandle> processes = up.descendants();
      // Two guards with their readers, two servers, and the child of one of them.
      assertThat(processes).hasSize(2 * 2 + 2 + 1);
      switch (signal) {
        case "INT" -> up.interrupt();
        case "TERM" -> up.terminate();
        default -> up.kill();
      }

      assertThat(up.exitStatus()).isEqualTo(status);
      if (!signal.equals("KILL")) {
        assertThat(up.err())
            .contains("waiting for stubborn to end (2 s so far)")
            .endsWith("stopped forking, stubborn\n");
      }
      assertEnded(processes);
      assertThatThrownBy(() -> stubborn.get("/health")).isInstanceOf(ConnectException.class);
      assertThat(status().findValuesAsText("state")).containsExactly("down", "down");
    }
  }

  @Test
  @Tag("long")
  void takenPortNamesItsOwnerAndTheOthersGoOn() throws Exception {
    TestBaseline first = TestBaseline.add(baselines, "first", "plain");
    TestBaseline second = TestBaseline.add(baselines, "second", "plain");
    try (BenchProcess up = startAndAwait("--only=first")) {
      second.with("port", first.port().number());
      assertThat(run(ExitStatus.FAILED, "up", "--only=first"))
          .contains("first is up already at http://127.0.0.1:" + first.port().number());

      Files.delete(
          dir.resolve("state/first-token/baselines/port-%d.json".formatted(first.port().number())));
      assertThat(run(ExitStatus.FAILED, "up"))
          .containsPattern("first can't start: port \\d+ is taken by python[0-9.]* \\(pid \\d+\\)")
          .contains("second can't start", "no baseline was started");
      assertThat(up.children()).isNotEmpty();
    }
  }

  @Test
  @Tag("long")
  void secondBenchDoesNotTakeTheServerOfTheFirstForItsOwn() throws Exception {
    TestBaseline first = TestBaseline.add(baselines, "first", "plain");
    first.withPrepare("while [ ! -e go ]; do sleep 0.01; done");
    try (BenchProcess up = start("up")) {
      up.awaitErr(Pattern.compile("(preparing first)"));
      assertThat(run(ExitStatus.FAILED, "up"))
          .contains("first can't start: another bench is starting a server on port ")
          .doesNotContain("first is up");

      Files.createFile(first.folder().resolve("go"));
      up.awaitErr(UP);
      assertThat(run(ExitStatus.FAILED, "up")).contains("first is up already at ");
      assertThat(status().path(0).path("pid")).isEqualTo(up.json().at("/baselines/0/pid"));
    }
  }

  @Test
  @Tag("long")
  void downAndStatusAreAboutTheirFolderAlone() throws Exception {
    Path own = baselines;
    TestBaseline first = TestBaseline.add(own, "first", "plain");
    try (BenchProcess up = startAndAwait()) {
      baselines = Files.createDirectory(dir.resolve("others"));
      TestBaseline.add(baselines, "second", "plain");
      assertThat(status().findValuesAsText("name")).containsExactly("second");
      assertThat(run(ExitStatus.SUCCESS, "down"))
          .contains("nothing to stop: no baseline of %s is up".formatted(baselines));
      assertThat(first.get("/health")).isEqualTo(200);

      baselines = own;
      Files.writeString(first.folder().resolve("target.json"), "");
      assertThat(run(ExitStatus.SUCCESS, "down")).contains("stopped first (pid ");
      assertThat(up.exitStatus()).isEqualTo(ExitStatus.SUCCESS);
    }
  }

  @Test
  void failedPreparationIsReportedAndTheOthersGoOn() throws Exception {
    TestBaseline.add(baselines, "first", "plain").withPrepare("echo no network >&2; exit 9");
    TestBaseline.add(baselines, "second", "plain");
    try (BenchProcess up = startAndAwait()) {
      assertThat(up.err())
          .contains("first could not be prepared: sh -c echo no network", "exit status 9")
          .contains("\n  no network\n");

      run(ExitStatus.SUCCESS, "down");
      assertThat(up.exitStatus()).isEqualTo(ExitStatus.FAILED);
    }
  }

  @Test
  @Tag("long")
  void preparationRunsOnce() throws Exception {
    TestBaseline first = TestBaseline.add(baselines, "first", "plain");
    first.withPrepare("echo run >>runs; echo made >\"$0/made\"");
    for (int time = 0; time < 2; time++) {
      try (BenchProcess up = startAndAwait()) {
        up.interrupt();
        assertThat(up.exitStatus()).isEqualTo(128 + 2);
      }
    }

    assertThat(first.folder().resolve("runs")).hasContent("run");
    assertThat(dir.resolve("cache/first-token/baselines"))
        .isDirectoryContaining(
            folder -> Files.exists(folder.resolve("made")) && folder.toString().contains("first-"));
  }

  @Test
  void serverThatEndsAtItsStartIsReportedWithItsLastLines() throws Exception {
    TestBaseline.add(baselines, "first", "broken");

    assertThat(run(ExitStatus.FAILED, "up"))
        .contains("first ended with exit status 1. The last lines of its log ")
        .contains("\n  no module named serving\n");
  }

  @Test
  void serverThatIsNeverHealthyIsStopped() throws Exception {
    TestBaseline first = TestBaseline.add(baselines, "first", "unhealthy");
    first.with("start_timeout_s", 5);

    assertThat(run(ExitStatus.FAILED, "up"))
        .contains("first was not ready within 5 s: " + first.port().origin() + "/health")
        .contains("responded with status 503");
    assertThatThrownBy(() -> first.get("/health")).isInstanceOf(ConnectException.class);
  }

  @Test
  void interruptDuringTheStartEndsWhatWasStarted() throws Exception {
    TestBaseline.add(baselines, "first", "plain");
    TestBaseline second = TestBaseline.add(baselines, "second", "unhealthy");
    try (BenchProcess up = start("up")) {
      up.awaitErr(Pattern.compile("(waiting for second at " + second.port().origin() + ")"));
      List<ProcessHandle> processes = up.descendants();
      assertThat(processes).hasSize(2 * 2 + 2);
      up.interrupt();

      assertThat(up.exitStatus()).isEqualTo(128 + 2);
      assertEnded(processes);
      assertThat(up.err()).doesNotContain("press Ctrl-C");
      assertThat(up.out()).isEmpty();
    }
  }

  @Test
  @Tag("long")
  void serverThatEndsWhileItIsUpIsReportedOnce() throws Exception {
    TestBaseline first = TestBaseline.add(baselines, "first", "plain");
    TestBaseline.add(baselines, "second", "plain");
    try (BenchProcess up = startAndAwait()) {
      assertThatThrownBy(() -> first.get("/exit")).isInstanceOf(IOException.class);
      up.awaitErr(Pattern.compile("(first ended with exit status 7)"));
      assertThat(status().findValuesAsText("state")).containsExactly("down", "up");

      run(ExitStatus.SUCCESS, "down");
      assertThat(up.exitStatus()).isEqualTo(ExitStatus.FAILED);
      assertThat(up.err()).containsOnlyOnce("first ended").contains("\n  asked to exit\n");
    }
  }

  @Test
  @Tag("long")
  void baselineWithoutItsToolsIsNotRunAndTheOthersGoOn() throws Exception {
    TestBaseline.add(baselines, "first", "plain")
        .with("needs", List.of(Map.of("command", "python3", "version", "99")));
    TestBaseline.add(baselines, "second", "plain");
    try (BenchProcess up = startAndAwait()) {
      assertThat(up.err())
          .containsPattern("first is not run. python3 3[0-9.]+ is too old: first needs 99 or newer")
          .contains("Install it, or leave it out with --only=second.");

      run(ExitStatus.SUCCESS, "down");
      assertThat(up.exitStatus()).isEqualTo(ExitStatus.SUCCESS);
    }
    assertThat(run(ExitStatus.FAILED, "up", "--only=first")).contains("no baseline was started");
  }

  @Test
  @Tag("long")
  void relayIsStartedOnlyByName() throws Exception {
    TestBaseline.add(baselines, "first", "plain");
    TestBaseline.add(baselines, "second", "plain").with("modes", List.of("relay"));
    try (BenchProcess up = startAndAwait()) {
      assertThat(up.json().path("baselines").findValuesAsText("name")).containsExactly("first");
      assertThat(status().findValuesAsText("state")).containsExactly("up", "down");
      run(ExitStatus.SUCCESS, "down");
    }
  }

  @Test
  void namedRelayIsStartedInFrontOfTheUpstream() throws Exception {
    TestBaseline.add(baselines, "first", "plain");
    TestBaseline.add(baselines, "second", "plain")
        .with("modes", List.of("relay"))
        .printing("relays to {upstream}");
    try (BenchProcess up =
        startAndAwait("--only=first,second", "--upstream=http://127.0.0.1:9000/")) {
      JsonNode started = up.json().path("baselines");
      assertThat(started.findValuesAsText("name")).containsExactly("first", "second");
      assertThat(Path.of(started.path(1).path("log").asText()))
          .content()
          .startsWith("relays to http://127.0.0.1:9000\n");

      assertThat(run(ExitStatus.SUCCESS, "down")).contains("stopped second (pid ");
      assertThat(up.exitStatus()).isEqualTo(ExitStatus.SUCCESS);
    }
  }

  @ParameterizedTest
  @Tag("long")
  @CsvSource(
      delimiter = '|',
      value = {
        "--only=first,second"
            + " | --only=first,second: second only relays. Say where to, as in"
            + " --upstream=http://127.0.0.1:8080",
        "--upstream=http://127.0.0.1:9000"
            + " | --upstream=http://127.0.0.1:9000: no relay is to be started. Name those to"
            + " start, as in --only=NAME,NAME",
        "--only=first --upstream=http://127.0.0.1:9000"
            + " | --upstream=http://127.0.0.1:9000: no relay is to be started. Name those to"
            + " start, as in --only=NAME,NAME",
        "--only=second --upstream=http://127.0.0.1:9000/v1"
            + " | --upstream=http://127.0.0.1:9000/v1: must be an http URL without a path, such as"
            + " http://127.0.0.1:8080",
        "--only=second --upstream=https://127.0.0.1:9000"
            + " | --upstream=https://127.0.0.1:9000: must be an http URL without a path, such as"
            + " http://127.0.0.1:8080",
        "--only=second --upstream=127.0.0.1:9000"
            + " | --upstream=127.0.0.1:9000: must be an http URL without a path, such as"
            + " http://127.0.0.1:8080",
      })
  void wrongUseOfRelaysIsOneLine(String flags, String message) throws Exception {
    TestBaseline.add(baselines, "first", "plain");
    TestBaseline.add(baselines, "second", "plain").with("modes", List.of("relay"));

    assertThat(run(ExitStatus.USAGE, "up", flags.split(" "))).isEqualTo("bench: " + message + "\n");
  }

  @Test
  @Tag("long")
  void folderOfRelaysAloneNeedsNames() throws Exception {
    TestBaseline.add(baselines, "second", "plain").with("modes", List.of("relay"));

    assertThat(run(ExitStatus.USAGE, "up"))
        .isEqualTo(
            "bench: all baselines in %s are relays. Name those to start, and their upstream, as in"
                    .formatted(baselines)
                + " --only=NAME,NAME --upstream=http://127.0.0.1:8080\n");
  }

  @Test
  void wrongUsageIsOneLine() throws Exception {
    TestBaseline first = TestBaseline.add(baselines, "first", "plain");

    assertThat(run(ExitStatus.USAGE, "up", "--only=frist"))
        .isEqualTo("bench: --only=frist: there is no baseline \"frist\"; choose from first\n");

    Files.delete(first.folder().resolve("target.json"));
    assertThat(run(ExitStatus.USAGE, "up"))
        .isEqualTo(
            "bench: there is no baseline in %s: a baseline is a folder with a target.json\n"
                .formatted(baselines));

    Files.delete(first.folder());
    Files.delete(baselines);
    assertThat(run(ExitStatus.USAGE, "up"))
        .isEqualTo("bench: the baselines can't be listed: there is no %s\n".formatted(baselines));
  }
}
