package dev.firsttoken.proxy.relay;

import static dev.firsttoken.proxy.testing.Requests.to;
import static dev.firsttoken.proxy.testing.Streams.BUFFERED_REQUEST;
import static dev.firsttoken.proxy.testing.Streams.END;
import static dev.firsttoken.proxy.testing.Streams.STREAM;
import static dev.firsttoken.proxy.testing.Streams.STREAM_REQUEST;
import static dev.firsttoken.proxy.testing.Streams.jsonResponse;
import static dev.firsttoken.wire.testing.RawClient.chat;
import static org.assertj.core.api.Assertions.assertThat;

import dev.firsttoken.proxy.ProxyUnderTest;
import dev.firsttoken.proxy.testing.HeaderScriptedUpstream;
import dev.firsttoken.proxy.testing.ProxyFixture;
import dev.firsttoken.proxy.testing.Requests;
import dev.firsttoken.wire.testing.RawClient;
import dev.firsttoken.wire.testing.ScriptedServer;
import java.io.IOException;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Every response on an OpenAI route has one X-Request-Id, which is the proxy's own. */
class RequestIdTest extends ProxyFixture {
  private static final String ID = "[0-9a-f]{16}";

  static Stream<String> requests() {
    return Stream.of(
        chat(STREAM_REQUEST),
        chat(BUFFERED_REQUEST),
        chat(STREAM_REQUEST).replace("HTTP/1.1", "HTTP/1.0"),
        chat("{\"model\":\"synthetic\",\"stream\":true,\"frames\":2,\"delay_ms\":0}"),
        chat("{\"model\":\"synthetic\",\"frames\":2,\"delay_ms\":0}"),
        chat("nonsense"),
        chat("{\"model\":\"synthetic\",\"frames\":-1}"),
        chat(STREAM_REQUEST).replace("application/json", "text/plain"),
        chat(STREAM_REQUEST).replace("localhost", "evil.example"),
        to("GET /v1/chat/completions"),
        to("PUT /v1/embeddings"),
        to("GET /v1/models"),
        Requests.chat("X-Do: 404"),
        Requests.chat("X-Do: 500"),
        Requests.chat("X-Do: close"),
        Requests.chat("X-Do: garbage"),
        Requests.chat("X-Do: cut"),
        Requests.chat("X-LLM-Base-URL: http://10.0.0.1"),
        Requests.chat("X-LLM-Base-URL: nonsense"));
  }

  @ParameterizedTest
  @MethodSource("requests")
  void everyResponseHasOne(String request) throws IOException {
    ProxyUnderTest proxy = proxyTo(upstreamRunning(HeaderScriptedUpstream::serve));
    Set<String> ids = new HashSet<>();
    for (int i = 0; i < 3; i++) {
      RawClient.Response response = RawClient.request(proxy.port(), request);

      assertThat(namesOf(response)).as(request).containsOnlyOnce("x-request-id");
      assertThat(response.header("x-request-id")).matches(ID);
      ids.add(String.valueOf(response.header("x-request-id")));
    }
    assertThat(ids).hasSize(3);
  }

  @Test
  void rejectedKeyHasOneToo() throws IOException {
    ProxyUnderTest proxy = proxyTo(upstreamResponding(STREAM), "PROXY_API_KEY", "secret");

    assertThat(assertRejected(proxy, chat(STREAM_REQUEST), 401, "unauthorized").headers())
        .containsPattern("(?i)x-request-id: " + ID + "\r\n");
  }

  @Test
  void requestsOnOneConnectionHaveDifferentOnes() throws IOException {
    ProxyUnderTest proxy = proxyTo(upstreamResponding(STREAM));
    Set<String> ids = new HashSet<>();
    try (RawClient client = new RawClient(proxy.port())) {
      for (int i = 0; i < 20; i++) {
        client.send(chat(STREAM_REQUEST));
        ids.add(String.valueOf(client.read().header("x-request-id")));
      }
    }
    assertThat(ids).hasSize(20);
  }

  @Test
  void idOfTheUpstreamHasANameOfItsOwn() throws IOException {
    for (String response :
        List.of(
            STREAM.replace("Content-Type", "X-REQUEST-ID: theirs\r\nContent-Type"),
            jsonResponse("{}").replace("Content-Type", "x-request-id: theirs\r\nContent-Type"))) {
      RawClient.Response relayed =
          RawClient.request(proxyTo(upstreamResponding(response)).port(), chat(STREAM_REQUEST));

      assertThat(relayed.header("x-request-id")).matches(ID);
      assertThat(relayed.header("x-upstream-request-id")).isEqualTo("theirs");
      assertThat(namesOf(relayed)).containsOnlyOnce("x-request-id", "x-upstream-request-id");
    }
  }

  @Test
  void ofTwoProxiesEachNamesTheIdOfTheOneBehindIt() throws IOException {
    ScriptedServer upstream =
        upstreamResponding(STREAM.replace("Content-Type", "X-Request-Id: far\r\nContent-Type"));
    ProxyUnderTest inner = proxyTo(upstream);
    ProxyUnderTest outer =
        proxyTo("http://127.0.0.1:" + inner.port(), "ALLOW_PRIVATE_UPSTREAMS", "true");
    RawClient.Response response = RawClient.request(outer.port(), chat(STREAM_REQUEST));

    assertThat(response.header("x-upstream-request-id"))
        .matches(ID)
        .isNotEqualTo(response.header("x-request-id"));
    assertThat(response.headers()).doesNotContain("far");
  }

  @Test
  void idInTheTrailersOfTheUpstreamIsRenamedToo() throws IOException {
    String withTrailer = STREAM.substring(0, STREAM.length() - END.length()) + "0\r\n";
    ScriptedServer upstream = upstreamResponding(withTrailer + "X-Request-Id: theirs\r\n\r\n");
    RawClient.Response response = RawClient.request(proxyTo(upstream).port(), chat(STREAM_REQUEST));

    assertThat(response.trailers()).isEqualToIgnoringCase("x-upstream-request-id: theirs\r\n");
  }

  @Test
  void idOfTheClientGoesUpstreamAndDoesNotComeBack() throws IOException {
    ScriptedServer upstream = upstreamResponding(STREAM);
    RawClient.Response response =
        RawClient.request(proxyTo(upstream).port(), Requests.chat("X-Request-Id: mine"));

    assertThat(upstream.requests().getFirst().header("x-request-id")).isEqualTo("mine");
    assertThat(response.header("x-request-id")).matches(ID);
    assertThat(response.headers()).doesNotContain("mine");
  }

  @ParameterizedTest
  @ValueSource(strings = {"/health", "/metrics", "/micro/plain", "/nowhere", "/v1/nowhere"})
  void otherRoutesHaveNone(String path) throws IOException {
    ProxyUnderTest proxy = proxyTo(upstreamResponding(STREAM));

    assertThat(namesOf(RawClient.request(proxy.port(), to("GET " + path))))
        .doesNotContain("x-request-id");
  }

  private static List<String> namesOf(RawClient.Response response) {
    return response
        .headers()
        .lines()
        .skip(1)
        .map(line -> line.substring(0, line.indexOf(':')).toLowerCase(Locale.ROOT))
        .toList();
  }
}
