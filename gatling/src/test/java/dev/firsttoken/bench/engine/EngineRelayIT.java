package dev.firsttoken.bench.engine;

import static dev.firsttoken.bench.engine.Scrape.eventually;
import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import dev.firsttoken.wire.testing.RawClient;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The proxy in front of the real engine. */
class EngineRelayIT {
  @TempDir private static Path dir;
  private static Engine engine;
  private static RecordingTap tap;
  private static ServedProxy proxy;

  @BeforeAll
  static void start() throws IOException, InterruptedException {
    engine = Engine.shared();
    tap = new RecordingTap(engine.port());
    proxy = ServedProxy.relayingTo("http://127.0.0.1:%d/v1".formatted(tap.port()), dir);
  }

  @AfterAll
  static void stop() throws IOException {
    if (tap != null) {
      proxy.close();
      tap.close();
    }
  }

  /** Sends a request through the proxy and compares the response with the engine's own bytes. */
  private static EngineResponse relay(String request) throws IOException {
    tap.clear();
    try (RawClient client = new RawClient(proxy.port())) {
      client.send(request);
      client.readHeaders();
      String received = client.readRemaining();

      String sent = new String(tap.recorded(), ISO_8859_1);
      assertThat(received).isEqualTo(sent.substring(sent.indexOf("\r\n\r\n") + 4));
    }
    return EngineResponse.parse(RawClient.request(proxy.port(), request).text());
  }

  private static long proxyCount(String metric, String... labels) {
    return proxy.metrics().value(metric, labels);
  }

  @ParameterizedTest
  @EnumSource
  void streamsPassByteForByte(EngineRequest request) throws IOException {
    assertThat(relay(request.streamed())).isEqualTo(request.response());
  }

  @ParameterizedTest
  @EnumSource
  void bufferedResponsesPassByteForByte(EngineRequest request) throws IOException {
    assertThat(relay(request.buffered())).isEqualTo(request.response());
  }

  @Test
  void proxyCountsTheTokensThatTheEngineCounts() throws IOException {
    long engineBefore = engine.tokens();
    long proxyBefore = proxyCount("chat_tokens_total");
    int expected = 0;
    for (EngineRequest request : EngineRequest.values()) {
      RawClient.request(proxy.port(), request.streamed());
      RawClient.request(proxy.port(), request.buffered());
      expected += 2 * request.response().tokens();
    }
    assertThat(proxyCount("chat_tokens_total") - proxyBefore).isEqualTo(expected);
    assertThat(engine.tokens() - engineBefore).isEqualTo(expected);
  }

  @Test
  void requestWithoutAModelCarriesTheEnginesOwnName() throws IOException {
    String model = "model=\"%s\"".formatted(Engine.MODEL);
    long before = proxyCount("chat_requests_total", model);
    assertThat(RawClient.request(proxy.port(), EngineRequest.TEXT.streamed()).text())
        .contains("\"model\":\"%s\"".formatted(Engine.MODEL));
    assertThat(proxyCount("chat_requests_total", model) - before).isEqualTo(1);
    assertThat(proxyCount("chat_requests_total", model))
        .isEqualTo(proxyCount("chat_requests_total"));
  }

  @Test
  void engineStopsWhenTheClientLeaves() throws IOException {
    int longer = 8_000;
    long before = engine.tokens();
    long gone = proxyCount("chat_requests_total", "status=\"499\"");
    try (RawClient client = new RawClient(proxy.port())) {
      client.send(EngineRequest.endless(longer));
      client.readHeaders();
      client.readChunk();
      client.readChunk();
      assertThat(engine.busySlots()).isEqualTo(1);
      client.reset();
    }
    eventually("slot free", () -> engine.busySlots() == 0);
    assertThat(engine.tokens() - before).isBetween(1L, longer / 2L);
    assertThat(proxyCount("chat_requests_total", "status=\"499\"") - gone).isEqualTo(1);
    assertThat(proxyCount("chat_in_flight")).isZero();
  }

  @Test
  void requestsBeyondTheSlotsWaitAndAllComplete() throws Exception {
    int requests = 3 * Engine.SLOTS;
    long before = proxyCount("chat_requests_total", "status=\"200\"");
    try (ExecutorService clients = Executors.newVirtualThreadPerTaskExecutor()) {
      Callable<RawClient.Response> request =
          () -> RawClient.request(proxy.port(), EngineRequest.TEXT.streamed());
      List<Future<RawClient.Response>> responses = new ArrayList<>();
      for (int i = 0; i < requests; i++) {
        responses.add(clients.submit(request));
      }
      eventually("requests wait", () -> engine.waiting() > 0);
      for (Future<RawClient.Response> response : responses) {
        assertThat(EngineResponse.parse(response.get().text()))
            .isEqualTo(EngineRequest.TEXT.response());
      }
    }
    assertThat(proxyCount("chat_requests_total", "status=\"200\"") - before).isEqualTo(requests);
  }
}
