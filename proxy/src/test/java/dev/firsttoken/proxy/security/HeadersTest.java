package dev.firsttoken.proxy.security;

import static dev.firsttoken.proxy.testing.Requests.chat;
import static dev.firsttoken.proxy.testing.Streams.STREAM;
import static org.assertj.core.api.Assertions.assertThat;

import dev.firsttoken.proxy.ProxyUnderTest;
import dev.firsttoken.proxy.testing.ProxyFixture;
import dev.firsttoken.proxy.testing.Requests;
import dev.firsttoken.wire.testing.RawClient;
import dev.firsttoken.wire.testing.ScriptedServer;
import java.io.IOException;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Headers that pass between client and upstream, and headers that belong to one side or one hop.
 */
class HeadersTest extends ProxyFixture {
  private final ScriptedServer upstream = upstreamResponding(STREAM);

  static List<String> everything() {
    return Stream.concat(
            RequestFilterTest.everything().stream(), RequestFilterTest.pages().stream())
        .toList();
  }

  @ParameterizedTest
  @MethodSource("everything")
  void otherOriginsMayNotReadAResponse(String route) throws IOException {
    ProxyUnderTest proxy = proxyTo(upstream);
    String options = "OPTIONS " + route.substring(route.indexOf(' ') + 1);
    for (String request :
        List.of(
            Requests.to(route, "Origin: https://evil.example"),
            Requests.to(route, "Origin: http://localhost:" + proxy.port()),
            Requests.to(route, "Origin: null", "Sec-Fetch-Site: cross-site"),
            Requests.to(
                options,
                "Origin: https://evil.example",
                "Access-Control-Request-Method: POST",
                "Access-Control-Request-Headers: content-type"))) {
      assertThat(lowerCaseHeaders(RawClient.request(proxy.port(), request)))
          .doesNotContain("access-control");
    }
    assertThat(upstream.requests())
        .noneMatch(request -> lowerCaseHeaders(request.headers()).contains("evil.example"));
  }

  @Test
  void corsHeadersOfTheUpstreamAreDropped() throws IOException {
    ScriptedServer open =
        upstreamResponding(
            streamWithHeaders(
                "Access-Control-Allow-Origin: *",
                "Access-Control-Allow-Credentials: true",
                "Access-Control-Expose-Headers: *",
                "Timing-Allow-Origin: *",
                "Cross-Origin-Resource-Policy: cross-origin"));
    ProxyUnderTest proxy = proxyTo(open);
    for (String route : Requests.routes().toList()) {
      String request = Requests.to(route, "Origin: https://evil.example");
      assertThat(lowerCaseHeaders(RawClient.request(proxy.port(), request)))
          .doesNotContain("access-control")
          .doesNotContain("-origin");
    }
  }

  @Test
  void hopByHopAndProxyRequestHeadersAreDropped() throws IOException {
    ProxyUnderTest proxy = proxyTo(upstream);
    String request =
        chat(
            "Connection: keep-alive, X-Mine, X-Also",
            "connection: x-third",
            "X-Mine: canary",
            "X-Also: canary",
            "X-Third: canary",
            "Keep-Alive: canary",
            "Proxy-Connection: canary",
            "Proxy-Authenticate: canary",
            "TE: canary",
            "Trailer: canary",
            "Upgrade: canary",
            "Forwarded: for=canary",
            "X-Forwarded-For: canary",
            "X-Forwarded-Host: canary",
            "X-Real-IP: canary",
            "Via: canary",
            "Origin: canary",
            "Referer: canary",
            "Sec-Fetch-Site: canary",
            "Cookie: canary",
            "Cookie2: canary",
            "Accept-Encoding: canary",
            "X-LLM-Nonsense: canary",
            "X-Passes: yes");
    assertThat(RawClient.request(proxy.port(), request).status()).isEqualTo(200);

    String sentHeaders = lowerCaseHeaders(upstream.requests().getFirst().headers());
    assertThat(sentHeaders).doesNotContain("canary").contains("x-passes: yes");
    assertThat(sentHeaders.lines().filter(line -> line.startsWith("host:"))).hasSize(1);
    assertThat(sentHeaders).contains("host: 127.0.0.1:" + upstream.port());
    assertThat(sentHeaders.lines().filter(line -> line.startsWith("content-"))).hasSize(2);
  }

  @Test
  void digestOfTheBodyPassesOnlyWithTheBodyItself() throws IOException {
    String[] digests = {
      "Content-MD5: canary",
      "Digest: canary",
      "Content-Digest: canary",
      "Repr-Digest: canary",
      "Content-Range: canary",
      "Signature: canary",
      "Signature-Input: canary",
      "X-Amz-Content-Sha256: canary"
    };
    ProxyUnderTest proxy = proxyTo(upstream, "LLM_MODEL", "m");
    String lines = String.join("\r\n", digests) + "\r\n";
    RawClient.request(proxy.port(), chat(digests));
    RawClient.request(
        proxy.port(), RawClient.chat("{}").replace("\r\n\r\n", "\r\n" + lines + "\r\n"));
    RawClient.request(proxy.port(), Requests.to("GET /v1/models", digests));

    assertThat(upstream.requests().get(0).headers().split("canary", -1))
        .as("unchanged")
        .hasSize(digests.length + 1);
    assertThat(upstream.requests().get(1).text()).contains("\"model\":\"m\"");
    assertThat(upstream.requests().get(1).headers()).as("model inserted").doesNotContain("canary");
    assertThat(upstream.requests().get(2).headers()).as("no body").doesNotContain("canary");
  }

  @Test
  void hopByHopAndSiteResponseHeadersAreDropped() throws IOException {
    ScriptedServer talkative =
        upstreamResponding(
            streamWithHeaders(
                "Connection: keep-alive, X-Mine",
                "X-Mine: canary",
                "Keep-Alive: canary",
                "Server: canary",
                "Set-Cookie: canary",
                "Set-Cookie2: canary",
                "Alt-Svc: canary",
                "Location: canary",
                "Upgrade: canary",
                "Proxy-Authenticate: canary",
                "Trailer: canary",
                "X-Accel-Redirect: canary",
                "X-Accel-Buffering: canary",
                "X-Sendfile: canary",
                "Refresh: canary",
                "Clear-Site-Data: canary",
                "Strict-Transport-Security: canary",
                "X-LLM-Nonsense: canary",
                "X-Checksum: passes"));
    RawClient.Response response = RawClient.request(proxyTo(talkative).port(), chat());

    assertThat(response.complete()).isTrue();
    assertThat(lowerCaseHeaders(response)).doesNotContain("canary").contains("x-checksum: passes");
  }

  @Test
  void trailersPassTheFilterOfTheHeaders() throws IOException {
    String stream = streamWithHeaders("Connection: keep-alive, X-Mine");
    String trailers =
        String.join(
            "\r\n",
            "Set-Cookie: canary",
            "Server: canary",
            "Access-Control-Allow-Origin: canary",
            "Location: canary",
            "X-Accel-Redirect: canary",
            "Keep-Alive: canary",
            "X-Mine: canary",
            "X-Checksum: passes",
            "");
    assertThat(stream).endsWith("0\r\n\r\n");
    ScriptedServer talkative =
        upstreamResponding(stream.substring(0, stream.length() - 2) + trailers + "\r\n");
    RawClient.Response response = RawClient.request(proxyTo(talkative).port(), chat());

    assertThat(response.complete()).isTrue();
    assertThat(response.trailers()).isEqualToIgnoringCase("X-Checksum: passes\r\n");
  }

  @ParameterizedTest
  @ValueSource(strings = {"200 canary", "200 ", "299 canary", "404 canary", "500 canary"})
  void reasonPhraseOfTheUpstreamIsReplaced(String status) throws IOException {
    String stream = streamWithHeaders("X-A: b").replaceFirst("200 OK", status);
    RawClient.Response response =
        RawClient.request(proxyTo(upstreamResponding(stream)).port(), chat());

    assertThat(response.status()).isEqualTo(Integer.parseInt(status.substring(0, 3)));
    assertThat(response.headers()).doesNotContain("canary");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "X-A: a\rX-B: b",
        "X-A: a\r b",
        "X-A: a\0b",
        "X-A: a\u000bb",
        "X-A: a\u000cb",
        "X\rA: b",
        "X A: b",
        "X-A : b",
        "X-A",
        ": b",
        "X\u0000A: b",
        "X(A): b",
        "X-LLM-API-Key: a\rb",
        "X-LLM-API-Key: a\0b"
      })
  void ambiguousHeaderIsRejected(String header) throws IOException {
    ProxyUnderTest proxy = proxyTo(upstream);
    RawClient.Response response = RawClient.request(proxy.port(), chat("X-Before: x", header));

    assertThat(response.status()).as(response.text()).isEqualTo(400);
    assertThat(upstream.peers()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"?a=b c", "?a=\u00e9", "?a=\0", "?a=\u0001", "?a=\u007f"})
  void targetThatIsNotVisibleAsciiIsRejected(String query) throws IOException {
    ProxyUnderTest proxy = proxyTo(upstream);
    for (String route : Requests.routes().toList()) {
      RawClient.Response response = RawClient.request(proxy.port(), Requests.to(route + query));

      assertThat(response.status()).as(response.text()).isEqualTo(400);
    }
    assertThat(upstream.peers()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "Transfer-Encoding: chunked",
        "Content-Length: 40",
        "Content-Length: 41, 41, 40",
        "Content-Length: -1",
        "Content-Length: +41",
        "Content-Length: 0x29",
        "Transfer-Encoding: identity, chunked",
        "Transfer-Encoding: xchunked"
      })
  void ambiguousBodyLengthIsRejected(String header) throws IOException {
    ProxyUnderTest proxy = proxyTo(upstream);
    try (RawClient client = new RawClient(proxy.port())) {
      client.send(chat(header) + Requests.to("GET /v1/models"));
      assertThat(client.read().status()).isEqualTo(400);
      assertThat(client.readRemaining()).as("no response to what is behind it").isEmpty();
    }
    assertThat(upstream.peers()).isEmpty();
  }

  /** A streamed response with additional headers. */
  private static String streamWithHeaders(String... headers) {
    return STREAM.replace("Content-Type", String.join("\r\n", headers) + "\r\nContent-Type");
  }

  private static String lowerCaseHeaders(RawClient.Response response) {
    return lowerCaseHeaders(response.headers());
  }

  private static String lowerCaseHeaders(String headers) {
    return headers.toLowerCase(Locale.ROOT);
  }
}
