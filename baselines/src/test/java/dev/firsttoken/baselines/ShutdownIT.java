package dev.firsttoken.baselines;

import static org.assertj.core.api.Assertions.assertThat;

import dev.firsttoken.wire.testing.RawClient;
import java.io.IOException;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** End of a server by SIGTERM, while it serves a stream. */
@Tag("long")
class ShutdownIT {
  @ParameterizedTest
  @MethodSource(ContractTestBase.SERVERS)
  void openStreamEndsWithAnErrorEventAndNothingIsLeftRunning(String name)
      throws IOException, InterruptedException {
    TestServer server = Servers.start(name, Map.of());
    ProcessHandle process = ProcessHandle.of(server.pid()).orElseThrow();
    try (RawClient client = new RawClient(server.port())) {
      client.send(RawClient.chat("{\"stream\":true,\"delay_ms\":50,\"frames\":100000}"));
      assertThat(client.readHeaders()).startsWith("HTTP/1.1 200");
      client.readChunk();
      server.close();

      assertThat(client.readRemaining())
          .contains("data: {\"error\":")
          .doesNotContain("[DONE]")
          .doesNotEndWith("0\r\n\r\n");
    }
    ContractTestBase.eventually("ended", () -> !process.isAlive());
  }

  /** Express and Flask do not respond then; see their READMEs. */
  @ParameterizedTest
  @ValueSource(strings = {"fastapi", "netty"})
  void requestWhoseBodyStillArrivesGetsAnError(String name) throws IOException {
    String request =
        RawClient.chat("{}")
            .replace("Host: localhost\r\n", "Host: localhost\r\nExpect: 100-continue\r\n");
    TestServer server = Servers.start(name, Map.of());
    try (RawClient client = new RawClient(server.port())) {
      client.send(request.substring(0, request.length() - 1));
      assertThat(client.readHeaders()).startsWith("HTTP/1.1 100");
      server.close();

      RawClient.Response response = client.read();
      assertThat(response.status()).isEqualTo(503);
      assertThat(ChunkStream.parseJson(response.text()).at("/error/code").asText())
          .isEqualTo("shut_down");
    }
  }
}
