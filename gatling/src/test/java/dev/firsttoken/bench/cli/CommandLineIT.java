package dev.firsttoken.bench.cli;

import static dev.firsttoken.bench.testing.ChatResponses.goodStream;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.firsttoken.bench.testing.BenchProcess;
import dev.firsttoken.wire.testing.ScriptedServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Usage errors, help and standard output of the command line. */
class CommandLineIT {
  @TempDir Path dir;

  @Test
  void unreachableTargetIsReported() throws IOException {
    int closedPort;
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      closedPort = socket.getLocalPort();
    }
    for (String command : new String[] {"run", "sweep", "smoke"}) {
      try (BenchProcess bench =
          BenchProcess.start(dir, command, "--base-url=http://127.0.0.1:" + closedPort)) {
        assertThat(bench.exitStatus()).isEqualTo(ExitStatus.UNREACHABLE);
        assertThat(bench.out()).isEmpty();
        assertThat(bench.err().strip().lines()).hasSize(1);
        assertThat(bench.err()).contains("can't reach http://127.0.0.1:" + closedPort);
      }
    }
    assertThat(dir.resolve("results")).doesNotExist();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "sweep --total=0 | --total=0: must be a whole number from 1 to 10,000,000",
        "sweep --totl=3 | did you mean --total or --tokenizer?",
        "swep | did you mean sweep or report?",
        "run --timeout | --timeout",
        "sweep --ca-file=/no/such.pem | must be a readable PEM file",
        "report nowhere | nowhere: no such file or directory",
        "report a b | report: several results make one HTML file; name it, for example --out=",
        "serve --results=nowhere | --results=nowhere: must be a directory",
        "run --out=no/such/dir.html | --out=no/such/dir.html: must be a file in an existing"
            + " directory",
        "report | PATH",
        "merge a b --json=x --csv=x | --csv=x: must be a different file from --json",
        "merge a b --json= | --json=: must be a file in an existing directory",
        "merge /dev/zero /dev/zero | /dev/zero is not a result: it must be a file of at most 256"
            + " MiB",
        "baselines | baselines: needs a command: up, down or status",
        "serve --port=99999 | --port=99999: must be a whole number from 0 to 65,535"
      })
  void usageErrorIsOneLineWithTheCorrection(String commandLine, String expectedMessage) {
    try (BenchProcess bench = BenchProcess.start(dir, commandLine.split(" "))) {
      assertThat(bench.exitStatus()).isEqualTo(ExitStatus.USAGE);
      assertThat(bench.out()).isEmpty();
      assertThat(bench.err()).contains(expectedMessage);
      assertThat(bench.err().strip().lines()).hasSize(1);
    }
  }

  @ParameterizedTest
  @CsvSource({
    "demo",
    "serve",
    "smoke",
    "run",
    "sweep",
    "compare",
    "micro",
    "watch",
    "wrk2",
    "calibrate",
    "report",
    "merge",
    "test",
    "completion",
    "baselines"
  })
  void everyCommandHasHelpWithExamples(String command) {
    try (BenchProcess bench = BenchProcess.start(dir, command, "--help")) {
      assertThat(bench.exitStatus()).isEqualTo(ExitStatus.SUCCESS);
      assertThat(bench.out()).contains("Usage: bench " + command);
      assertThat(bench.out()).contains("Examples:");
    }
  }

  @Test
  void helpOfTestListsTheOptionForLongTests() {
    try (BenchProcess bench = BenchProcess.start(dir, "test", "--help")) {
      assertThat(bench.exitStatus()).as(bench.err()).isEqualTo(ExitStatus.SUCCESS);
      assertThat(bench.out()).contains("--all", "Also runs the long tests");
    }
  }

  @Test
  void launcherWorksThroughASymbolicLink() throws IOException {
    Path link = Files.createSymbolicLink(dir.resolve("b"), BenchProcess.launcher());

    try (BenchProcess bench = BenchProcess.start(link, dir, Map.of(), "--version")) {
      assertThat(bench.exitStatus()).as(bench.err()).isEqualTo(ExitStatus.SUCCESS);
      assertThat(bench.out()).startsWith("First Token ");
      assertThat(bench.err()).isEmpty();
    }
  }

  @Test
  void unwritableStandardOutputIsAFailure() {
    try (ScriptedServer server = ScriptedServer.responding(goodStream().getBytes(UTF_8));
        BenchProcess full =
            BenchProcess.startInto(
                Path.of("/dev/full"),
                dir,
                "run",
                "--base-url=" + server.baseUrl(),
                "--results-dir=out")) {
      assertThat(full.exitStatus()).isEqualTo(ExitStatus.FAILED);
      assertThat(full.err()).contains("can't write to standard output");
      assertThat(dir.resolve("out/result.json")).exists();
    }
  }

  @Test
  void completionScriptListsTheFlags() {
    try (BenchProcess bench = BenchProcess.start(dir, "completion")) {
      assertThat(bench.exitStatus()).isEqualTo(ExitStatus.SUCCESS);
      assertThat(bench.out()).contains("--concurrency", "complete -F");
    }
  }
}
