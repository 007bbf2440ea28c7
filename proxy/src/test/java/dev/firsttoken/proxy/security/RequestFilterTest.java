package dev.firsttoken.proxy.security;

import static dev.firsttoken.proxy.testing.Requests.to;
import static dev.firsttoken.proxy.testing.Requests.withoutHost;
import static dev.firsttoken.proxy.testing.Streams.STREAM;
import static org.assertj.core.api.Assertions.assertThat;

import dev.firsttoken.proxy.ProxyUnderTest;
import dev.firsttoken.proxy.testing.ProxyFixture;
import dev.firsttoken.proxy.testing.Requests;
import dev.firsttoken.wire.testing.RawClient;
import dev.firsttoken.wire.testing.ScriptedServer;
import java.io.IOException;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Checks that apply to every request: host, key, version and content type. */
class RequestFilterTest extends ProxyFixture {
  private static final String HTTP_2 = "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n";
  private static final String EMPTY_SETTINGS = "\0\0\0\4\0\0\0\0\0";

  private final ScriptedServer upstream = upstreamResponding(STREAM);

  /** Every route that may need a key, and targets that the proxy does not serve. */
  static List<String> everything() {
    return Stream.concat(
            Requests.routes(),
            Stream.of(
                "GET /metrics",
                "GET /micro/plain",
                "GET /micro/chunked",
                "GET /api/requests/0123456789abcdef",
                "POST /",
                "GET //",
                "GET /assets/nowhere.js",
                "GET /nowhere",
                "POST /v1/nowhere",
                "OPTIONS /v1/chat/completions",
                "GET http://localhost/metrics",
                "OPTIONS *"))
        .toList();
  }

  static List<String> pages() {
    return List.of("GET /", "GET /index.html");
  }

  static List<String> health() {
    return List.of("GET /health", "GET /health/live", "GET /health/ready");
  }

  @ParameterizedTest
  @MethodSource({"everything", "health", "pages"})
  void requestForAnotherHostIsMisdirected(String route) throws IOException {
    ProxyUnderTest proxy = proxyTo(upstream);

    assertRejected(proxy, withoutHost(route, "Host: evil.example"), 421, "misdirected");
    assertThat(upstream.peers()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "evil.example",
        "localhost.evil.example",
        "evil-localhost",
        "localhost.",
        "127.0.0.1.evil.example:80",
        "127.0.0.2",
        "[::2]",
        "0"
      })
  void hostThatOnlyResemblesOursIsMisdirected(String host) throws IOException {
    assertRejected(
        proxyTo(upstream), withoutHost("GET /health", "Host: " + host), 421, "misdirected");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"localhost", "LocalHost:1", "localhost:", "127.0.0.1:8080", "[::1]", "[::1]:80"})
  void loopbackNamesAreAccepted(String host) throws IOException {
    assertOk(proxyTo(upstream), withoutHost("GET /health", "Host: " + host));
  }

  @Test
  void allowedHostsAreAcceptedBesideLoopbackNames() throws IOException {
    ProxyUnderTest proxy = proxyTo(upstream, "ALLOWED_HOSTS", "a.example, b.example");

    assertOk(proxy, withoutHost("GET /health", "Host: a.example:80"));
    assertOk(proxy, withoutHost("GET /health", "Host: B.EXAMPLE"));
    assertOk(proxy, withoutHost("GET /health", "Host: localhost"));
    assertRejected(proxy, withoutHost("GET /health", "Host: c.example"), 421, "misdirected");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "Host:",
        "Host: localhost\r\nHost: localhost",
        "Host: localhost\r\nhost: evil.example",
        "Host: localhost, evil.example",
        "Host: localhost evil.example",
        "Host: localhost/x",
        "Host: localhost#x",
        "Host: localhost?x",
        "Host: user@localhost",
        "Host: http://localhost",
        "Host: localhost:80:80",
        "Host: localhost:x",
        "Host: localhost:123456",
        "Host: [::1",
        "Host: ::1",
        "Host: [localhost]",
        "Host: l\u00f6calhost",
        "Host: %6cocalhost"
      })
  void missingOrMalformedOrDuplicateHostIsABadRequest(String host) throws IOException {
    ProxyUnderTest proxy = proxyTo(upstream);
    for (String route : List.of("GET /health", "POST /v1/chat/completions", "GET /metrics")) {
      assertRejected(proxy, withoutHost(route, host), 400, "bad_request");
    }
  }

  @Test
  void http10RequestNeedsNoHostButAValidOneIfPresent() throws IOException {
    ProxyUnderTest proxy = proxyTo(upstream);

    assertOk(proxy, "GET /health HTTP/1.0\r\n\r\n");
    assertOk(proxy, withoutHost("POST /v1/chat/completions").replace("HTTP/1.1", "HTTP/1.0"));
    assertRejected(proxy, "GET /health HTTP/1.0\r\nHost: evil.example\r\n\r\n", 421, "misdirected");
  }

  @ParameterizedTest
  @ValueSource(strings = {"HTTP/1.2", "HTTP/2.0", "HTTP/3.0", "HTTP/0.9"})
  void otherHttpVersionsAreRejected(String version) throws IOException {
    ProxyUnderTest proxy = proxyTo(upstream);
    String request = to("GET /health").replace("HTTP/1.1", version);

    assertRejected(proxy, request, 505, "version_not_supported");
  }

  @Test
  void http2PrefaceGetsGoAwayWithHttp11Required() throws IOException {
    ProxyUnderTest proxy = proxyTo(upstream);
    try (RawClient client = new RawClient(proxy.port())) {
      client.send(HTTP_2 + EMPTY_SETTINGS);

      assertThat(frame(client)).as("type of the first: SETTINGS").isEqualTo(4);
      byte[] goAway = client.readBytes(9);
      assertThat(goAway[3]).as("type of the second: GOAWAY").isEqualTo((byte) 7);
      byte[] payload = client.readBytes(length(goAway));
      assertThat(payload).startsWith(0, 0, 0, 0, 0, 0, 0, 0xd);
      assertThat(client.readRemaining()).as("closed").isEmpty();
    }
    assertCounted(proxy, 1, "505", "rejected");
  }

  private static int frame(RawClient client) throws IOException {
    byte[] frameHeader = client.readBytes(9);
    client.readBytes(length(frameHeader));
    return frameHeader[3];
  }

  private static int length(byte[] frameHeader) {
    return ((frameHeader[0] & 0xff) << 16)
        | ((frameHeader[1] & 0xff) << 8)
        | (frameHeader[2] & 0xff);
  }

  @ParameterizedTest
  @MethodSource("everything")
  void everyRouteNeedsTheKey(String route) throws IOException {
    ProxyUnderTest proxy = proxyTo(upstream, "PROXY_API_KEY", "secret");
    for (String header :
        List.of(
            "",
            "Authorization: secret",
            "Authorization: Basic secret",
            "Authorization: Bearer",
            "Authorization: Bearer ",
            "Authorization: Bearer Secret",
            "Authorization: Bearer secre",
            "Authorization: Bearer secrets",
            "Authorization: Bearer secret secret",
            "Authorization: Bearer operators-key",
            "Authorization: Bearer secret\r\nAuthorization: Bearer secret",
            route.endsWith("/messages") ? "X-Api-Key: Secret" : "X-Api-Key: secret",
            "X-Api-Key: secret\r\nX-Api-Key: secret",
            "X-Api-Key: secret\r\nAuthorization: Bearer secrets",
            "X-LLM-API-Key: secret",
            "Cookie: key=secret")) {
      RawClient.Response response = assertRejected(proxy, to(route, header), 401, "unauthorized");
      assertThat(response.text()).doesNotContain("secret");
    }
    assertThat(upstream.peers()).isEmpty();
    assertThat(proxy.sum("chat_errors_total", "reason=\"unauthorized\"")).isPositive();
  }

  @Test
  void keyGivesAccessToEveryRoute() throws IOException {
    ProxyUnderTest proxy = proxyTo(upstream, "PROXY_API_KEY", "secret");
    List<String> routes = Stream.concat(Requests.routes(), Stream.of("GET /metrics")).toList();
    for (String route : routes) {
      assertOk(proxy, to(route, "Authorization: Bearer secret"));
      assertOk(proxy, to(route, "authorization: bearer secret"));
    }
    assertThat(upstream.requests()).noneMatch(request -> request.headers().contains("secret"));
  }

  @Test
  void messagesTakeTheKeyAsTheirClientsSendIt() throws IOException {
    ProxyUnderTest proxy = proxyTo(upstream, "PROXY_API_KEY", "secret");
    assertOk(proxy, to("POST /v1/messages?beta=true", "X-Api-Key: secret"));
    assertOk(proxy, to("POST /v1/messages", "x-api-key:  secret "));
    assertThat(upstream.requests()).noneMatch(request -> request.headers().contains("secret"));
  }

  @ParameterizedTest
  @MethodSource("health")
  void healthNeedsNoKey(String route) throws IOException {
    assertOk(proxyTo(upstream, "PROXY_API_KEY", "secret"), to(route));
  }

  /** The gate and the controllers must not read one path in two ways. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "/health/../metrics",
        "/health/%2e%2e/metrics",
        "/health/..;/metrics",
        "/health/..%2fmetrics",
        "/health%2f..%2fmetrics",
        "/health\\..\\metrics",
        "/health//../../metrics",
        "/health/../v1/models",
        "/health/../micro/plain",
        "/health?/../metrics",
        "/health;/../metrics",
        "/healthy/../metrics"
      })
  void healthPathCanNotBypassTheKey(String path) throws IOException {
    ProxyUnderTest proxy = proxyTo(upstream, "PROXY_API_KEY", "secret");
    RawClient.Response response = RawClient.request(proxy.port(), to("GET " + path));

    assertThat(response.text()).doesNotContain("chat_requests_total").doesNotContain("xxxx");
    assertThat(response.status()).isIn(200, 400, 401, 404);
    if (response.status() == 200) {
      assertThat(response.text()).isEqualTo("{\"status\":\"UP\"}");
    }
    assertThat(upstream.peers()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "text/plain",
        "text/plain; application/json",
        "application/x-www-form-urlencoded",
        "multipart/form-data; boundary=x",
        "application/json+x",
        "application/jsonp",
        ",application/json",
        ""
      })
  void postWithABrowserContentTypeIsRejected(String type) throws IOException {
    ProxyUnderTest proxy = proxyTo(upstream);
    for (String route : Requests.routes().filter(route -> route.startsWith("POST")).toList()) {
      String request = to(route).replace("application/json", type);
      assertRejected(proxy, request, 415, "unsupported_media_type");
    }
    assertThat(upstream.peers()).isEmpty();
  }

  private static void assertOk(ProxyUnderTest proxy, String request) throws IOException {
    assertThat(RawClient.request(proxy.port(), request).status()).as(request).isEqualTo(200);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "Sec-Fetch-Site: cross-site",
        "Sec-Fetch-Site: same-site",
        "Sec-Fetch-Site: none\r\nSec-Fetch-Site: cross-site",
        "Origin: https://evil.example",
        "Origin: null",
        "Origin: http://localhost:1",
        "Sec-Fetch-Site: cross-site\r\nOrigin: http://localhost"
      })
  void pageOfAnotherSiteDoesNotSpendTheKey(String headers) throws IOException {
    ProxyUnderTest proxy = proxyTo(upstream);
    for (String path : List.of("/v1/models", "/api/models?x")) {
      assertRejected(proxy, to("GET " + path, headers), 403, "forbidden");
    }
    try (RawClient client = new RawClient(proxy.port())) {
      client.send(to("HEAD /v1/models", headers));
      assertThat(client.readHeaders()).startsWith("HTTP/1.1 403 ");
    }
    assertThat(upstream.peers()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "Sec-Fetch-Site: none",
        "Sec-Fetch-Site: same-origin",
        "Origin: http://localhost",
        "Origin: https://LocalHost",
        "Sec-Fetch-Site: same-origin\r\nOrigin: http://elsewhere"
      })
  void pageOfThisServerAndOtherClientsMayListModels(String headers) throws IOException {
    assertOk(proxyTo(upstream), to("GET /v1/models", headers));
  }

  @Test
  void callerWithTheServersKeyMayBeAPageOfAnySite() throws IOException {
    ProxyUnderTest proxy = proxyTo(upstream, "PROXY_API_KEY", "proxys-key");

    assertOk(
        proxy,
        to("GET /v1/models", "Authorization: Bearer proxys-key", "Sec-Fetch-Site: cross-site"));
  }
}
