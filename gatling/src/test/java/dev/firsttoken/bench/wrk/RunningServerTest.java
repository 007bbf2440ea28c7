package dev.firsttoken.bench.wrk;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.firsttoken.bench.baselines.Baselines;
import dev.firsttoken.bench.baselines.LocalPort;
import dev.firsttoken.bench.testing.ChatResponses;
import dev.firsttoken.bench.testing.TestBaseline;
import dev.firsttoken.wire.testing.ScriptedServer;
import java.net.URI;
import java.nio.file.Path;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

class RunningServerTest {
  private static final String METRICS =
      """
      # TYPE build_info gauge
      build_info{version="1",node="v22",runtime="express"} 1
      chat_requests_total{runtime="flask"} 3
      """;

  @TempDir Path dir;

  private static ScriptedServer server(String status) {
    return ScriptedServer.responding(
        ChatResponses.plain(status, "text/plain", METRICS).getBytes(UTF_8));
  }

  @Test
  void serverIsTheOneThatItsMetricsName() {
    try (ScriptedServer server = server("200 OK")) {
      URI origin = URI.create(server.baseUrl());

      assertThat(RunningServer.isServer("express", origin)).isTrue();
      assertThat(RunningServer.isServer("flask", origin)).isFalse();
      assertThat(RunningServer.isServer("expres", origin)).isFalse();
      assertThat(RunningServer.isServer(".*", origin)).isFalse();
      assertThat(server.requests().getFirst().headers()).startsWith("GET /metrics ");
    }
  }

  @Test
  void errorIsNoServer() {
    try (ScriptedServer server = server("404 Not Found")) {
      assertThat(RunningServer.isServer("express", URI.create(server.baseUrl()))).isFalse();
    }
  }

  @Test
  @Timeout(30)
  void programThatTricklesItsResponseIsNoServer() {
    CountDownLatch closed = new CountDownLatch(1);
    try (ScriptedServer server =
        ScriptedServer.running(
            peer -> {
              peer.readRequest();
              peer.send("HTTP/1.1 200 OK\r\ncontent-length: 100000\r\n\r\n".getBytes(UTF_8));
              do {
                peer.send("x".getBytes(UTF_8));
              } while (!closed.await(100, TimeUnit.MILLISECONDS));
            })) {
      assertThat(RunningServer.isServer("express", URI.create(server.baseUrl()))).isFalse();
    } finally {
      closed.countDown();
    }
  }

  @Test
  void closedPortIsNoServer() throws Exception {
    TestBaseline baseline = TestBaseline.add(dir, "express", "plain");
    Baselines baselines = new Baselines(dir);

    assertThat(RunningServer.find(baseline.folder().getFileName().toString(), baselines)).isNull();
    assertThat(RunningServer.find("unknown", baselines)).isNull();
    assertThat(RunningServer.isServer("express", LocalPort.findFree().origin())).isFalse();
  }
}
