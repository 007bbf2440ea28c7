package dev.firsttoken.proxy.reliability;

import static dev.firsttoken.proxy.ProxyUnderTest.PATIENCE;
import static dev.firsttoken.proxy.ProxyUnderTest.eventually;
import static dev.firsttoken.proxy.testing.Requests.chat;
import static dev.firsttoken.proxy.testing.Requests.to;
import static dev.firsttoken.proxy.testing.Streams.DONE;
import static dev.firsttoken.proxy.testing.Streams.HELLO;
import static org.assertj.core.api.Assertions.assertThat;

import dev.firsttoken.proxy.ProxyUnderTest;
import dev.firsttoken.proxy.testing.Obedient;
import dev.firsttoken.proxy.testing.Relaying;
import dev.firsttoken.proxy.testing.Requests;
import dev.firsttoken.wire.testing.Peer;
import dev.firsttoken.wire.testing.RawClient;
import dev.firsttoken.wire.testing.ScriptedServer;
import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** How the server ends: it takes nothing on, lets what runs come to its end, and then makes one. */
class DrainTest extends Relaying {
  private static final String SHUT_DOWN =
      "{\"error\":{\"message\":\"The proxy shut down before the answer was complete.\","
          + "\"type\":\"server_error\",\"param\":null,\"code\":\"shut_down\"}}";

  /** More than the kernel takes for a client that doesn't read. */
  private static final int LARGE = 16_777_216;

  private final Obedient obedient = new Obedient();

  @SuppressWarnings("NullAway.Init") // set before each test
  private ScriptedServer upstream;

  @BeforeEach
  void start() {
    upstream = playing(obedient::play);
  }

  @Test
  void serverThatEndsTakesNothingOnAndLetsWhatRunsComeToItsEnd() throws Exception {
    ProxyUnderTest proxy = relayingTo(upstream);
    try (RawClient idle = new RawClient(proxy.port());
        RawClient running = new RawClient(proxy.port())) {
      idle.send(to("GET /health"));
      assertThat(idle.read().status()).isEqualTo(200);
      begin(running, chat("X-Do: wait amid"));
      Thread end = proxy.end();
      eventually("not ready", () -> ready(proxy) == 503);

      assertThat(RawClient.ask(proxy.port(), to("GET /health/ready")).text())
          .contains("\"reason\":\"draining\"");
      assertThat(RawClient.ask(proxy.port(), to("GET /health/live")).status()).isEqualTo(200);
      assertThat(idle.rest()).as("closed").isEmpty();
      for (String route : Requests.routes().toList()) {
        RawClient.Answer refused = RawClient.ask(proxy.port(), to(route));
        assertThat(refused.status()).isEqualTo(503);
        assertThat(refused.header("connection")).isEqualTo("close");
        assertThat(refused.header("retry-after")).isEqualTo("1");
        assertThat(refused.text()).contains("The proxy is shutting down; try again.");
      }
      obedient.go(1);
      assertThat(running.readChunk()).asString().isEqualTo(DONE);
      assertThat(running.readChunk()).isEmpty();
      assertThat(running.rest()).as("closed").isEmpty();
      assertThat(end.join(PATIENCE)).isTrue();
    }
    assertThat(upstream.requests()).hasSize(1);
    assertThat(proxy.sum("chat_stream_endings_total", "ending=\"completed\"")).isEqualTo(1);
    assertThat(proxy.sum("chat_errors_total", "reason=\"overloaded\"")).isEqualTo(7);
  }

  @Test
  void answerThatBeginsAfterTheEndHasBegunSaysThatItIsTheLast() throws Exception {
    ProxyUnderTest proxy = relayingTo(upstream);
    try (RawClient client = new RawClient(proxy.port())) {
      client.send(chat("X-Do: wait"));
      eventually("asked", () -> upstream.requests().size() == 1);
      Thread end = proxy.end();
      eventually("not ready", () -> ready(proxy) == 503);
      obedient.go(1);
      RawClient.Answer answer = client.read();

      assertThat(answer.complete()).isTrue();
      assertThat(answer.header("connection")).isEqualTo("close");
      assertThat(client.rest()).isEmpty();
      assertThat(end.join(PATIENCE)).isTrue();
    }
  }

  @Test
  void streamThatTakesTooLongIsBrokenOffByAnEventAndTheClose() throws Exception {
    ProxyUnderTest proxy = relayingTo(upstream, "DRAIN_TIMEOUT_MS", "50");
    try (RawClient client = new RawClient(proxy.port())) {
      begin(client, chat("X-Do: stall"));
      assertThat(client.readChunk()).asString().isEqualTo(HELLO);
      proxy.end();

      assertThat(client.readChunk()).asString().isEqualTo("data: " + SHUT_DOWN + "\n\n");
      assertThat(client.rest()).as("no end of the body").isEmpty();
    }
    brokenOff(proxy);
    assertThat(upstream.peers().getFirst().leftWithin(PATIENCE)).isTrue();
  }

  @Test
  void syntheticStreamThatTakesTooLongIsBrokenOffToo() throws Exception {
    ProxyUnderTest proxy = relayingTo(upstream, "DRAIN_TIMEOUT_MS", "50");
    String ask = "{\"model\":\"synthetic\",\"stream\":true,\"ttft_ms\":600000}";
    try (RawClient client = new RawClient(proxy.port())) {
      begin(client, RawClient.chat(ask));
      proxy.end();

      assertThat(client.readChunk()).asString().isEqualTo("data: " + SHUT_DOWN + "\n\n");
      assertThat(client.rest()).as("no end of the body").isEmpty();
    }
    brokenOff(proxy);
  }

  @ParameterizedTest
  @ValueSource(strings = {"silent", "waiting for a place"})
  void requestWithoutAnAnswerIsToldThatTheServerHasShutDown(String how) throws Exception {
    ProxyUnderTest proxy =
        relayingTo(
            upstream,
            "DRAIN_TIMEOUT_MS",
            "50",
            "LLM_MAX_CONNECTIONS",
            "1",
            "LLM_POOL_TIMEOUT_MS",
            "60000");
    int asked = how.equals("silent") ? 1 : 2;
    try (RawClient first = new RawClient(proxy.port());
        RawClient second = new RawClient(proxy.port())) {
      first.send(chat("X-Do: silent"));
      eventually("asked", () -> upstream.requests().size() == 1);
      if (asked == 2) {
        // Silent too: the first one's place may pass to it just before it is told.
        second.send(chat("X-Do: silent"));
        eventually("waiting", () -> proxy.sum("chat_pool_pending") == 1);
      }
      proxy.end();
      for (RawClient client : List.of(first, second).subList(0, asked)) {
        RawClient.Answer answer = client.read();
        assertThat(answer.status()).isEqualTo(503);
        assertThat(answer.text()).isEqualTo(SHUT_DOWN);
        assertThat(answer.header("connection")).isEqualTo("close");
      }
    }
    counted(proxy, asked, "503", "broken_off");
  }

  @Test
  void requestWhoseBodyIsStillOnItsWayIsTurnedAwayInTheEnd() throws Exception {
    ProxyUnderTest proxy = relayingTo(upstream, "DRAIN_TIMEOUT_MS", "50");
    String request = chat("Expect: 100-continue");
    try (RawClient client = new RawClient(proxy.port())) {
      client.send(request.substring(0, request.length() - 1));
      assertThat(client.readHead()).startsWith("HTTP/1.1 100");
      proxy.end();
      RawClient.Answer answer = client.read();

      assertThat(answer.status()).isEqualTo(503);
      assertThat(answer.text()).isEqualTo(SHUT_DOWN);
      assertThat(client.rest()).isEmpty();
    }
  }

  /** The request is over before its bytes are out: they lie here until the client takes them. */
  @ParameterizedTest
  @ValueSource(strings = {"relayed", "synthetic", "micro"})
  void lastBytesOfAnAnswerReachAClientThatReadsSlowly(String which) throws Exception {
    ProxyUnderTest proxy = relayingTo(playing(DrainTest::large));
    try (RawClient client = new RawClient(proxy.port())) {
      client.send(
          switch (which) {
            case "synthetic" ->
                RawClient.chat(
                    "{\"model\":\"synthetic\",\"frames\":256,\"bytes_per_frame\":65536,\"delay_ms\":0}");
            case "micro" -> to("GET /micro/plain?bytes=" + LARGE);
            default -> chat();
          });
      RawClient.Answer head = new RawClient.Answer(client.readHead(), new byte[0], "", true);
      int length = Integer.parseInt(String.valueOf(head.header("content-length")));
      Thread end = proxy.end();
      eventually("not ready", () -> ready(proxy) == 503);
      for (int i = 0; i < 200; i++) {
        assertThat(ready(proxy)).as("still there, as not all is read").isEqualTo(503);
      }

      assertThat(client.readBytes(length)).hasSize(length);
      assertThat(client.rest()).as("closed").isEmpty();
      assertThat(end.join(PATIENCE)).isTrue();
    }
  }

  private static void large(Peer peer) throws IOException {
    peer.readRequest();
    peer.send("HTTP/1.1 200 OK\r\nContent-Length: " + LARGE + "\r\n\r\n");
    peer.send(new byte[LARGE]);
    peer.awaitClose();
  }

  private static void begin(RawClient client, String request) throws IOException {
    client.send(request);
    assertThat(client.readHead()).startsWith("HTTP/1.1 200");
    assertThat(client.readChunk()).isNotEmpty();
  }

  private static void brokenOff(ProxyUnderTest proxy) {
    counted(proxy, 1, "503", "broken_off");
    errors(proxy, 1, "internal");
  }

  private static int ready(ProxyUnderTest proxy) {
    try {
      return RawClient.ask(proxy.port(), to("GET /health/ready")).status();
    } catch (IOException e) {
      return 0; // It had connected just before, and was taken for idle.
    }
  }
}
