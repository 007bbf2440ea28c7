package dev.firsttoken.proxy.endpoints;

import static dev.firsttoken.proxy.testing.Requests.to;
import static dev.firsttoken.proxy.testing.Streams.jsonResponse;
import static org.assertj.core.api.Assertions.assertThat;

import dev.firsttoken.proxy.ProxyUnderTest;
import dev.firsttoken.proxy.testing.CapturedOutput;
import dev.firsttoken.proxy.testing.ProxyFixture;
import dev.firsttoken.wire.testing.RawClient;
import dev.firsttoken.wire.testing.ScriptedServer;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** HEAD: the headers of a GET without its body, on a connection that is kept. */
class HeadTest extends ProxyFixture {
  private static final String LIST = "{\"object\":\"list\",\"data\":[]}";

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/v1/models",
        "/api/models?limit=1",
        "/health",
        "/health/live",
        "/health/ready",
        "/micro/plain?bytes=100000",
        "/nowhere",
        "/v1/nowhere"
      })
  void headersAreThoseOfGetAndNoBodyFollows(String path) throws IOException {
    assertHeadIsGetWithoutBody(proxyTo(upstreamResponding(jsonResponse(LIST))), path);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2\r\n{}\r\n0\r\n\r\n",
        "HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n",
        "HTTP/1.1 503 X\r\nContent-Type: application/json\r\nContent-Length: 2\r\n\r\n{}"
      })
  void bodyOfTheUpstreamIsDropped(String response) throws IOException {
    assertHeadIsGetWithoutBody(proxyTo(upstreamResponding(response)), "/v1/models");
  }

  @Test
  void unframedBodyOfTheUpstreamIsDroppedAndTheConnectionKept() throws IOException {
    ScriptedServer upstream =
        upstreamRunning(
            peer -> {
              peer.readRequest();
              peer.send("HTTP/1.1 200 OK\r\n\r\n" + LIST);
            });
    ProxyUnderTest proxy = proxyTo(upstream);
    try (RawClient client = new RawClient(proxy.port())) {
      for (int i = 0; i < 3; i++) {
        client.send(to("HEAD /v1/models"));
        assertThat(client.readHeaders()).startsWith("HTTP/1.1 200 OK\r\n");
      }
    }
    assertThat(upstream.requests())
        .hasSize(3)
        .allMatch(request -> request.headers().startsWith("GET /v1/models"));
  }

  @Test
  void responsesToHeadCountNoBytes() throws IOException {
    try (CapturedOutput output = new CapturedOutput()) {
      ProxyUnderTest proxy = proxyTo(upstreamResponding(jsonResponse(LIST)), "ACCESS_LOG", "true");
      try (RawClient client = new RawClient(proxy.port())) {
        for (String path : List.of("/v1/models", "/nowhere")) {
          client.send(to("HEAD " + path));
          client.readHeaders();
        }
      }

      assertThat(output.text().lines().filter(line -> line.contains(" AccessLog")))
          .hasSize(2)
          .allMatch(line -> line.contains(" HEAD ") && line.endsWith(" bytes=0"));
      assertThat(proxy.sum("chat_bytes_out_total")).isZero();
    }
  }

  @Test
  void serverWithoutAnUpstreamRespondsToHeadToo() throws IOException {
    try (ProxyUnderTest proxy = ProxyUnderTest.with(Map.of("LLM_MODEL", "synthetic"))) {
      assertHeadIsGetWithoutBody(proxy, "/v1/models");
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"/v1/chat/completions", "/v1/embeddings"})
  void routeThatOnlyAcceptsPostRejectsHead(String path) throws IOException {
    ProxyUnderTest proxy = proxyTo(upstreamResponding(jsonResponse(LIST)));
    try (RawClient client = new RawClient(proxy.port())) {
      client.send(to("HEAD " + path));
      assertThat(client.readHeaders()).startsWith("HTTP/1.1 405 ").contains("allow: POST\r\n");
      client.send(to("GET /health"));
      assertThat(client.read().status()).isEqualTo(200);
    }
  }

  private static void assertHeadIsGetWithoutBody(ProxyUnderTest proxy, String path)
      throws IOException {
    try (RawClient client = new RawClient(proxy.port())) {
      client.send(to("GET " + path));
      RawClient.Response get = client.read();
      for (int i = 0; i < 2; i++) {
        client.send(to("HEAD " + path));
        String head = client.readHeaders();

        assertThat(comparable(head)).as(path).isEqualTo(comparable(get.headers()));
      }
      client.send(to("GET " + path));
      assertThat(client.read().status()).isEqualTo(get.status());
    }
  }

  /** Leaves out what may differ from response to response. */
  private static List<String> comparable(String headers) {
    return headers
        .lines()
        .filter(line -> !line.startsWith("date:") && !line.startsWith("x-request-id:"))
        .sorted()
        .toList();
  }
}
