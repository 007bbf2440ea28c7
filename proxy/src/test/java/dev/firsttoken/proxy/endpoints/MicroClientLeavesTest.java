package dev.firsttoken.proxy.endpoints;

import static dev.firsttoken.proxy.testing.Requests.to;
import static org.assertj.core.api.Assertions.assertThat;

import dev.firsttoken.proxy.testing.ForkedProxy;
import dev.firsttoken.wire.testing.RawClient;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Clients that leave amid the chunks of a micro response. */
class MicroClientLeavesTest {
  private static final int ROUNDS = 5;
  private static final int CLIENTS = 100;

  @ParameterizedTest
  @ValueSource(strings = {"delay_ms=1", "delay_ms=0"})
  void clientsThatLeaveAreNoLineInTheLog(String delay) throws Exception {
    try (ForkedProxy proxy = ForkedProxy.start(Map.of())) {
      for (int round = 0; round < ROUNDS; round++) {
        leaveAmidChunks(proxy.port(), delay);
      }
      assertThat(RawClient.request(proxy.port(), to("GET /health")).status()).isEqualTo(200);
      proxy.terminate();

      assertThat(proxy.awaitExit()).isEmpty();
    }
  }

  private static void leaveAmidChunks(int port, String delay) throws Exception {
    List<RawClient> clients = new ArrayList<>();
    try {
      for (int i = 0; i < CLIENTS; i++) {
        RawClient client = new RawClient(port);
        clients.add(client);
        client.send(to("GET /micro/chunked?bytes=10000000&chunks=10000&" + delay));
      }
      for (RawClient client : clients) {
        client.readHeaders();
        client.readChunk();
      }
    } finally {
      for (RawClient client : clients) {
        client.close();
      }
    }
  }
}
