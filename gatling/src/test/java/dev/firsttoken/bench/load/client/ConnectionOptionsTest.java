package dev.firsttoken.bench.load.client;

import static dev.firsttoken.bench.testing.ChatResponses.goodStream;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.firsttoken.bench.options.ConnectionOptions;
import dev.firsttoken.bench.options.value.RequestHeaders;
import dev.firsttoken.bench.samples.Outcome;
import dev.firsttoken.bench.samples.Sample;
import dev.firsttoken.bench.samples.Sample.Reconnect;
import dev.firsttoken.wire.testing.ScriptedServer;
import io.netty.pkitesting.CertificateBuilder;
import io.netty.pkitesting.X509Bundle;
import java.util.List;
import javax.net.ssl.SSLContext;
import org.junit.jupiter.api.Test;

/** Connections that the user asked for: one per request, and to any certificate. */
class ConnectionOptionsTest {
  private static final ConnectionOptions ONE_PER_REQUEST = new ConnectionOptions(false, false);

  @Test
  void eachRequestHasAConnectionOfItsOwnThatIsClosedAfterIt() throws Exception {
    // A server that ignores "connection: close", and would keep the connection.
    try (ScriptedServer server = ScriptedServer.responding(goodStream().getBytes(UTF_8));
        SingleUser user =
            new SingleUser(
                SingleUser.target(server.baseUrl(), RequestHeaders.NONE, ONE_PER_REQUEST))) {
      List<Sample> samples = List.of(user.send(), user.send(), user.send());

      assertThat(samples).extracting(Sample::outcome).containsOnly(Outcome.OK);
      assertThat(samples).extracting(Sample::reconnect).containsOnly(Reconnect.NONE);
      assertThat(server.peers()).hasSize(3);
      server.peers().getLast().awaitClose();
      assertThat(server.requests())
          .allSatisfy(request -> assertThat(request.header("connection")).isEqualTo("close"));
    }
  }

  private static ScriptedServer tlsServer() throws Exception {
    X509Bundle selfSigned =
        new CertificateBuilder()
            .subject("CN=another.example")
            .addSanDnsName("another.example")
            .setIsCertificateAuthority(true)
            .buildSelfSigned();
    SSLContext tls = SSLContext.getInstance("TLS");
    tls.init(selfSigned.toKeyManagerFactory().getKeyManagers(), null, null);
    return ScriptedServer.runningOn(
        tls.getServerSocketFactory(),
        peer -> {
          while (peer.readRequest() != null) {
            peer.send(goodStream());
          }
        });
  }

  @Test
  void unknownCertificateOfAnotherHostIsAcceptedOnlyIfAsked() throws Exception {
    try (ScriptedServer server = tlsServer();
        SingleUser careful =
            new SingleUser(
                SingleUser.target(
                    server.baseUrl(), RequestHeaders.NONE, ConnectionOptions.DEFAULT));
        SingleUser insecure =
            new SingleUser(
                SingleUser.target(
                    server.baseUrl(), RequestHeaders.NONE, new ConnectionOptions(true, true)))) {
      assertThat(careful.send().outcome()).isEqualTo(Outcome.TLS_FAILED);
      assertThat(insecure.send().outcome()).isEqualTo(Outcome.OK);
    }
  }

  @Test
  void secretsThatAServerRepeatsAreMasked() {
    String echo = "{\"error\":{\"message\":\"no access for key sk-secret\"}}";
    String response =
        "HTTP/1.1 403 Forbidden\r\ncontent-type: application/json\r\ncontent-length: %d\r\n\r\n%s"
            .formatted(echo.length(), echo);
    RequestHeaders headers =
        RequestHeaders.parse("api-key: sk-secret\nx-team: search", name -> null);
    try (ScriptedServer server = ScriptedServer.responding(response.getBytes(UTF_8));
        SingleUser user =
            new SingleUser(
                SingleUser.target(server.baseUrl(), headers, ConnectionOptions.DEFAULT))) {
      assertThat(user.send().detail())
          .contains(
              "no access for key ***", "The server refused the key that was sent: check the header")
          .doesNotContain("secret");
      assertThat(server.requests().getFirst().header("api-key")).isEqualTo("sk-secret");
    }
  }
}
