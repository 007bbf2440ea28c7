package dev.firsttoken.proxy.downstream;

import static dev.firsttoken.proxy.ProxyUnderTest.eventually;
import static org.assertj.core.api.Assertions.assertThat;

import dev.firsttoken.proxy.ProxyUnderTest;
import dev.firsttoken.proxy.testing.HeaderScriptedUpstream;
import dev.firsttoken.proxy.testing.ProxyFixture;
import dev.firsttoken.proxy.testing.Requests;
import dev.firsttoken.wire.testing.RawClient;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class MemoryBudgetTest extends ProxyFixture {
  /** Three quarters of it are for large bodies: 786,432 bytes. */
  private static final String BUDGET = "1048576";

  private final ProxyUnderTest proxy =
      proxyTo(upstreamRunning(HeaderScriptedUpstream::serve), "MEMORY_BUDGET_BYTES", BUDGET);

  @Test
  void largeBodyIsReservedByItsLengthBeforeItArrives() throws Exception {
    try (RawClient first = new RawClient(proxy.port())) {
      first.send(chatHeaders("Content-Length: 600000"));
      eventually("reserved", () -> used() == 600_000);

      RawClient.Response refused =
          RawClient.request(proxy.port(), chatHeaders("Content-Length: 200000"));

      assertThat(refused.status()).isEqualTo(503);
      assertThat(refused.header("retry-after")).isEqualTo("1");
      assertThat(refused.text()).contains("\"code\":\"overloaded\"");
      assertThat(refused("body")).isEqualTo(1);
    }
    eventually("released", () -> used() == 0);
  }

  @Test
  void largeBodiesLeaveRoomForSmallOnes() throws Exception {
    try (RawClient first = new RawClient(proxy.port())) {
      first.send(chatHeaders("Content-Length: 786432"));
      eventually("reserved", () -> used() == 786_432);

      assertThat(RawClient.request(proxy.port(), Requests.chat()).status()).isEqualTo(200);
      assertThat(refused("body")).isZero();
    }
  }

  @Test
  void chunkedBodyIsRefusedWhenItOutgrowsTheBudget() throws Exception {
    try (RawClient first = new RawClient(proxy.port());
        RawClient second = new RawClient(proxy.port())) {
      first.send(chatHeaders("Content-Length: 600000"));
      eventually("reserved", () -> used() == 600_000);
      second.send(chatHeaders("Transfer-Encoding: chunked"));
      second.send("40000\r\n" + "x".repeat(0x40000) + "\r\n0\r\n\r\n");

      assertThat(second.read().status()).isEqualTo(503);
      second.send(Requests.chat());
      assertThat(second.read().status()).as("on the same connection").isEqualTo(200);
    }
  }

  @Test
  void bodyThatNeverFitsIsTooLarge() throws Exception {
    RawClient.Response response =
        RawClient.request(proxy.port(), chatHeaders("Content-Length: 786433"));

    assertThat(response.status()).isEqualTo(413);
    assertThat(response.text()).contains("786432");
  }

  @Test
  void memoryIsReleasedOnceTheUpstreamHasTheBody() throws Exception {
    String body = "{\"model\":\"m\",\"stream\":true,\"x\":\"" + "y".repeat(500_000) + "\"}";
    try (RawClient client = new RawClient(proxy.port())) {
      client.send(
          RawClient.chat(body).replace("Host: localhost", "Host: localhost\r\nX-Do: stall"));
      client.readHeaders();
      client.readChunk();

      eventually("released beside the open stream", () -> used() == 0);
      assertThat(proxy.inFlight()).isEqualTo(1);
    }
  }

  @Test
  void incompleteHeadersAreRefusedBeyondTheBudget() throws Exception {
    List<RawClient> full = fillBudget(0);
    try (RawClient client = new RawClient(proxy.port())) {
      client.send("POST /v1/chat/comp");

      assertThat(client.read().status()).isEqualTo(503);
      assertThat(client.readByte()).as("closed").isEqualTo(-1);
      assertThat(refused("input")).isEqualTo(1);
    }
    assertRecovers(full);
  }

  @Test
  void clientThatReadsNothingIsCutBeyondTheBudget() throws Exception {
    List<RawClient> full = fillBudget(50_000);
    try (RawClient client = new RawClient(proxy.port())) {
      client.send(Requests.chat("X-Do: flood"));

      eventually("refused", () -> refused("output") == 1);
      eventually("cut", () -> proxy.sum("chat_requests_total", "status=\"499\"") == 1);
    }
    assertRecovers(full);
  }

  @Test
  void clientThatReadsNothingReturnsItsMemoryWhenItLeaves() throws Exception {
    try (RawClient client = new RawClient(proxy.port())) {
      client.send(Requests.chat("X-Do: flood"));
      eventually("reserved", () -> used() > 0);
    }
    eventually("released", () -> used() == 0);
  }

  /** Starts requests whose bodies take the budget up to this many bytes, and sends none of them. */
  private List<RawClient> fillBudget(int rest) throws IOException {
    List<RawClient> clients = new ArrayList<>();
    for (int length : new int[] {786_432 - rest, 65_536, 65_536, 65_536, 65_536}) {
      RawClient client = new RawClient(proxy.port());
      clients.add(client);
      double before = used();
      client.send(chatHeaders("Content-Length: " + length));
      eventually("reserved", () -> used() == before + length);
    }
    return clients;
  }

  private void assertRecovers(List<RawClient> full) throws IOException {
    for (RawClient client : full) {
      client.close();
    }
    eventually("released", () -> proxy.inFlight() <= 1);
    assertThat(RawClient.request(proxy.port(), Requests.chat()).status()).isEqualTo(200);
  }

  private double used() {
    return proxy.sum("chat_memory_used_bytes");
  }

  private double refused(String use) {
    return proxy.sum("chat_memory_refused_total", "use=\"" + use + "\"");
  }

  private static String chatHeaders(String framing) throws IOException {
    return RawClient.chat("").replace("Content-Length: 0", framing);
  }
}
