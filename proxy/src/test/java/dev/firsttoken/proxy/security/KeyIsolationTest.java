package dev.firsttoken.proxy.security;

import static dev.firsttoken.proxy.testing.Requests.chat;
import static dev.firsttoken.proxy.testing.Streams.STREAM;
import static org.assertj.core.api.Assertions.assertThat;

import dev.firsttoken.proxy.ProxyUnderTest;
import dev.firsttoken.proxy.testing.ProxyFixture;
import dev.firsttoken.proxy.testing.Requests;
import dev.firsttoken.wire.testing.Peer;
import dev.firsttoken.wire.testing.RawClient;
import dev.firsttoken.wire.testing.ScriptedServer;
import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Keys that each upstream receives. */
class KeyIsolationTest extends ProxyFixture {
  private static final String OPERATOR_KEY = "Bearer operators-key";
  private static final String CALLER_KEY = "Bearer callers-key";

  private final ScriptedServer operator = upstreamResponding(STREAM);
  private final ScriptedServer other = upstreamResponding(STREAM);

  private final ProxyUnderTest proxy =
      proxyTo(
          "http://localhost:" + operator.port(),
          "ALLOW_PRIVATE_UPSTREAMS",
          "true",
          "LLM_MODEL",
          "m");

  @ParameterizedTest
  @MethodSource("routes")
  void operatorUpstreamReceivesTheOperatorKeyAndNotTheCallers(String route) throws IOException {
    send(
        Requests.to(
            route,
            "Authorization: " + CALLER_KEY,
            "X-Api-Key: callers-key",
            "Api-Key: callers-key",
            "X-Goog-Api-Key: callers-key",
            "Proxy-Authorization: " + CALLER_KEY,
            "Cookie: key=callers-key"),
        200);

    assertThat(onlyRequest(operator).header("authorization")).isEqualTo(OPERATOR_KEY);
    assertThat(onlyRequest(operator).headers()).doesNotContain("callers-key");
  }

  @Test
  void messagesCarryTheKeyOfTheirUpstreamInBothHeaders() throws IOException {
    send(Requests.to("POST /v1/messages", "X-Api-Key: proxys-key"), 200);
    send(
        Requests.to(
            "POST /v1/messages",
            "X-LLM-Base-URL: " + other.baseUrl() + "/v1",
            "X-LLM-API-Key: callers-key"),
        200);
    send(Requests.to("POST /v1/messages", "X-LLM-Base-URL: " + other.baseUrl() + "/v1"), 200);

    assertThat(onlyRequest(operator).header("authorization")).isEqualTo(OPERATOR_KEY);
    assertThat(onlyRequest(operator).header("x-api-key")).isEqualTo("operators-key");
    assertThat(other.requests().get(0).header("x-api-key")).isEqualTo("callers-key");
    assertThat(other.requests().get(1).header("x-api-key")).isNull();
  }

  @ParameterizedTest
  @MethodSource("routes")
  void callerUpstreamReceivesOnlyItsOwnKey(String route) throws IOException {
    send(Requests.to(route, "X-LLM-Base-URL: " + other.baseUrl() + "/v1"), 200);
    send(
        Requests.to(
            route,
            "X-LLM-Base-URL: " + other.baseUrl() + "/v1",
            "X-LLM-API-Key: callers-key",
            "Authorization: Bearer proxys-key"),
        200);

    assertThat(other.requests()).hasSize(2);
    assertThat(other.requests().get(0).header("authorization")).isNull();
    assertThat(other.requests().get(1).header("authorization")).isEqualTo(CALLER_KEY);
    assertThat(other.requests().get(1).headers().toLowerCase(java.util.Locale.ROOT))
        .doesNotContain("x-llm-")
        .doesNotContain("proxys-key");
    assertThat(operator.requests()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "http://localhost:PORT/v1",
        "http://localhost:PORT/v1/",
        "http://localhost:PORT/v1//",
        "HTTP://LOCALHOST:PORT/v1"
      })
  void equivalentOperatorUrlReceivesTheOperatorKey(String url) throws IOException {
    send(chat("X-LLM-Base-URL: " + url.replace("PORT", "" + operator.port())), 200);

    assertThat(onlyRequest(operator).headers()).startsWith("POST /v1/chat/completions ");
    assertThat(onlyRequest(operator).header("authorization")).isEqualTo(OPERATOR_KEY);
  }

  @Test
  void callerKeyReplacesTheOperatorKey() throws IOException {
    send(chat("X-LLM-API-Key: callers-key"), 200);

    assertThat(onlyRequest(operator).header("authorization")).isEqualTo(CALLER_KEY);
    assertThat(onlyRequest(operator).headers()).doesNotContain("operators-key");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "http://localhost:PORT",
        "http://localhost:PORT/",
        "http://localhost:PORT/v2",
        "http://localhost:PORT/V1",
        "http://localhost:PORT/v1/x",
        "http://localhost:PORT/v1/.",
        "http://localhost:PORT/v1/../v1",
        "http://localhost:PORT//v1",
        "http://localhost:PORT/v1;x",
        "http://localhost:PORT/%761",
        "http://127.0.0.1:PORT/v1"
      })
  void operatorServerReceivesNoKeyUnderAnotherUrl(String url) throws IOException {
    send(chat("X-LLM-Base-URL: " + url.replace("PORT", "" + operator.port())), 200);

    assertThat(onlyRequest(operator).header("authorization")).isNull();
  }

  @Test
  void operatorHostReceivesNoKeyUnderAnotherScheme() throws IOException {
    String url = "https://localhost:" + operator.port() + "/v1";
    RawClient.Response response = RawClient.request(proxy.port(), chat("X-LLM-Base-URL: " + url));

    assertThat(response.status()).isEqualTo(502);
    assertThat(response.text()).contains("upstream_tls");
    assertThat(operator.requests()).isEmpty();
  }

  @Test
  void operatorHostReceivesNoKeyUnderAnotherPort() throws IOException {
    send(chat("X-LLM-Base-URL: http://localhost:" + other.port() + "/v1"), 200);

    assertThat(onlyRequest(other).header("authorization")).isNull();
    assertThat(operator.requests()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "http://localhost:PORT@127.0.0.1:OTHER/v1",
        "http://localhost:PORT%40127.0.0.1:OTHER/v1",
        "http://127.0.0.1:OTHER\\@localhost:PORT/v1",
        "http://127.0.0.1:OTHER#@localhost:PORT/v1",
        "http://127.0.0.1:OTHER/#@localhost:PORT/v1",
        "http://127.0.0.1:OTHER?@localhost:PORT/v1",
        "http://localhost:PORT/v1@127.0.0.1:OTHER"
      })
  void urlThatResemblesTheOperatorUrlReceivesNoKey(String url) throws IOException {
    String header = url.replace("PORT", "" + operator.port()).replace("OTHER", "" + other.port());
    RawClient.request(proxy.port(), chat("X-LLM-Base-URL: " + header));

    assertThat(other.requests()).isEmpty();
    assertThat(operator.requests()).allMatch(request -> request.header("authorization") == null);
  }

  @Test
  void callerUpstreamReceivesTheCallerModelAndNotTheOperators() throws IOException {
    String bare = "{\"stream\":true}";
    String url = "X-LLM-Base-URL: " + other.baseUrl() + "\r\n";
    for (String headers : List.of("", url, url + "X-LLM-Model: mine\r\n")) {
      RawClient.request(
          proxy.port(), RawClient.chat(bare).replace("Content-Type", headers + "Content-Type"));
    }

    assertThat(onlyRequest(operator).text()).isEqualTo("{\"model\":\"m\",\"stream\":true}");
    assertThat(other.requests().get(0).text()).isEqualTo(bare);
    assertThat(other.requests().get(1).text()).isEqualTo("{\"model\":\"mine\",\"stream\":true}");
  }

  private void send(String request, int status) throws IOException {
    assertThat(RawClient.request(proxy.port(), request).status()).isEqualTo(status);
  }

  private static Peer.Request onlyRequest(ScriptedServer server) {
    assertThat(server.requests()).hasSize(1);
    return server.requests().getFirst();
  }
}
