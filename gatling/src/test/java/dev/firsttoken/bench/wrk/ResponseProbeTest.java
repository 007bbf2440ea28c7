package dev.firsttoken.bench.wrk;

import static dev.firsttoken.bench.testing.ChatResponses.chunk;
import static dev.firsttoken.bench.testing.ChatResponses.plain;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.firsttoken.wire.testing.ScriptedServer;
import java.net.URI;
import org.junit.jupiter.api.Test;

class ResponseProbeTest {

  private static WrkTarget probe(String response) {
    try (ScriptedServer server = ScriptedServer.responding(response.getBytes(UTF_8))) {
      URI url = URI.create(server.baseUrl() + "/x?y=1");
      WrkTarget target = ResponseProbe.probe(WrkTarget.at("one", url, null));
      assertThat(server.requests()).hasSize(1);
      return target;
    }
  }

  @Test
  void statusAndLengthAreThoseOfTheResponse() {
    WrkTarget plain = probe(plain("404 Not Found", "text/plain", "gone"));
    assertThat(plain.responseStatus()).isEqualTo(404);
    assertThat(plain.responseBytes()).isEqualTo(4);

    WrkTarget chunked =
        probe(
            "HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n"
                + chunk("abc")
                + chunk("de")
                + "0\r\n\r\n");
    assertThat(chunked.responseStatus()).isEqualTo(200);
    assertThat(chunked.responseBytes()).isEqualTo(5);
  }

  @Test
  void responseThatIsNoneLeavesTheTargetAsItWas() {
    WrkTarget target = probe("SSH-2.0-OpenSSH\r\n\r\n");

    assertThat(target.responseStatus()).isNull();
    assertThat(target.responseBytes()).isNull();
    assertThat(target.failure()).isNull();
  }

  private static String describe(String url) {
    return ResponseProbe.describe(WrkTarget.at("one", URI.create(url), null));
  }

  @Test
  void commandToTryIsOneWordOfAShellWhateverTheUrlHas() {
    assertThat(describe("http://h/x?a='b")).endsWith("try curl -i 'http://h/x?a='\\''b'.");
  }

  @Test
  void commandToTrySaysThatASecretIsMissing() {
    assertThat(describe("http://h/x?token=secret"))
        .endsWith(
            "try curl -i 'http://h/x?token=(given)' with your own values in place of (given).");
  }
}
