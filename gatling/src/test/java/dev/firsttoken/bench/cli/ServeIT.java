package dev.firsttoken.bench.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.firsttoken.bench.testing.BenchProcess;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Failures of {@code ./bench serve} before its proxy starts. */
class ServeIT {
  @TempDir Path dir;

  private void assertTaken(Map<String, String> env, int port, String... flags) {
    String[] args = new String[flags.length + 1];
    args[0] = "serve";
    System.arraycopy(flags, 0, args, 1, flags.length);
    try (BenchProcess bench = BenchProcess.start(dir, env, args)) {
      assertThat(bench.exitStatus()).isEqualTo(ExitStatus.FAILED);
      assertThat(bench.err().strip())
          .isEqualTo(
              "bench: the proxy can't start: port %d is taken by java (pid %d). Stop that first, or give another port: --port=%d; --port=0 takes a free one."
                  .formatted(port, ProcessHandle.current().pid(), port + 1));
    }
  }

  @Test
  void takenPortIsNamedWithItsOwnerAndTheWayOut() throws IOException {
    try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      int port = taken.getLocalPort();

      assertTaken(Map.of(), port, "--port=" + port);
      assertTaken(Map.of("PORT", Integer.toString(port)), port, "--host=0.0.0.0");
    }
  }
}
