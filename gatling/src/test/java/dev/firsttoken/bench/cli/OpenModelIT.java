package dev.firsttoken.bench.cli;

import static dev.firsttoken.bench.testing.ChatResponses.goodStream;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.firsttoken.bench.testing.BenchProcess;
import dev.firsttoken.wire.testing.Peer;
import dev.firsttoken.wire.testing.ScriptedServer;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Requests at scheduled times, with the real command line and real sockets. */
class OpenModelIT {
  private static final int STALL_MILLIS = 1_000;

  @TempDir Path dir;

  /** Both allowed connections stall at once in the middle of the level. */
  @Test
  void stallDelaysEveryRequestDueDuringIt() {
    AtomicInteger requestCount = new AtomicInteger();
    Set<Integer> stalled = Set.of(20, 21);
    try (ScriptedServer server =
            ScriptedServer.running(
                peer -> {
                  while (peer.readRequest() != null) {
                    if (stalled.contains(requestCount.incrementAndGet())) {
                      Thread.sleep(STALL_MILLIS);
                    }
                    peer.send(goodStream());
                  }
                });
        BenchProcess bench =
            BenchProcess.sweep(
                dir,
                server,
                "--rate=50",
                "--arrivals=constant",
                "--total=100",
                "--max-in-flight=2",
                "--warmup=0",
                "--scrape=off")) {
      assertThat(bench.exitStatus()).as(bench.err()).isEqualTo(ExitStatus.SUCCESS);

      JsonNode level = bench.json().path("levels").path(0);
      assertThat(level.path("ok").asInt()).isEqualTo(100);
      assertThat(level.path("sent").asInt()).isEqualTo(100);
      assertThat(level.path("conservation").asText()).isEqualTo("holds");
      assertThat(level.path("little").asText()).isEqualTo("holds");
      assertThat(bench.json().path("valid").asBoolean()).isTrue();
      // Requests are due for 2 s. Both connections are busy for 1 s: one in flight on average.
      assertThat(level.path("in_flight_expected").asDouble()).isBetween(0.5, 2.0);
      // Two of a hundred requests wait for the server. Fifty wait for those two.
      assertThat(level.path("due_ttft_p90").asDouble())
          .isGreaterThan(STALL_MILLIS / 2.0)
          .isGreaterThan(level.path("ttft_p90").asDouble() + STALL_MILLIS / 2.0);
      assertThat(level.path("due_dur_p90").asDouble()).isGreaterThan(STALL_MILLIS / 2.0);
      assertThat(level.path("send_lag_p99").asDouble()).isGreaterThan(STALL_MILLIS / 2.0);
      assertThat(bench.json().path("warnings").toString()).contains("sent_late");
      assertThat(server.failures()).isEmpty();
    }
  }

  @Test
  void interruptAbortsRequestsInFlightAndSendsNoMore() throws IOException, InterruptedException {
    AtomicInteger requestCount = new AtomicInteger();
    CountDownLatch pending = new CountDownLatch(3);
    try (ScriptedServer server =
            ScriptedServer.running(
                peer -> {
                  while (peer.readRequest() != null) {
                    if (requestCount.incrementAndGet() > 3) {
                      pending.countDown();
                      peer.awaitClose();
                      return;
                    }
                    peer.send(goodStream());
                  }
                });
        BenchProcess bench =
            BenchProcess.sweep(
                dir,
                server,
                "--rate=100",
                "--arrivals=constant",
                "--duration=1h",
                "--max-in-flight=3",
                "--warmup=0",
                "--scrape=off")) {
      pending.await();
      bench.interrupt();

      assertThat(bench.exitStatus()).as(bench.err()).isEqualTo(128 + 2);
      JsonNode result = bench.json();
      assertThat(result.path("partial").asBoolean()).isTrue();
      JsonNode level = result.path("levels").path(0);
      assertThat(level.path("ok").asInt()).isEqualTo(3);
      assertThat(level.path("aborted").asInt()).isEqualTo(3);
      assertThat(level.path("failed").asInt()).isZero();
      assertThat(level.path("sent").asInt()).isEqualTo(6);
      assertThat(level.path("conservation").asText()).isEqualTo("holds");
      assertThat(server.requests()).hasSize(6);
      assertThat(server.failures()).isEmpty();
    }
  }

  @Test
  void littlesLawHoldsWhileConversationResponsesAreRead() {
    // The duration of a short response.
    Duration responseTime = Duration.ofMillis(20);
    try (ScriptedServer server =
            ScriptedServer.respondingAfter(responseTime, goodStream().getBytes(UTF_8));
        BenchProcess bench =
            BenchProcess.sweep(
                dir, server, "--rate=100", "--duration=2s", "--turns=3", "--scrape=off")) {
      assertThat(bench.exitStatus()).as(bench.err()).isEqualTo(ExitStatus.SUCCESS);

      JsonNode level = bench.json().path("levels").path(0);
      assertThat(level.path("conservation").asText()).isEqualTo("holds");
      assertThat(level.path("little").asText()).as(level.toString()).isEqualTo("holds");
      assertThat(server.requests())
          .map(Peer.Request::text)
          .anySatisfy(body -> assertThat(body).contains("Go on."));
    }
  }
}
