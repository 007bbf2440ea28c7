package dev.firsttoken.baselines;

import static org.assertj.core.api.Assertions.assertThat;

import dev.firsttoken.wire.testing.RawClient;
import java.io.IOException;
import java.nio.file.Files;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Response that is due in 69 days, which exceeds a timer that counts milliseconds in 32 bits. */
@Tag("long")
class LongWaitIT {
  private static final String REQUEST = RawClient.chat("{\"frames\":100000,\"delay_ms\":60000}");

  @ParameterizedTest
  @MethodSource(ContractTestBase.SERVERS)
  void longestWaitIsSilentAndHoldsUpNobodyElse(String name)
      throws IOException, InterruptedException {
    try (TestServer server = Servers.start(name, Map.of())) {
      serveOthers(server);
      String log = Files.readString(server.log());
      try (RawClient client = new RawClient(server.port())) {
        client.send(REQUEST);
        ContractTestBase.eventually("in flight", () -> metrics(server).sum("chat_in_flight") == 1);
        serveOthers(server);
        assertThat(metrics(server).sum("chat_in_flight")).isEqualTo(1);
      }
      ContractTestBase.eventually(
          "counted as 499",
          () -> metrics(server).sum("chat_requests_total", "status=\"499\"") == 1);
      ContractTestBase.eventually("ended", () -> metrics(server).sum("chat_in_flight") == 0);

      assertThat(Files.readString(server.log())).isEqualTo(log);
    }
  }

  /** Takes 20 responses of 10 ms each. */
  private static void serveOthers(TestServer server) throws IOException {
    for (int i = 0; i < 20; i++) {
      String request = RawClient.chat("{\"frames\":2,\"delay_ms\":10}");
      assertThat(RawClient.request(server.port(), request).status()).isEqualTo(200);
    }
  }

  private static PrometheusText metrics(TestServer server) throws IOException {
    return new PrometheusText(
        RawClient.request(server.port(), ContractTestBase.requestTo("GET /metrics")).text());
  }
}
