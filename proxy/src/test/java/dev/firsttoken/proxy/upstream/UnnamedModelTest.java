package dev.firsttoken.proxy.upstream;

import static dev.firsttoken.proxy.ProxyUnderTest.eventually;
import static dev.firsttoken.proxy.testing.Streams.STREAM;
import static dev.firsttoken.proxy.testing.Streams.jsonResponse;
import static org.assertj.core.api.Assertions.assertThat;

import dev.firsttoken.proxy.ProxyUnderTest;
import dev.firsttoken.proxy.config.Configuration;
import dev.firsttoken.proxy.testing.ProxyFixture;
import dev.firsttoken.wire.testing.FreePort;
import dev.firsttoken.wire.testing.Peer;
import dev.firsttoken.wire.testing.RawClient;
import dev.firsttoken.wire.testing.ScriptedServer;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.Semaphore;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Requests that name no model, at a proxy without {@code LLM_MODEL}. */
class UnnamedModelTest extends ProxyFixture {
  private static final String BODY = "{\"stream\":true,\"messages\":[]}";

  private final Semaphore steps = new Semaphore(0);
  private volatile String list = listing("qwen3");
  private volatile String response = STREAM;

  @ParameterizedTest
  @ValueSource(
      strings = {"/v1/chat/completions", "/v1/completions", "/v1/embeddings", "/v1/responses"})
  void onlyListedModelIsSentAndLabelled(String path) throws IOException {
    ScriptedServer upstream = upstreamRunning(this::serve);
    ProxyUnderTest proxy = proxyTo(upstream);
    for (String body : List.of(BODY, "{\"model\":null}", "{\"model\":\"\"}")) {
      assertThat(RawClient.request(proxy.port(), post(path, body)).status()).isEqualTo(200);
    }

    assertThat(lookups(upstream)).hasSize(1);
    Peer.Request lookup = lookups(upstream).getFirst();
    assertThat(lookup.header("authorization")).isEqualTo("Bearer operators-key");
    assertThat(lookup.body()).isEmpty();
    assertThat(relayed(upstream))
        .containsExactly(
            "{\"model\":\"qwen3\",\"stream\":true,\"messages\":[]}",
            "{\"model\":\"qwen3\"}",
            "{\"model\":\"qwen3\"}");
    proxy.awaitIdle();
    assertThat(proxy.sum("chat_requests_total", "model=\"qwen3\"", "status=\"200\"")).isEqualTo(3);
    assertThat(proxy.sum("chat_requests_total")).isEqualTo(3);
    assertThat(proxy.scrape()).doesNotContain(Configuration.DEFAULT_MODEL);
  }

  @Test
  void defaultIsSentIfTheUpstreamListsIt() throws IOException {
    list = listing("a", Configuration.DEFAULT_MODEL, "b");
    assertSentModel(Configuration.DEFAULT_MODEL);
  }

  @Test
  void requestIsRejectedWithTheNamesIfTheUpstreamListsSeveral() throws IOException {
    list = listing("llama-3", "qwen3");
    ScriptedServer upstream = upstreamRunning(this::serve);
    ProxyUnderTest proxy = proxyTo(upstream);
    RawClient.Response rejected = assertRejected(proxy, RawClient.chat(BODY), 400, "bad_request");
    RawClient.Response again = RawClient.request(proxy.port(), RawClient.chat(BODY));
    RawClient.Response named =
        RawClient.request(proxy.port(), RawClient.chat("{\"model\":\"qwen3\"}"));

    assertThat(rejected.text())
        .contains("serves several: llama-3, qwen3. Name one of them, or set LLM_MODEL.")
        .contains("\"param\":\"model\"");
    assertThat(again.text()).isEqualTo(rejected.text());
    assertThat(named.status()).isEqualTo(200);
    assertThat(lookups(upstream)).hasSize(1);
    assertThat(relayed(upstream)).hasSize(1);
    assertThat(proxy.sum("chat_errors_total", "reason=\"bad_request\"")).isEqualTo(2);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "HTTP/1.1 404 X\r\nContent-Length: 0\r\n\r\n",
        "HTTP/1.1 500 X\r\nContent-Length: 0\r\n\r\n",
        "HTTP/1.1 302 X\r\nLocation: /v1/elsewhere\r\nContent-Length: 0\r\n\r\n",
        "HTTP/1.1 200 OK\r\nContent-Length: 6\r\n\r\n<html>",
        "HTTP/1.1 200 OK\r\nContent-Length: 11\r\n\r\n{\"data\":[]}",
        "HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\n{\"data\":[{",
        "HTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\nnull",
        "HTTP/1.1 200 OK\r\nContent-Length: 20\r\n\r\n{\"data\":",
        "HUGE",
        "SSH-2.0-OpenSSH_9.6\r\n\r\n"
      })
  void defaultIsSentIfTheUpstreamHasNoList(String listed) throws IOException {
    list = listed.equals("HUGE") ? listing("a".repeat(2 << 20)) : listed;
    assertSentModel(Configuration.DEFAULT_MODEL);
  }

  @Test
  void configuredModelIsNeverLookedUp() throws IOException {
    ScriptedServer upstream = upstreamRunning(this::serve);
    ProxyUnderTest proxy = proxyTo(upstream, "LLM_MODEL", "mine");
    RawClient.request(proxy.port(), RawClient.chat(BODY));

    assertThat(lookups(upstream)).isEmpty();
    assertThat(relayed(upstream).getFirst()).startsWith("{\"model\":\"mine\"");
  }

  @Test
  void requestThatNamesAModelDoesNotWaitForTheLookUp() throws Exception {
    ScriptedServer upstream = upstreamRunning(this::serveWaiting);
    ProxyUnderTest proxy = proxyTo(upstream);
    try (RawClient waiting = new RawClient(proxy.port());
        RawClient alsoWaiting = new RawClient(proxy.port())) {
      waiting.send(RawClient.chat(BODY));
      eventually("look-up", () -> lookups(upstream).size() == 1);
      alsoWaiting.send(RawClient.chat(BODY));
      eventually("both wait", () -> proxy.sum("chat_in_flight") == 2);

      assertThat(requestStream(proxy).status()).isEqualTo(200);
      steps.release();
      assertThat(waiting.read().status()).isEqualTo(200);
      assertThat(alsoWaiting.read().status()).isEqualTo(200);
    }
    assertThat(lookups(upstream)).hasSize(1);
  }

  @Test
  void clientThatLeavesDuringTheLookUpIsCountedAndItsRequestIsNotSent() throws Exception {
    ScriptedServer upstream = upstreamRunning(this::serveWaiting);
    ProxyUnderTest proxy = proxyTo(upstream);
    try (RawClient client = new RawClient(proxy.port())) {
      client.send(RawClient.chat(BODY));
      eventually("look-up", () -> lookups(upstream).size() == 1);
    }
    assertCounted(proxy, 1, "499", "client_gone");
    steps.release();
    assertThat(RawClient.request(proxy.port(), RawClient.chat(BODY)).status()).isEqualTo(200);
    assertThat(relayed(upstream)).hasSize(1);
  }

  @Test
  void upstreamThatStartsLaterIsAskedThen() throws IOException {
    int port = FreePort.find();
    ProxyUnderTest proxy = proxyTo("http://127.0.0.1:" + port);
    assertThat(RawClient.request(proxy.port(), RawClient.chat(BODY)).status()).isEqualTo(502);

    try (ScriptedServer upstream = ScriptedServer.runningOn(new OnePort(port), this::serve)) {
      assertThat(RawClient.request(proxy.port(), RawClient.chat(BODY)).status()).isEqualTo(200);
      assertThat(relayed(upstream).getFirst()).startsWith("{\"model\":\"qwen3\"");
    }
  }

  @Test
  void upstreamIsAskedAgainAfterA404() throws IOException {
    ScriptedServer upstream = upstreamRunning(this::serve);
    ProxyUnderTest proxy = proxyTo(upstream);
    RawClient.request(proxy.port(), RawClient.chat(BODY));
    list = listing("successor");
    response = "HTTP/1.1 404 X\r\nContent-Length: 0\r\n\r\n";
    assertThat(RawClient.request(proxy.port(), RawClient.chat(BODY)).status()).isEqualTo(404);
    for (int i = 0; i < 3; i++) {
      RawClient.request(proxy.port(), RawClient.chat(BODY));
    }

    assertThat(lookups(upstream)).as("one in ten seconds").hasSize(2);
    assertThat(relayed(upstream).getLast()).startsWith("{\"model\":\"successor\"");
  }

  @Test
  void upstreamThatACallerChoosesIsNotAsked() throws IOException {
    ScriptedServer operator = upstreamRunning(this::serve);
    ScriptedServer chosen = upstreamRunning(this::serve);
    ProxyUnderTest proxy = proxyTo(operator, "ALLOW_PRIVATE_UPSTREAMS", "true");
    RawClient.request(
        proxy.port(),
        RawClient.chat(BODY)
            .replace(
                "Host: localhost\r\n",
                "Host: localhost\r\nX-LLM-Base-URL: " + chosen.baseUrl() + "\r\n"));
    proxy.awaitIdle();

    assertThat(lookups(chosen)).isEmpty();
    assertThat(operator.requests()).isEmpty();
    assertThat(relayed(chosen)).containsExactly(BODY);
    assertThat(proxy.sum("chat_requests_total", "model=\"other\"")).isEqualTo(1);
  }

  private void assertSentModel(String model) throws IOException {
    ScriptedServer upstream = upstreamRunning(this::serve);
    ProxyUnderTest proxy = proxyTo(upstream);
    for (int i = 0; i < 2; i++) {
      assertThat(RawClient.request(proxy.port(), RawClient.chat(BODY)).status()).isEqualTo(200);
    }

    assertThat(lookups(upstream)).hasSize(1);
    assertThat(relayed(upstream)).hasSize(2).allMatch(body -> body.contains("\"" + model + "\""));
    proxy.awaitIdle();
    assertThat(proxy.sum("chat_requests_total", "model=\"" + model + "\"")).isEqualTo(2);
  }

  private void serve(Peer peer) throws IOException {
    for (Peer.Request request = peer.readRequest(); request != null; request = peer.readRequest()) {
      peer.send(isLookup(request) ? list : response);
      if (!list.contains("qwen3") && isLookup(request)) {
        return; // Closes, which also ends a list without a length.
      }
    }
  }

  /** Lists the models after one step. */
  private void serveWaiting(Peer peer) throws IOException, InterruptedException {
    for (Peer.Request request = peer.readRequest(); request != null; request = peer.readRequest()) {
      if (isLookup(request)) {
        steps.acquire();
      }
      peer.send(isLookup(request) ? list : response);
    }
  }

  private static boolean isLookup(Peer.Request request) {
    return request.headers().startsWith("GET /v1/models HTTP/1.1");
  }

  private static List<Peer.Request> lookups(ScriptedServer upstream) {
    return upstream.requests().stream().filter(UnnamedModelTest::isLookup).toList();
  }

  private static List<String> relayed(ScriptedServer upstream) {
    return upstream.requests().stream()
        .filter(request -> request.headers().startsWith("POST"))
        .map(Peer.Request::text)
        .toList();
  }

  private static String listing(String... ids) {
    return jsonResponse(
        "{\"object\":\"list\",\"models\":[{\"id\":\"x\"}],\"data\":["
            + List.of(ids).stream()
                .map(
                    id ->
                        "{\"object\":\"model\",\"permission\":[{\"id\":\"p\"}],\"id\":\""
                            + id
                            + "\"}")
                .collect(java.util.stream.Collectors.joining(","))
            + "]}");
  }

  private static String post(String path, String body) {
    return RawClient.chat(body).replace("/v1/chat/completions", path);
  }
}
