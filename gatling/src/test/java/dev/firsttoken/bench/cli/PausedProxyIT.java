package dev.firsttoken.bench.cli;

import static dev.firsttoken.bench.testing.ChatResponses.CONTENT;
import static dev.firsttoken.bench.testing.ChatResponses.DONE;
import static dev.firsttoken.bench.testing.ChatResponses.STREAM_HEADERS;
import static dev.firsttoken.bench.testing.ChatResponses.chunk;
import static org.assertj.core.api.Assertions.assertThat;

import dev.firsttoken.bench.testing.BenchProcess;
import dev.firsttoken.wire.testing.Peer;
import dev.firsttoken.wire.testing.RawClient;
import dev.firsttoken.wire.testing.ScriptedServer;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The proxy's process is stopped for longer than its limits, and goes on. */
class PausedProxyIT {
  private static final int STREAMS = 30;
  private static final long EVENT_INTERVAL_MILLIS = 200;

  /** Events of each stream during the pause, which takes 5 s. */
  private static final int PAUSE_EVENTS = 25;

  private static final Map<String, String> LIMITS =
      Map.of(
          "LLM_IDLE_TIMEOUT_MS", "2000",
          "LLM_FIRST_TOKEN_TIMEOUT_MS", "2000",
          "KEEP_ALIVE_MS", "2000",
          "BREAKER_MIN_REQUESTS", "5");

  @TempDir Path dir;
  private final AtomicInteger sentEvents = new AtomicInteger();
  private final CountDownLatch finish = new CountDownLatch(1);

  @Test
  void pauseCutsNoHealthyStreamAndOpensNoBreaker() throws Exception {
    try (ScriptedServer upstream = ScriptedServer.running(this::serve);
        BenchProcess serve = BenchProcess.start(dir, environment(upstream), "serve", "--port=0")) {
      String ready = serve.awaitErr(Pattern.compile("First Token on (http://[^,\\s]+)"));
      int port = URI.create(ready).getPort();
      List<RawClient> streams = new ArrayList<>();
      for (int i = 0; i < STREAMS; i++) {
        streams.add(startStream(port));
      }

      serve.signal("STOP");
      int sentBefore = sentEvents.get();
      while (sentEvents.get() < sentBefore + STREAMS * PAUSE_EVENTS) {
        Thread.onSpinWait();
      }
      serve.signal("CONT");
      finish.countDown();

      for (RawClient stream : streams) {
        assertThat(readToDone(stream)).isPositive();
        stream.close();
      }
      assertThat(RawClient.request(port, request()).status()).isEqualTo(200);
      String metrics =
          RawClient.request(port, "GET /metrics HTTP/1.1\r\nHost: localhost\r\n\r\n").text();
      assertThat(sum(metrics, "chat_requests_total")).isEqualTo(STREAMS + 1);
      assertThat(sum(metrics, "chat_tokens_total")).isEqualTo(sentEvents.get());
      assertThat(sum(metrics, "chat_errors_total")).isZero();
      assertThat(sum(metrics, "chat_in_flight")).isZero();
    }
  }

  private static Map<String, String> environment(ScriptedServer upstream) {
    Map<String, String> environment = new HashMap<>(LIMITS);
    environment.put("LLM_BASE_URL", upstream.baseUrl());
    environment.put("LLM_MODEL", "m");
    return environment;
  }

  /** Streams one content event at a time until the test ends the streams. */
  private void serve(Peer peer) throws IOException, InterruptedException {
    while (peer.readRequest() != null) {
      peer.send(STREAM_HEADERS);
      do {
        sentEvents.incrementAndGet();
        peer.send(chunk(CONTENT));
      } while (!finish.await(EVENT_INTERVAL_MILLIS, TimeUnit.MILLISECONDS));
      peer.send(chunk(DONE) + "0\r\n\r\n");
    }
  }

  private static RawClient startStream(int port) throws IOException {
    RawClient client = new RawClient(port);
    client.send(request());
    client.readHeaders();
    client.readChunk();
    return client;
  }

  /** Reads until {@code [DONE]} and fails if the stream breaks off before it. */
  private static int readToDone(RawClient client) throws IOException {
    int chunks = 0;
    String event = "";
    while (!event.contains("[DONE]")) {
      event = new String(client.readChunk(), StandardCharsets.UTF_8);
      chunks++;
    }
    return chunks;
  }

  private static String request() {
    return RawClient.chat("{\"model\":\"m\",\"stream\":true,\"messages\":[]}");
  }

  private static long sum(String metrics, String name) {
    return (long)
        metrics
            .lines()
            .filter(line -> line.startsWith(name + "{"))
            .mapToDouble(line -> Double.parseDouble(line.substring(line.lastIndexOf(' ') + 1)))
            .sum();
  }
}
