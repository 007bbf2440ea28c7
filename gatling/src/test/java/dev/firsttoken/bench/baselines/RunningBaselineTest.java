package dev.firsttoken.bench.baselines;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpServer;
import dev.firsttoken.bench.baselines.GuardedProcess.Launch;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Processes whose port another process, this JVM, has taken. */
class RunningBaselineTest {
  private static final Duration TIMEOUT = Duration.ofSeconds(30);

  @TempDir Path dir;
  private HttpServer other;
  private LocalPort port;

  @BeforeEach
  void takePort() throws IOException {
    other = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    other.createContext(
        "/health",
        exchange -> {
          exchange.sendResponseHeaders(200, -1);
          exchange.close();
        });
    other.start();
    port = new LocalPort(other.getAddress().getPort());
  }

  @AfterEach
  void stop() {
    other.stop(0);
  }

  private GuardedProcess startProcess(String script) {
    return GuardedProcess.start(
        new Launch(List.of("/bin/sh", "-c", script), dir, System.getenv(), dir.resolve("log")),
        Duration.ofSeconds(1));
  }

  private void assertPortIsTaken(GuardedProcess process) {
    RunningBaseline running =
        new RunningBaseline("express", port, process, new ServerLog(dir.resolve("log"), false));
    try (HealthCheck health = new HealthCheck(port.origin().resolve("/health"))) {
      assertThatThrownBy(() -> running.awaitHealthy(health, TIMEOUT, progress -> {}))
          .isInstanceOf(IllegalStateException.class)
          .hasMessage(
              "express can't start: port %d is taken by java (pid %d). Stop that first."
                  .formatted(port.number(), ProcessHandle.current().pid()));
    }
  }

  @Test
  void responseOfAnotherProcessIsNotItsOwn() {
    GuardedProcess process = startProcess("exec sleep 1000");

    assertPortIsTaken(process);
    assertThat(process.isAlive()).isFalse();
  }

  @Test
  void responseAfterItsEndIsNotItsOwn() {
    GuardedProcess process = startProcess("exit 1");
    assertThat(process.waitFor(TIMEOUT)).isTrue();

    assertPortIsTaken(process);
  }
}
