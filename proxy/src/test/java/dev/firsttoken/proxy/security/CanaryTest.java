package dev.firsttoken.proxy.security;

import static dev.firsttoken.proxy.ProxyUnderTest.eventually;
import static dev.firsttoken.proxy.testing.Requests.chat;
import static dev.firsttoken.proxy.testing.Requests.to;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.firsttoken.proxy.Application;
import dev.firsttoken.proxy.ProxyUnderTest;
import dev.firsttoken.proxy.config.Configuration;
import dev.firsttoken.proxy.testing.CapturedOutput;
import dev.firsttoken.proxy.testing.HeaderScriptedUpstream;
import dev.firsttoken.proxy.testing.ProxyFixture;
import dev.firsttoken.wire.testing.RawClient;
import dev.firsttoken.wire.testing.ScriptedServer;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * All keys contain a word that occurs nowhere else. No response, metric or printed line may contain
 * it, whatever fails.
 */
class CanaryTest extends ProxyFixture {
  private static final String WORD = "canary";
  private static final String KEYS =
      "Authorization: Bearer canary-proxy\r\nX-LLM-API-Key: canary-caller\r\n"
          + "X-Api-Key: canary-other\r\nCookie: key=canary-cookie";

  private final CapturedOutput capturedOutput = new CapturedOutput();

  @AfterEach
  void assertNothingPrinted() {
    capturedOutput.close();
    assertThat(capturedOutput.text().lines().filter(line -> line.contains(WORD))).isEmpty();
  }

  private ProxyUnderTest proxy(String baseUrl, String... settings) {
    String[] all = java.util.Arrays.copyOf(settings, settings.length + 14);
    String[] common = {
      "LLM_API_KEY", "canary-operator",
      "PROXY_API_KEY", "canary-proxy",
      "LLM_FIRST_TOKEN_TIMEOUT_MS", "50",
      "LLM_IDLE_TIMEOUT_MS", "50",
      "LLM_WHOLE_TIMEOUT_MS", "50",
      "ALLOW_PRIVATE_UPSTREAMS", "true",
      "MAX_BODY_BYTES", "100"
    };
    System.arraycopy(common, 0, all, settings.length, common.length);
    return proxyTo(baseUrl, all);
  }

  private static void assertNoKeyInResponse(ProxyUnderTest proxy, String request)
      throws IOException {
    RawClient.Response response = RawClient.request(proxy.port(), request);

    assertThat(response.headers() + response.text()).doesNotContain(WORD);
    assertThat(proxy.scrape()).doesNotContain(WORD);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "nothing",
        "reset",
        "close",
        "garbage",
        "cut in the headers",
        "bad chunk",
        "cut",
        "cut in a chunk",
        "silent",
        "stall",
        "500",
        "302"
      })
  void failingUpstreamRevealsNoKey(String how) throws IOException {
    ScriptedServer upstream = upstreamRunning(HeaderScriptedUpstream::serve);
    ProxyUnderTest proxy = proxy(upstream.baseUrl(), "BREAKER_MIN_REQUESTS", "2");
    String ownUrl = "X-LLM-Base-URL: " + upstream.baseUrl() + "/canary-path";
    // The breaker is open for the last requests.
    for (String own : List.of("", ownUrl, ownUrl, ownUrl)) {
      assertNoKeyInResponse(proxy, chat(KEYS, "X-Do: " + how, own));
      assertNoKeyInResponse(proxy, to("GET /v1/models?key=canary", KEYS, "X-Do: " + how, own));
    }
    assertThat(upstream.requests()).anyMatch(request -> request.headers().contains(WORD));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "http://127.0.0.1:1/canary",
        "https://127.0.0.1:1/canary",
        "http://nowhere.invalid/canary",
        "http://canary.invalid/",
        "http://0177.0.0.1/canary",
        "http://169.254.169.254/canary",
        "http://canary:x@h/",
        "http://h/?key=canary",
        "canary",
        "http://h/\u00e9canary"
      })
  void unreachableUpstreamRevealsNoKey(String url) throws IOException {
    ProxyUnderTest proxy = proxy("http://127.0.0.1:1");

    assertNoKeyInResponse(proxy, chat(KEYS, "X-LLM-Base-URL: " + url));
    assertNoKeyInResponse(proxy, chat(KEYS));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "GET /nowhere?key=canary",
        "GET /v1/nowhere?key=canary",
        "GET /v1/chat/completions?key=canary",
        "DELETE /health?key=canary",
        "GET /micro/plain?bytes=x&key=canary",
        "POST /v1/chat/completions?key=canary\u00e9",
        "POST /v1/chat/completions?key=canary key=canary",
        "GET /metrics?key=canary"
      })
  void rejectedRequestRevealsNoKey(String route) throws IOException {
    ScriptedServer upstream = upstreamRunning(HeaderScriptedUpstream::serve);
    ProxyUnderTest proxy = proxy(upstream.baseUrl());
    for (String header :
        List.of(
            "",
            "Host: canary.example",
            "X-A: canary\0",
            "X-LLM-API-Key: canary\u00e9",
            "X-LLM-API-Key: canary1\r\nX-LLM-API-Key: canary2",
            "Content-Length: canary",
            "Transfer-Encoding: canary",
            "Expect: canary",
            "Accept: canary",
            "canary")) {
      String request = to(route, KEYS, header);
      assertNoKeyInResponse(proxy, request);
      assertNoKeyInResponse(proxy, request.replace("canary-proxy", "canary-wrong"));
      assertNoKeyInResponse(proxy, request.replace("Host: localhost\r\n", ""));
    }
  }

  @Test
  void rejectedBodyRevealsNoKey() throws IOException {
    ProxyUnderTest proxy = proxy("http://127.0.0.1:1");
    for (String body :
        List.of(
            "canary",
            "{\"canary\":",
            "{\"api_key\":\"canary\",\"model\":7}",
            "{\"api_key\":\"canary\",\"x\":\"" + "y".repeat(100) + "\"}")) {
      assertNoKeyInResponse(proxy, RawClient.chat(body).replace("Host:", KEYS + "\r\nHost:"));
    }
    assertNoKeyInResponse(proxy, chat(KEYS, "X-Long: canary" + "x".repeat(17_000)));
    assertNoKeyInResponse(proxy, chat(KEYS).replace("application/json", "text/plain"));
  }

  @Test
  void disconnectedOrOverloadedClientRevealsNoKey() throws Exception {
    ScriptedServer upstream = upstreamRunning(HeaderScriptedUpstream::serve);
    ProxyUnderTest proxy =
        proxy(
            upstream.baseUrl(),
            "MAX_IN_FLIGHT",
            "1",
            "HEAD_TIMEOUT_MS",
            "50",
            "BODY_TIMEOUT_MS",
            "50");
    for (String how : List.of("reset", "close")) {
      try (RawClient client = new RawClient(proxy.port())) {
        client.send(chat(KEYS, "X-Do: silent"));
        eventually("active", () -> proxy.sum("chat_in_flight") == 1);
        assertNoKeyInResponse(proxy, chat(KEYS));
        if (how.equals("reset")) {
          client.reset();
        }
      }
      proxy.awaitIdle();
    }
    assertNoKeyInResponse(proxy, chat(KEYS).substring(0, 200));
    assertNoKeyInResponse(proxy, chat(KEYS).replace("41", "42"));
  }

  @Test
  void failedStartRevealsNoKey() throws IOException {
    ProxyUnderTest taken = proxy("http://127.0.0.1:1");
    Configuration configuration =
        Configuration.of(
            Map.of(
                "PORT",
                Integer.toString(taken.port()),
                "LLM_API_KEY",
                "canary",
                "PROXY_API_KEY",
                "canary"));

    assertThatThrownBy(() -> Application.start(configuration))
        .message()
        .contains("PORT")
        .doesNotContain(WORD);
    assertThat(configuration.toString()).doesNotContain(WORD);
  }
}
