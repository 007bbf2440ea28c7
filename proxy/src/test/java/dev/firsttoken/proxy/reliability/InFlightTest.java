package dev.firsttoken.proxy.reliability;

import static dev.firsttoken.proxy.ProxyUnderTest.eventually;
import static dev.firsttoken.proxy.testing.Requests.chat;
import static dev.firsttoken.proxy.testing.Requests.to;
import static org.assertj.core.api.Assertions.assertThat;

import dev.firsttoken.proxy.ProxyUnderTest;
import dev.firsttoken.proxy.testing.HeaderScriptedUpstream;
import dev.firsttoken.proxy.testing.ProxyFixture;
import dev.firsttoken.wire.testing.RawClient;
import dev.firsttoken.wire.testing.ScriptedServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Limit of concurrent requests, set to one: when it rejects and when it releases a slot. */
class InFlightTest extends ProxyFixture {
  private final HeaderScriptedUpstream script = new HeaderScriptedUpstream();

  private final ScriptedServer upstream = upstreamRunning(script::run);
  private final ProxyUnderTest proxy =
      proxyTo(upstream, "MAX_IN_FLIGHT", "1", "MAX_BODY_BYTES", "100");

  @ParameterizedTest
  @MethodSource("routes")
  void requestBeyondTheMaximumIsRejectedBeforeItsBody(String route) throws Exception {
    try (RawClient first = new RawClient(proxy.port());
        RawClient second = new RawClient(proxy.port())) {
      first.send(chat("X-Do: wait"));
      eventually("one request is active", () -> proxy.sum("chat_in_flight") == 1);
      String request = to(route);
      int body = request.indexOf("\r\n\r\n") + 4;
      second.send(request.substring(0, body));
      assertOverloaded(second.read());

      // The connection is still usable.
      second.send(request.substring(body) + to("GET /health"));
      assertThat(second.read().text()).isEqualTo("{\"status\":\"UP\"}");
      script.release(1);
      assertThat(first.read().complete()).isTrue();
      second.send(request);
      assertThat(second.read().status()).isEqualTo(200);
    }
    assertThat(proxy.sum("chat_errors_total", "reason=\"overloaded\"")).isEqualTo(1);
    assertThat(proxy.sum("chat_route_requests_total", "status=\"503\"")).isEqualTo(1);
  }

  @Test
  void microEndpointsLeaveHalfOfTheSlotsToChat() throws Exception {
    ProxyUnderTest two = proxyTo(upstream, "MAX_IN_FLIGHT", "2");
    String slow = to("GET /micro/chunked?bytes=2&chunks=2&delay_ms=60000");
    try (RawClient first = new RawClient(two.port())) {
      first.send(slow);
      first.readHeaders();

      assertOverloaded(RawClient.request(two.port(), slow));
      assertThat(RawClient.request(two.port(), chat()).status()).isEqualTo(200);
    }
    eventually("the slot is released", () -> two.inFlight() == 0);
    assertThat(RawClient.request(two.port(), to("GET /micro/plain")).status()).isEqualTo(200);
  }

  @Test
  void slotIsHeldUntilTheStreamEnds() throws Exception {
    try (RawClient first = new RawClient(proxy.port())) {
      first.send(chat("X-Do: wait amid"));
      first.readHeaders();
      assertThat(first.readChunk()).isNotEmpty();
      assertOverloaded(RawClient.request(proxy.port(), chat()));
      script.release(1);
      while (first.readChunk().length > 0) {
        // Reads to the end of the stream.
      }
      assertSlotFree();
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "reset",
        "close",
        "garbage",
        "cut",
        "cut in a chunk",
        "bad chunk",
        "404",
        "500"
      })
  void slotIsReleasedAfterEveryUpstreamOutcome(String how) throws IOException {
    for (int i = 0; i < 3; i++) {
      assertThat(RawClient.request(proxy.port(), chat("X-Do: " + how)).status()).isNotEqualTo(503);
      proxy.awaitIdle();
    }
    assertSlotFree();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"model\":1}",
        "nonsense",
        "{\"model\":\"synthetic\",\"frames\":-1}",
        "{\"model\":\"synthetic\",\"stream\":true}",
        "{\"x\":\"yyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyy\"}"
      })
  void slotIsReleasedAfterEveryBody(String body) throws IOException {
    String headers = RawClient.chat("").replace("Content-Length: 0", "Transfer-Encoding: chunked");
    String chunked = Integer.toHexString(body.length()) + "\r\n" + body + "\r\n0\r\n\r\n";
    for (int i = 0; i < 3; i++) {
      assertThat(RawClient.request(proxy.port(), headers + chunked).status()).isNotEqualTo(503);
      proxy.awaitIdle();
    }
    assertSlotFree();
  }

  @ParameterizedTest
  @ValueSource(strings = {"silent", "role and stall", "upload", "synthetic"})
  void slotIsReleasedOnceTheClientDisconnects(String when) throws IOException {
    String slowStream = "{\"model\":\"synthetic\",\"stream\":true,\"ttft_ms\":60000}";
    String expectsContinue = chat("Expect: 100-continue");
    String request =
        switch (when) {
          case "upload" -> expectsContinue.substring(0, expectsContinue.length() - 1);
          case "synthetic" -> RawClient.chat(slowStream);
          default -> chat("X-Do: " + when);
        };
    for (int i = 0; i < 4; i++) {
      try (RawClient client = new RawClient(proxy.port())) {
        client.send(request);
        if (when.equals("upload")) {
          assertThat(client.readHeaders()).startsWith("HTTP/1.1 100");
        } else {
          eventually("the slot is taken", () -> proxy.sum("chat_in_flight") == 1);
        }
        assertThat(isSlotTaken()).isTrue();
        if (i % 2 == 0) {
          client.reset();
        }
      }
      eventually("the slot is free", () -> !isSlotTaken());
    }
    proxy.awaitIdle();
    assertThat(proxy.sum("chat_requests_total", "status=\"499\"")).isEqualTo(4);
    assertThat(proxy.sum("chat_route_requests_total", "route=\"chat\"", "status=\"499\""))
        .isEqualTo(4);
  }

  @Test
  void rejectedCallerUpstreamHoldsNoSlot() throws IOException {
    for (int i = 0; i < 3; i++) {
      String rejected = chat("X-LLM-Base-URL: http://10.0.0.1");
      assertThat(RawClient.request(proxy.port(), rejected).status()).isEqualTo(403);
    }
    assertSlotFree();
  }

  private boolean isSlotTaken() {
    try {
      return RawClient.request(proxy.port(), to("GET /v1/models")).status() == 503;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void assertSlotFree() throws IOException {
    proxy.awaitIdle();
    assertThat(RawClient.request(proxy.port(), chat()).status()).isEqualTo(200);
  }

  private static void assertOverloaded(RawClient.Response response) {
    assertThat(response.status()).isEqualTo(503);
    assertThat(response.header("retry-after")).isEqualTo("1");
    assertThat(response.header("connection")).isNull();
    assertThat(response.text()).contains("\"code\":\"overloaded\"");
  }
}
