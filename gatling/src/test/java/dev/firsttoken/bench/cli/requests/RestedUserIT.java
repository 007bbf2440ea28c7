package dev.firsttoken.bench.cli.requests;

import static dev.firsttoken.bench.testing.ChatResponses.goodStream;
import static dev.firsttoken.bench.testing.ChatResponses.plain;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.firsttoken.bench.cli.ExitStatus;
import dev.firsttoken.bench.testing.BenchProcess;
import dev.firsttoken.wire.testing.ScriptedServer;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A user that rests after 429, in a run whose times must add up: nothing else may use the machine
 * meanwhile.
 */
class RestedUserIT {
  @TempDir Path dir;

  @Test
  void userRestsAsTheServerAsksAndLittlesLawLeavesTheRestOut() {
    AtomicInteger requests = new AtomicInteger();
    String later =
        plain("429 Too Many", "text/plain", "slow down")
            .replaceFirst("\r\n", "\r\nretry-after: 1\r\n");
    try (ScriptedServer server =
            ScriptedServer.running(
                peer -> {
                  while (peer.readRequest() != null) {
                    // Long beside the client's own work, which is no part of the law.
                    Thread.sleep(200);
                    peer.send(requests.getAndIncrement() == 20 ? later : goodStream());
                  }
                });
        BenchProcess bench =
            BenchProcess.sweep(
                dir, server, "--concurrency=4", "--duration=4s", "--warmup=0", "--slo=error<50%")) {
      assertThat(bench.exitStatus()).as(bench.err()).isEqualTo(ExitStatus.SUCCESS);

      JsonNode result = bench.json();
      assertThat(result.path("rested").asInt()).isEqualTo(1);
      assertThat(result.path("little").asText()).isEqualTo("holds");
      assertThat(result.path("in_flight_expected").asDouble()).isLessThan(4);
    }
  }
}
