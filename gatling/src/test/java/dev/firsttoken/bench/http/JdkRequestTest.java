package dev.firsttoken.bench.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.firsttoken.wire.testing.Peer;
import dev.firsttoken.wire.testing.ScriptedServer;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class JdkRequestTest {
  @ParameterizedTest
  @ValueSource(strings = {"http://localhost:8000/v1", "https://llm.example/v1?a=b"})
  void urlThatTheClientKnowsStays(String url) {
    assertThat(JdkRequest.to(URI.create(url)).build().uri()).isEqualTo(URI.create(url));
  }

  @Test
  void hostHeaderHasTheNameAndNotTheAddress() throws Exception {
    try (ScriptedServer server =
            ScriptedServer.running(
                peer -> {
                  Peer.Request request = peer.readRequest();
                  if (request != null) {
                    peer.send("HTTP/1.1 200 OK\r\ncontent-length: 0\r\n\r\n");
                  }
                });
        var client = JdkRequest.client(null).build()) {
      URI url = URI.create("http://my_llm:%d/v1?a=b".formatted(server.port()));
      HttpRequest request = JdkRequest.to(url, InetAddress.getLoopbackAddress()).build();

      client.send(request, HttpResponse.BodyHandlers.discarding());

      assertThat(server.requests())
          .singleElement()
          .extracting(Peer.Request::headers)
          .asString()
          .startsWith("GET /v1?a=b HTTP/1.1")
          .containsIgnoringCase("\r\nhost: my_llm:%d".formatted(server.port()))
          .doesNotContain("127.0.0.1");
    }
  }

  @Test
  void addressThatAcceptsConnectionsIsUsed() throws Exception {
    // Servers of other tests listen on 127.0.0.1, and none on this address.
    InetAddress closed = InetAddress.getByAddress(new byte[] {127, 0, 0, 3});
    InetAddress open = InetAddress.getByAddress(new byte[] {127, 0, 0, 2});
    try (ServerSocket server = new ServerSocket(0, 50, open)) {
      URI url = URI.create("http://localhost:%d/v1".formatted(server.getLocalPort()));
      HttpRequest request = JdkRequest.to(url, List.of(closed, open)).build();
      assertThat(request.uri().getHost()).isEqualTo("127.0.0.2");
      assertThat(request.headers().firstValue("host")).contains(url.getRawAuthority());

      URI other = URI.create("http://127.0.0.2:%d/v1".formatted(server.getLocalPort()));
      assertThat(JdkRequest.to(other, List.of(open, closed)).build().uri()).isEqualTo(other);
    }
  }

  @Test
  void unknownNameWithAnUnderscoreIsNamed() {
    assertThatThrownBy(() -> JdkRequest.to(URI.create("http://no_host.invalid:8000/v1")))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("unknown host no_host.invalid");
  }

  @Test
  void nameThatNoCertificateCanBeVerifiedForIsNamed() {
    assertThatThrownBy(() -> JdkRequest.to(URI.create("https://my_llm/v1")))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("can't verify the certificate of my_llm");
  }
}
