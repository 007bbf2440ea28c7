package dev.firsttoken.proxy.endpoints;

import static org.assertj.core.api.Assertions.assertThat;

import dev.firsttoken.proxy.ProxyUnderTest;
import dev.firsttoken.wire.testing.LeakWatch;
import dev.firsttoken.wire.testing.Peer;
import dev.firsttoken.wire.testing.RawClient;
import dev.firsttoken.wire.testing.ScriptedServer;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.util.HashMap;
import java.util.Map;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ModelsTest {
  private static final String LIST = "{\"object\":\"list\",\"data\":[]}";
  private static final String REQUEST = "GET /v1/models HTTP/1.1\r\nHost: localhost\r\n";

  private final LeakWatch buffers = LeakWatch.start();

  @AfterEach
  void closeLeakWatch() {
    buffers.close();
  }

  @ParameterizedTest
  @ValueSource(ints = {200, 401, 404, 500, 503})
  void upstreamResponseIsPassedThroughWithItsStatus(int status) throws IOException {
    try (ScriptedServer upstream = upstreamWith(status, "Set-Cookie: a=b\r\n");
        ProxyUnderTest proxy = ProxyUnderTest.relayingTo(upstream.baseUrl())) {
      RawClient.Response response =
          RawClient.request(
              proxy.port(), REQUEST + "Authorization: Bearer mine\r\nCookie: c\r\n\r\n");

      assertThat(response.status()).isEqualTo(status);
      assertThat(response.text()).isEqualTo(LIST);
      assertThat(response.header("content-type")).isEqualTo("application/json");
      assertThat(response.header("set-cookie")).isNull();
      Peer.Request sent = upstream.requests().getFirst();
      assertThat(sent.headers()).startsWith("GET /v1/models HTTP/1.1");
      assertThat(sent.header("authorization")).isEqualTo("Bearer operators-key");
      assertThat(sent.header("cookie")).isNull();
      assertThat(upstream.requests()).hasSize(1);
      assertThat(proxy.sum("chat_requests_total")).isZero();
    }
  }

  @Test
  void redirectIsNotFollowed() throws IOException {
    try (ScriptedServer other = upstreamWith(200, "");
        ScriptedServer upstream = upstreamWith(302, "Location: " + other.baseUrl() + "/x\r\n");
        ProxyUnderTest proxy = ProxyUnderTest.relayingTo(upstream.baseUrl())) {
      RawClient.Response response = RawClient.request(proxy.port(), REQUEST + "\r\n");

      assertThat(response.status()).isEqualTo(302);
      assertThat(response.header("location")).isNull();
      assertThat(other.requests()).isEmpty();
    }
  }

  @Test
  void unreachableUpstreamIs502AndNotCountedAsChat() throws IOException {
    int port;
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      port = socket.getLocalPort();
    }
    try (ProxyUnderTest proxy = ProxyUnderTest.relayingTo("http://127.0.0.1:" + port)) {
      RawClient.Response response = RawClient.request(proxy.port(), REQUEST + "\r\n");

      assertThat(response.status()).isEqualTo(502);
      assertThat(response.text())
          .contains("\"code\":\"upstream_connect\"")
          .doesNotContain("operators-key");
      assertThat(proxy.sum("chat_requests_total")).isZero();
      assertThat(proxy.sum("chat_errors_total")).isZero();
    }
  }

  @Test
  void truncatedUpstreamResponseIsNotComplete() throws IOException {
    try (ScriptedServer upstream =
            ScriptedServer.running(
                peer -> {
                  peer.readRequest();
                  peer.send("HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\n12345");
                  peer.rst();
                });
        ProxyUnderTest proxy = ProxyUnderTest.relayingTo(upstream.baseUrl())) {
      RawClient.Response response = RawClient.request(proxy.port(), REQUEST + "\r\n");

      assertThat(response.text()).isEqualTo("12345");
      assertThat(response.complete()).isFalse();
      assertThat(proxy.sum("chat_route_requests_total", "route=\"models\"", "status=\"502\""))
          .isEqualTo(1);
    }
  }

  @Test
  void privateCertificateAuthorityIsTrustedOnlyByItsFile(@TempDir Path dir) throws Exception {
    SSLContext tls = tls(dir);
    try (ScriptedServer upstream =
        ScriptedServer.runningOn(tls.getServerSocketFactory(), ModelsTest::serve)) {
      String baseUrl = "https://localhost:" + upstream.port() + "/v1";
      Map<String, String> environment = new HashMap<>(Map.of("LLM_BASE_URL", baseUrl));
      try (ProxyUnderTest proxy = ProxyUnderTest.with(environment)) {
        RawClient.Response response = RawClient.request(proxy.port(), REQUEST + "\r\n");
        assertThat(response.status()).isEqualTo(502);
        assertThat(response.text()).contains("upstream_tls_untrusted");
      }
      environment.put("LLM_CA_FILE", dir.resolve("ca.pem").toString());
      try (ProxyUnderTest proxy = ProxyUnderTest.with(environment)) {
        assertThat(RawClient.request(proxy.port(), REQUEST + "\r\n").text()).isEqualTo(LIST);
      }
      environment.put("LLM_BASE_URL", baseUrl.replace("localhost", "127.0.0.1"));
      try (ProxyUnderTest proxy = ProxyUnderTest.with(environment)) {
        assertThat(RawClient.request(proxy.port(), REQUEST + "\r\n").status())
            .as("another name")
            .isEqualTo(502);
        assertThat(RawClient.request(proxy.port(), REQUEST + "\r\n").text())
            .contains("upstream_tls_wrong_name");
      }
    }
  }

  private static ScriptedServer upstreamWith(int status, String headers) {
    return ScriptedServer.responding(
        "HTTP/1.1 %d X\r\nContent-Type: application/json\r\n%sContent-Length: %d\r\n\r\n%s"
            .formatted(status, headers, LIST.length(), LIST)
            .getBytes(StandardCharsets.UTF_8));
  }

  private static void serve(Peer peer) throws IOException {
    while (peer.readRequest() != null) {
      peer.send("HTTP/1.1 200 OK\r\nContent-Length: %d\r\n\r\n%s".formatted(LIST.length(), LIST));
    }
  }

  /** A certificate for localhost, made here and signed by itself, and its PEM file. */
  private static SSLContext tls(Path dir) throws Exception {
    keytool(
        dir,
        "-genkeypair -alias a -keyalg EC -dname CN=localhost -ext san=dns:localhost -ext"
            + " bc:c=ca:true");
    keytool(dir, "-exportcert -alias a -rfc -file ca.pem");
    KeyStore keys = KeyStore.getInstance("PKCS12");
    try (InputStream file = Files.newInputStream(dir.resolve("keys.p12"))) {
      keys.load(file, "secret".toCharArray());
    }
    KeyManagerFactory managers = KeyManagerFactory.getInstance("PKIX");
    managers.init(keys, "secret".toCharArray());
    SSLContext tls = SSLContext.getInstance("TLS");
    tls.init(managers.getKeyManagers(), null, null);
    return tls;
  }

  private static void keytool(Path dir, String arguments) throws Exception {
    String tool = Path.of(System.getProperty("java.home"), "bin", "keytool").toString();
    String common = " -keystore keys.p12 -storetype PKCS12 -storepass secret";
    Process process =
        new ProcessBuilder((tool + " " + arguments + common).split(" "))
            .directory(dir.toFile())
            .inheritIO()
            .start();
    assertThat(process.waitFor()).isZero();
  }
}
