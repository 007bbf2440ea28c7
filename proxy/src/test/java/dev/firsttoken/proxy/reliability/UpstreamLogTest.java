package dev.firsttoken.proxy.reliability;

import static dev.firsttoken.proxy.ProxyUnderTest.eventually;
import static dev.firsttoken.proxy.testing.Requests.chat;
import static org.assertj.core.api.Assertions.assertThat;

import dev.firsttoken.proxy.ProxyUnderTest;
import dev.firsttoken.proxy.testing.CapturedOutput;
import dev.firsttoken.proxy.testing.HeaderScriptedUpstream;
import dev.firsttoken.proxy.testing.ProxyFixture;
import dev.firsttoken.proxy.testing.Requests;
import dev.firsttoken.wire.testing.RawClient;
import dev.firsttoken.wire.testing.ScriptedServer;
import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Lines of the log about an upstream that fails. */
class UpstreamLogTest extends ProxyFixture {
  private static final String CALLERS_KEY = "callers-canary-key";

  private final ScriptedServer upstream = upstreamRunning(HeaderScriptedUpstream::serve);

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "reset              | RESET",
        "cut                | the connection was closed",
        "garbage            | the response is not HTTP/1.1 (chat with model m).",
        "bad chunk          | the chunk framing of the response is malformed (chat with model m).",
        "500                | it responded 500 to chat with model m.",
        "silent             | it sent no first token within 300 ms (chat with model m).",
      })
  void failureIsLoggedOnceWithTheUpstreamAndTheDetail(String how, String detail)
      throws IOException {
    try (CapturedOutput output = new CapturedOutput()) {
      ProxyUnderTest proxy =
          proxyTo(
              upstream,
              "LLM_FIRST_TOKEN_TIMEOUT_MS",
              "300",
              "BREAKER_FAILURE_PERCENT",
              "0",
              "LLM_API_KEY",
              "operators-canary-key");
      for (int i = 0; i < 3; i++) {
        RawClient.request(proxy.port(), chat("X-Do: " + how, "X-LLM-API-Key: " + CALLERS_KEY));
      }
      proxy.awaitIdle();

      List<String> lines = failures(output);
      assertThat(lines).hasSize(1);
      assertThat(lines.getFirst())
          .contains("WARN", "Upstream " + upstream.baseUrl() + ": ")
          .containsIgnoringCase(detail)
          .doesNotContain("canary", "messages");
    }
  }

  @Test
  void closedPortIsLoggedWithTheSystemsMessageAndTheBreaker() throws IOException {
    upstream.close();
    try (CapturedOutput output = new CapturedOutput()) {
      ProxyUnderTest proxy = proxyTo(upstream, "BREAKER_MIN_REQUESTS", "4");
      for (int i = 0; i < 6; i++) {
        RawClient.request(proxy.port(), chat());
      }

      assertThat(failures(output)).hasSize(2);
      assertThat(failures(output).getFirst())
          .contains("Upstream " + upstream.baseUrl() + ": no connection: connection refused.");
      assertThat(failures(output).getLast())
          .contains(upstream.baseUrl() + ": the circuit breaker of connections opened");
    }
  }

  @Test
  void unknownHostIsLogged() throws IOException {
    try (CapturedOutput output = new CapturedOutput()) {
      ProxyUnderTest proxy = proxyTo("http://nowhere.invalid");
      RawClient.request(proxy.port(), chat());

      assertThat(failures(output))
          .singleElement()
          .asString()
          .contains("Upstream http://nowhere.invalid: no connection: unknown host.");
    }
  }

  @Test
  void failedTlsHandshakeIsLogged() throws IOException {
    try (CapturedOutput output = new CapturedOutput()) {
      String url = upstream.baseUrl().replace("http:", "https:");
      ProxyUnderTest proxy = proxyTo(url);
      RawClient.request(proxy.port(), chat());

      assertThat(failures(output))
          .singleElement()
          .asString()
          .contains("Upstream " + url + ": no connection: ")
          .doesNotContain("closed by us");
    }
  }

  @Test
  void hostThatACallerNamedIsNotLogged() throws IOException {
    try (CapturedOutput output = new CapturedOutput()) {
      ProxyUnderTest proxy = proxyTo(upstream);
      RawClient.request(proxy.port(), chat("X-LLM-Base-URL: http://canary.invalid/v1"));
      RawClient.request(proxy.port(), chat("X-LLM-Base-URL: http://canary2.invalid/v1"));

      assertThat(failures(output))
          .singleElement()
          .asString()
          .contains("Upstream chosen by a caller: no connection: unknown host.");
    }
  }

  @Test
  void shortHostThatACallerNamedGarblesNoText() throws IOException {
    try (CapturedOutput output = new CapturedOutput()) {
      ProxyUnderTest proxy = proxyTo(upstream);
      RawClient.request(proxy.port(), chat("X-LLM-Base-URL: http://n/v1"));

      assertThat(failures(output))
          .singleElement()
          .asString()
          .contains("Upstream chosen by a caller: no connection: unknown host.");
    }
  }

  @Test
  void portThatACallerNamedIsNotLogged() throws IOException {
    upstream.close();
    try (CapturedOutput output = new CapturedOutput()) {
      ProxyUnderTest proxy = proxyTo("http://nowhere.invalid", "ALLOW_PRIVATE_UPSTREAMS", "true");
      RawClient.request(proxy.port(), chat("X-LLM-Base-URL: " + upstream.baseUrl()));

      assertThat(failures(output))
          .singleElement()
          .asString()
          .contains("Upstream chosen by a caller: no connection: connection refused.");
    }
  }

  @Test
  void requestsAreLoggedIfTheOperatorWantsIt() throws IOException {
    try (CapturedOutput output = new CapturedOutput()) {
      ProxyUnderTest silent = proxyTo(upstream);
      RawClient.request(silent.port(), chat());
      assertThat(output.text()).doesNotContain("AccessLog");

      ProxyUnderTest proxy = proxyTo(upstream, "ACCESS_LOG", "true");
      RawClient.request(proxy.port(), chat());
      proxy.awaitIdle();

      assertThat(output.text().lines().filter(line -> line.contains("AccessLog")))
          .singleElement()
          .asString()
          .contains("INFO", "POST chat model=\"m\" status=200 outcome=completed ttft_ms=");
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "POST /v1/embeddings | POST embeddings model=- status=401 outcome=rejected",
        "HEAD /v1/models     | HEAD models model=- status=401 outcome=rejected",
        "DELETE /metrics     | DELETE - model=- status=401 outcome=rejected",
        "PUT /health         | PUT - model=- status=405 outcome=rejected",
      })
  void lineOfARejectedRequestHasItsMethodRouteAndDuration(String route, String start)
      throws IOException {
    try (CapturedOutput output = new CapturedOutput()) {
      ProxyUnderTest proxy = proxyTo(upstream, "ACCESS_LOG", "true", "PROXY_API_KEY", "secret");
      try (RawClient client = new RawClient(proxy.port())) {
        client.send(Requests.to(route));
        client.readHeaders();
      }

      assertThat(output.text().lines().filter(line -> line.contains(" AccessLog")))
          .singleElement()
          .asString()
          .contains(start)
          .containsPattern("ttft_ms=- duration_ms=[0-9.]+ tokens=0 bytes=[0-9]+");
      assertThat(proxy.sum("chat_duration_ms_count")).isEqualTo(1);
    }
  }

  @Test
  void lineOfAClientThatLeftWithinItsBodyHasItsMethodRouteAndDuration() throws IOException {
    try (CapturedOutput output = new CapturedOutput()) {
      ProxyUnderTest proxy = proxyTo(upstream, "ACCESS_LOG", "true");
      String request = chat();
      try (RawClient client = new RawClient(proxy.port())) {
        client.send(request.substring(0, request.length() - 1));
        eventually("the body is awaited", () -> proxy.inFlight() == 1);
      }
      eventually("counted", () -> proxy.sum("chat_requests_total", "status=\"499\"") == 1);

      assertThat(output.text().lines().filter(line -> line.contains(" AccessLog")))
          .singleElement()
          .asString()
          .containsPattern(
              "POST chat model=- status=499 outcome=client_gone ttft_ms=- duration_ms=[0-9.]+ ");
    }
  }

  private static List<String> failures(CapturedOutput output) {
    return output.text().lines().filter(line -> line.contains(" FailureLog")).toList();
  }
}
