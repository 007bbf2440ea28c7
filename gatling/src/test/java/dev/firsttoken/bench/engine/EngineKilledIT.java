package dev.firsttoken.bench.engine;

import static dev.firsttoken.bench.engine.Scrape.eventually;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.firsttoken.bench.testing.BenchProcess;
import dev.firsttoken.wire.testing.RawClient;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** An engine that is killed while it streams. */
class EngineKilledIT {
  /** More tokens than the engine makes before it is killed. */
  private static final int MANY = 8_000;

  @TempDir Path dir;

  @Test
  void proxyCountsEachBrokenStreamOnce() throws IOException, InterruptedException {
    try (Engine engine = Engine.start();
        ServedProxy proxy = ServedProxy.relayingTo(engine.baseUrl(), dir);
        RawClient first = new RawClient(proxy.port());
        RawClient second = new RawClient(proxy.port())) {
      for (RawClient client : List.of(first, second)) {
        client.send(EngineRequest.endless(MANY));
        client.readHeaders();
        client.readChunk();
      }
      engine.kill();

      for (RawClient client : List.of(first, second)) {
        assertThat(client.readRemaining()).contains("upstream_reset").doesNotContain("[DONE]");
      }
      Scrape metrics = proxy.metrics();
      assertThat(metrics.value("chat_requests_total")).isEqualTo(2);
      assertThat(metrics.value("chat_requests_total", "status=\"502\"")).isEqualTo(2);
      assertThat(metrics.value("chat_errors_total", "reason=\"upstream_reset\"")).isEqualTo(2);
      assertThat(metrics.value("chat_in_flight")).isZero();
    }
  }

  @Test
  void benchCountsEachBrokenStreamOnce() {
    try (Engine engine = Engine.start();
        BenchProcess bench =
            BenchProcess.start(
                dir,
                "sweep",
                "--base-url=" + engine.baseUrl(),
                "--concurrency=2",
                "--total=2",
                "--warmup=0",
                "--prompt=endless",
                "--max-tokens=" + MANY)) {
      eventually("two streams", () -> engine.busySlots() == 2);
      engine.kill();

      assertThat(bench.exitStatus()).as(bench.err()).isEqualTo(1);
      JsonNode level = bench.json().path("levels").path(0);
      assertThat(level.path("ok").asInt()).isZero();
      assertThat(level.path("failed").asInt()).isEqualTo(2);
      assertThat(level.at("/failures/cut/count").asInt()).isEqualTo(2);
    }
  }
}
