package dev.firsttoken.proxy.security;

import static dev.firsttoken.proxy.testing.Requests.bare;
import static dev.firsttoken.proxy.testing.Requests.to;
import static dev.firsttoken.proxy.testing.Streams.STREAM;
import static org.assertj.core.api.Assertions.assertThat;

import dev.firsttoken.proxy.ProxyUnderTest;
import dev.firsttoken.proxy.testing.Relaying;
import dev.firsttoken.proxy.testing.Requests;
import dev.firsttoken.wire.testing.RawClient;
import dev.firsttoken.wire.testing.ScriptedServer;
import java.io.IOException;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What every request has to bring, whatever it asks for. */
class GateTest extends Relaying {
  private static final String HTTP_2 = "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n";
  private static final String EMPTY_SETTINGS = "\0\0\0\4\0\0\0\0\0";

  @SuppressWarnings("NullAway.Init") // set before each test
  private ScriptedServer upstream;

  @BeforeEach
  void start() {
    upstream = answering(STREAM);
  }

  /** Everything that can be asked for, and a few things that can't. */
  static List<String> everything() {
    return Stream.concat(
            Requests.routes(),
            Stream.of(
                "GET /metrics",
                "GET /micro/plain",
                "GET /micro/chunked",
                "GET /",
                "GET /nowhere",
                "POST /v1/nowhere",
                "OPTIONS /v1/chat/completions",
                "GET http://localhost/metrics",
                "OPTIONS *"))
        .toList();
  }

  static List<String> health() {
    return List.of("GET /health", "GET /health/live", "GET /health/ready");
  }

  @ParameterizedTest
  @MethodSource({"everything", "health"})
  void requestForAnotherHostIsMisdirected(String route) throws IOException {
    ProxyUnderTest proxy = relayingTo(upstream);

    refused(proxy, bare(route, "Host: evil.example"), 421, "misdirected");
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
  void hostThatOnlyLooksLikeOursIsMisdirected(String host) throws IOException {
    refused(relayingTo(upstream), bare("GET /health", "Host: " + host), 421, "misdirected");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"localhost", "LocalHost:1", "localhost:", "127.0.0.1:8080", "[::1]", "[::1]:80"})
  void loopbacksNamesAreOurs(String host) throws IOException {
    answered(relayingTo(upstream), bare("GET /health", "Host: " + host));
  }

  @Test
  void allowedHostsAreOursBesideLoopbacksNames() throws IOException {
    ProxyUnderTest proxy = relayingTo(upstream, "ALLOWED_HOSTS", "a.example, b.example");

    answered(proxy, bare("GET /health", "Host: a.example:80"));
    answered(proxy, bare("GET /health", "Host: B.EXAMPLE"));
    answered(proxy, bare("GET /health", "Host: localhost"));
    refused(proxy, bare("GET /health", "Host: c.example"), 421, "misdirected");
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
  void hostThatIsMissingOrMalformedOrStandsTwiceIsABadRequest(String host) throws IOException {
    ProxyUnderTest proxy = relayingTo(upstream);
    for (String route : List.of("GET /health", "POST /v1/chat/completions", "GET /metrics")) {
      refused(proxy, bare(route, host), 400, "bad_request");
    }
  }

  @Test
  void requestOfHttp10NeedsNoHostButNoFalseOne() throws IOException {
    ProxyUnderTest proxy = relayingTo(upstream);

    answered(proxy, "GET /health HTTP/1.0\r\n\r\n");
    answered(proxy, bare("POST /v1/chat/completions").replace("HTTP/1.1", "HTTP/1.0"));
    refused(proxy, "GET /health HTTP/1.0\r\nHost: evil.example\r\n\r\n", 421, "misdirected");
  }

  @ParameterizedTest
  @ValueSource(strings = {"HTTP/1.2", "HTTP/2.0", "HTTP/3.0", "HTTP/0.9"})
  void otherVersionsAreNotSpoken(String version) throws IOException {
    ProxyUnderTest proxy = relayingTo(upstream);
    String request = to("GET /health").replace("HTTP/1.1", version);

    refused(proxy, request, 505, "version_not_supported");
  }

  @Test
  void clientThatSpeaksHttp2UnaskedIsToldInItsTongueToTakeHttp11() throws IOException {
    ProxyUnderTest proxy = relayingTo(upstream);
    try (RawClient client = new RawClient(proxy.port())) {
      client.send(HTTP_2 + EMPTY_SETTINGS);

      assertThat(frame(client)).as("type of the first: SETTINGS").isEqualTo(4);
      byte[] goAway = client.readBytes(9);
      assertThat(goAway[3]).as("type of the second: GOAWAY").isEqualTo((byte) 7);
      byte[] payload = client.readBytes(length(goAway));
      assertThat(payload).startsWith(0, 0, 0, 0, 0, 0, 0, 0xd);
      assertThat(client.rest()).as("closed").isEmpty();
    }
    counted(proxy, 1, "505", "rejected");
  }

  private static int frame(RawClient client) throws IOException {
    byte[] head = client.readBytes(9);
    client.readBytes(length(head));
    return head[3];
  }

  private static int length(byte[] head) {
    return ((head[0] & 0xff) << 16) | ((head[1] & 0xff) << 8) | (head[2] & 0xff);
  }

  @ParameterizedTest
  @MethodSource("everything")
  void nothingIsToldWithoutTheKey(String route) throws IOException {
    ProxyUnderTest proxy = relayingTo(upstream, "PROXY_API_KEY", "secret");
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
            "X-Api-Key: secret",
            "X-LLM-API-Key: secret",
            "Cookie: key=secret")) {
      RawClient.Answer answer = refused(proxy, to(route, header), 401, "unauthorized");
      assertThat(answer.text()).doesNotContain("secret");
    }
    assertThat(upstream.peers()).isEmpty();
    assertThat(proxy.sum("chat_errors_total", "reason=\"unauthorized\"")).isPositive();
  }

  @Test
  void keyOpensEverything() throws IOException {
    ProxyUnderTest proxy = relayingTo(upstream, "PROXY_API_KEY", "secret");
    List<String> routes = Stream.concat(Requests.routes(), Stream.of("GET /metrics")).toList();
    for (String route : routes) {
      answered(proxy, to(route, "Authorization: Bearer secret"));
      answered(proxy, to(route, "authorization: bearer secret"));
    }
    assertThat(upstream.requests()).noneMatch(request -> request.head().contains("secret"));
  }

  @ParameterizedTest
  @MethodSource("health")
  void healthIsToldWithoutTheKey(String route) throws IOException {
    answered(relayingTo(upstream, "PROXY_API_KEY", "secret"), to(route));
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
  void noWayLeadsThroughHealthPastTheKey(String path) throws IOException {
    ProxyUnderTest proxy = relayingTo(upstream, "PROXY_API_KEY", "secret");
    RawClient.Answer answer = RawClient.ask(proxy.port(), to("GET " + path));

    assertThat(answer.text()).doesNotContain("chat_requests_total").doesNotContain("xxxx");
    assertThat(answer.status()).isIn(200, 400, 401, 404);
    if (answer.status() == 200) {
      assertThat(answer.text()).isEqualTo("{\"status\":\"UP\"}");
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
  void postThatABrowserSendsUnaskedIsNoJson(String type) throws IOException {
    ProxyUnderTest proxy = relayingTo(upstream);
    for (String route : Requests.routes().filter(route -> route.startsWith("POST")).toList()) {
      String request = to(route).replace("application/json", type);
      refused(proxy, request, 415, "unsupported_media_type");
    }
    assertThat(upstream.peers()).isEmpty();
  }

  private static void answered(ProxyUnderTest proxy, String request) throws IOException {
    assertThat(RawClient.ask(proxy.port(), request).status()).as(request).isEqualTo(200);
  }

  private static RawClient.Answer refused(
      ProxyUnderTest proxy, String request, int status, String code) throws IOException {
    RawClient.Answer answer = RawClient.ask(proxy.port(), request);

    assertThat(answer.status()).as(request).isEqualTo(status);
    assertThat(answer.text()).contains("\"code\":\"" + code + "\"");
    return answer;
  }
}
