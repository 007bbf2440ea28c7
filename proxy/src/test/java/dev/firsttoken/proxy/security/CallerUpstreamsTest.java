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
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Upstreams that a caller may choose with X-LLM-Base-URL. */
class CallerUpstreamsTest extends ProxyFixture {
  private static final String KEY = "Authorization: Bearer proxys-key";

  private final ScriptedServer operator = upstreamResponding(STREAM);
  private final ScriptedServer other = upstreamResponding(STREAM);

  @ParameterizedTest
  @MethodSource("routes")
  void callerMayChooseNoUpstreamBeyondLoopbackWithoutAList(String route) throws IOException {
    ProxyUnderTest proxy =
        beyondLoopback("ALLOW_PRIVATE_UPSTREAMS", "true", "ALLOWED_HOSTS", "proxy.test");
    for (String header :
        List.of(
            "X-LLM-Base-URL: " + other.baseUrl(),
            "X-LLM-Base-URL: " + operator.baseUrl() + "/v1",
            "X-LLM-API-Key: mine",
            "X-LLM-Model: mine")) {
      assertRejected(proxy, Requests.to(route, KEY, header), 403, "forbidden");
    }
    assertThat(RawClient.request(proxy.port(), Requests.to(route, KEY)).status()).isEqualTo(200);

    assertThat(operator.requests()).hasSize(1);
    assertNoConnection(other);
  }

  @ParameterizedTest
  @MethodSource("routes")
  void callerMayChooseListedUpstreamsOnly(String route) throws IOException {
    ScriptedServer unlisted = upstreamResponding(STREAM);
    ProxyUnderTest proxy = beyondLoopback("ALLOWED_UPSTREAMS", other.baseUrl());
    RawClient.Response response =
        RawClient.request(
            proxy.port(), Requests.to(route, KEY, baseUrlHeader(other.baseUrl() + "/deep")));

    assertThat(response.status()).isEqualTo(200);
    assertThat(other.requests().getFirst().headers()).contains(" /deep/");
    for (String url :
        List.of(
            unlisted.baseUrl(),
            other.baseUrl().replace("http", "https"),
            other.baseUrl().replace("127.0.0.1", "localhost"),
            "http://8.8.8.8",
            operator.baseUrl())) {
      assertRejected(proxy, Requests.to(route, KEY, baseUrlHeader(url)), 403, "forbidden");
    }
    assertNoConnection(unlisted);
    assertNoConnection(operator);
  }

  @Test
  void allowListAppliesOnLoopbackToo() throws IOException {
    ProxyUnderTest proxy =
        proxyTo(operator, "ALLOWED_UPSTREAMS", "http://8.8.8.8", "ALLOW_PRIVATE_UPSTREAMS", "true");

    assertRejected(proxy, chat(baseUrlHeader(other.baseUrl())), 403, "forbidden");
    assertNoConnection(other);
  }

  @ParameterizedTest
  @MethodSource("routes")
  void privateAddressIsRejectedOnEveryRoute(String route) throws IOException {
    ProxyUnderTest proxy = proxyTo(operator);

    assertRejected(proxy, Requests.to(route, baseUrlHeader(other.baseUrl())), 403, "forbidden");
    assertNoConnection(other);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "127.0.0.1",
        "127.0.0.2",
        "localhost",
        "LOCALHOST",
        "0.0.0.0",
        "10.0.0.1",
        "172.16.0.1",
        "192.168.0.1",
        "100.64.0.1",
        "[::1]",
        "[::]",
        "[0:0:0:0:0:0:0:1]",
        "[::ffff:127.0.0.1]",
        "[::ffff:7f00:1]",
        "[::127.0.0.1]",
        "[64:ff9b::7f00:1]",
        "[2002:7f00:1::1]",
        "[fe80::1]",
        "[fe80::1%1]",
        "[fc00::1]",
        "[ff02::1]"
      })
  void privateAddressIsRejectedInEveryNotation(String host) throws IOException {
    ProxyUnderTest proxy = proxyTo(operator);

    assertRejected(
        proxy, chat(baseUrlHeader("http://" + host + ":" + other.port())), 403, "forbidden");
    assertNoConnection(other);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "2130706433",
        "0x7f000001",
        "017700000001",
        "0",
        "127.1",
        "127.0.1",
        "0x7f.0.0.1",
        "0177.0.0.1",
        "127.0.0.1.",
        "127.000.000.001",
        "localhost.",
        "%31%32%37.0.0.1",
        "[::1%25lo]",
        "[0:0:0:0:0:ffff:127.1]"
      })
  void ambiguousPrivateHostIsNotConnectedTo(String host) throws IOException {
    ProxyUnderTest proxy = proxyTo(operator);
    RawClient.Response response =
        RawClient.request(proxy.port(), chat(baseUrlHeader("http://" + host + ":" + other.port())));

    assertThat(response.status()).isIn(400, 403, 502);
    assertNoConnection(other);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "http://169.254.169.254",
        "http://[::ffff:169.254.169.254]",
        "http://[fd00:ec2::254]",
        "http://100.100.100.200",
        "http://168.63.129.16",
        "http://[64:ff9b::a9fe:a9fe]"
      })
  void metadataAddressIsNeverConnectedTo(String url) throws IOException {
    ProxyUnderTest privateAllowed = proxyTo(operator, "ALLOW_PRIVATE_UPSTREAMS", "true");
    ProxyUnderTest listed = proxyTo(operator, "ALLOWED_UPSTREAMS", url);
    ProxyUnderTest configured = proxyTo(url);

    assertRejected(privateAllowed, chat(baseUrlHeader(url + "/latest")), 403, "forbidden");
    assertRejected(listed, chat(baseUrlHeader(url + "/latest")), 403, "forbidden");
    assertRejected(configured, chat(), 403, "forbidden");
  }

  @Test
  void privateAddressesAreAllowedIfTheOperatorAllowsThem() throws IOException {
    ProxyUnderTest proxy = proxyTo(operator, "ALLOW_PRIVATE_UPSTREAMS", "true");

    assertThat(RawClient.request(proxy.port(), chat(baseUrlHeader(other.baseUrl()))).status())
        .isEqualTo(200);
    assertThat(other.requests().getFirst().headers()).startsWith("POST /chat/completions ");
  }

  @Test
  void rejectionDoesNotRevealOpenPorts() throws IOException {
    ScriptedServer closed = upstreamResponding(STREAM);
    closed.close();
    ProxyUnderTest proxy = proxyTo(operator);
    RawClient.Response toOpen =
        RawClient.request(proxy.port(), chat(baseUrlHeader(other.baseUrl())));
    RawClient.Response toClosed =
        RawClient.request(proxy.port(), chat(baseUrlHeader(closed.baseUrl())));
    RawClient.Response elsewhere =
        RawClient.request(proxy.port(), chat(baseUrlHeader("http://10.1.2.3:22")));

    assertThat(toClosed.text()).isEqualTo(toOpen.text()).isEqualTo(elsewhere.text());
    assertThat(withoutId(toClosed)).isEqualTo(withoutId(toOpen));
  }

  private static String withoutId(RawClient.Response response) {
    return response.headers().replaceFirst("x-request-id: [0-9a-f]{16}", "");
  }

  @ParameterizedTest
  @ValueSource(ints = {301, 302, 303, 307, 308})
  void redirectIsPassedThroughWithoutLocationAndNotFollowed(int status) throws IOException {
    ScriptedServer redirecting =
        upstreamResponding(
            "HTTP/1.1 %d X\r\nLocation: %s/x\r\nContent-Length: 0\r\n\r\n"
                .formatted(status, other.baseUrl()));
    ProxyUnderTest proxy = proxyTo(redirecting, "ALLOW_PRIVATE_UPSTREAMS", "true");
    for (String header : List.of("", baseUrlHeader(redirecting.baseUrl()))) {
      RawClient.Response response = RawClient.request(proxy.port(), chat(header));

      assertThat(response.status()).isEqualTo(status);
      assertThat(response.header("location")).isNull();
    }
    assertThat(redirecting.requests()).hasSize(2);
    assertNoConnection(other);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "ftp://h/canary",
        "file:///canary",
        "canary",
        "//canary",
        "http:///canary",
        "http://canary:x@h/v1",
        "http://canary@h/v1",
        "http://h/v1#canary",
        "http://h/v1?key=canary",
        "http://h:99999/canary",
        "http://h:0/canary",
        "http://h:x/canary",
        "http://h/ canary",
        "http://h/\tcanary",
        "http://h_/canary%",
        "http://hé/canary",
        "http://[::1/canary",
        "http://h|/canary",
        "gopher://h:70/canary"
      })
  void invalidUrlIsRejectedWithAConstantMessage(String url) throws IOException {
    ProxyUnderTest proxy = proxyTo(operator, "ALLOW_PRIVATE_UPSTREAMS", "true");
    RawClient.Response response = RawClient.request(proxy.port(), chat(baseUrlHeader(url)));

    assertThat(response.status()).isEqualTo(400);
    assertThat(response.text()).contains("x-llm-base-url").doesNotContain("canary");
    assertNoConnection(operator);
  }

  @ParameterizedTest
  @ValueSource(strings = {"X-LLM-Base-URL", "X-LLM-API-Key", "X-LLM-Model"})
  void duplicateOrEmptyOrTooLongHeaderIsRejected(String name) throws IOException {
    ProxyUnderTest proxy = proxyTo(operator, "ALLOW_PRIVATE_UPSTREAMS", "true");
    String good = name.endsWith("URL") ? other.baseUrl() : "x";
    for (String headers :
        List.of(
            name + ": " + good + "\r\n" + name + ": " + good,
            name + ":",
            name + ": " + good + " " + good,
            name + ": " + good + "x".repeat(5000))) {
      assertRejected(proxy, chat(headers), 400, "bad_request");
    }
    assertNoConnection(operator);
    assertNoConnection(other);
  }

  private ProxyUnderTest beyondLoopback(String... settings) {
    String[] all = java.util.Arrays.copyOf(settings, settings.length + 4);
    all[settings.length] = "FIRST_TOKEN_HOST";
    all[settings.length + 1] = "0.0.0.0";
    all[settings.length + 2] = "PROXY_API_KEY";
    all[settings.length + 3] = "proxys-key";
    return proxyTo(operator, all);
  }

  private static String baseUrlHeader(String url) {
    return "X-LLM-Base-URL: " + url;
  }

  private static void assertNoConnection(ScriptedServer server) {
    assertThat(server.peers()).isEmpty();
  }
}
