package dev.firsttoken.bench.cli;

import static dev.firsttoken.bench.testing.ChatResponses.goodStream;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.firsttoken.bench.testing.BenchProcess;
import dev.firsttoken.wire.testing.ScriptedServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The launcher, and the exit status and the streams of the process. */
@Tag("together")
class CommandLineIT {
  @TempDir Path dir;

  @Test
  void unreachableTargetIsReported() throws IOException {
    // Bound, so that no other test gets the port, and not listening.
    try (Socket closed = new Socket()) {
      closed.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
      String url = "http://127.0.0.1:" + closed.getLocalPort();
      for (String command : new String[] {"run", "sweep", "smoke"}) {
        try (BenchProcess bench = BenchProcess.start(dir, command, "--base-url=" + url)) {
          assertThat(bench.exitStatus()).isEqualTo(ExitStatus.UNREACHABLE);
          assertThat(bench.out()).isEmpty();
          assertThat(bench.err().strip().lines()).hasSize(1);
          assertThat(bench.err()).contains("can't reach " + url);
        }
      }
    }
    assertThat(dir.resolve("results")).doesNotExist();
  }

  @Test
  void usageErrorIsOneLineAndAStatusOfItsOwn() {
    try (BenchProcess bench = BenchProcess.start(dir, "sweep", "--totl=3")) {
      assertThat(bench.exitStatus()).isEqualTo(ExitStatus.USAGE);
      assertThat(bench.out()).isEmpty();
      assertThat(bench.err())
          .contains("did you mean --total or --tokenizer? (bench sweep --help lists all flags)")
          .hasLineCount(1);
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
}
