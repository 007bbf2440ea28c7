package dev.firsttoken.baselines;

import static org.assertj.core.api.Assertions.assertThat;

import dev.firsttoken.wire.testing.RawClient;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Clients that leave, or that do not read. */
@ParameterizedClass
@MethodSource(ContractTestBase.SERVERS)
class DisconnectIT extends ContractTestBase {
  DisconnectIT(String name) {
    super(name);
  }

  @Test
  void clientThatLeavesStopsTheStreamAndIsCountedOnce() throws IOException, InterruptedException {
    assertLeaves("\"delay_ms\":100,\"frames\":100000", false);
  }

  @Test
  @Tag("long")
  void clientThatLeavesAfterItSentANextRequestIsNoServerError()
      throws IOException, InterruptedException {
    PrometheusText before = scrape();
    String request = RawClient.chat("{\"stream\":true,\"delay_ms\":100,\"frames\":100000}");
    try (RawClient client = connect()) {
      client.send(request + request);
      assertThat(client.readHeaders()).startsWith("HTTP/1.1 200");
      client.readChunk();
    }
    awaitIdle();

    PrometheusText after = scrape();
    double left =
        after.sum("chat_requests_total", "status=\"499\"")
            - before.sum("chat_requests_total", "status=\"499\"");
    assertThat(left).isPositive();
    assertThat(after.sum("chat_requests_total") - before.sum("chat_requests_total"))
        .isEqualTo(left);
  }

  @ParameterizedTest
  @Tag("long")
  @ValueSource(
      strings = {
        "\"delay_ms\":100,\"frames\":100000",
        "\"delay_ms\":60000,\"frames\":100000",
        "\"ttft_ms\":600000",
        "\"delay_ms\":0,\"frames\":100000,\"bytes_per_frame\":65536",
      })
  void clientThatResetsStopsTheStreamAndIsCountedOnce(String fields)
      throws IOException, InterruptedException {
    assertLeaves(fields, true);
  }

  @Test
  @Tag("long")
  void clientThatDoesNotReadHoldsUpNobodyElse() throws IOException {
    List<RawClient> unread = new ArrayList<>();
    try {
      for (int i = 0; i < 10; i++) {
        RawClient client = connect();
        unread.add(client);
        client.send(
            RawClient.chat(
                "{\"stream\":true,\"delay_ms\":0,\"frames\":100000,\"bytes_per_frame\":65536}"));
        client.readHeaders();
      }
      for (int i = 0; i < 10; i++) {
        assertThat(stream("\"frames\":5,\"delay_ms\":1").frames()).hasSize(5);
      }
    } finally {
      for (RawClient client : unread) {
        client.reset();
      }
    }
  }

  @Test
  @Tag("long")
  void requestThatIsCutIsNotServed() throws IOException, InterruptedException {
    PrometheusText before = scrape();
    String request = RawClient.chat("{\"frames\":1}");
    try (RawClient client = connect()) {
      client.send(request.substring(0, request.length() - 1));
    }
    awaitCountedAs499(before);
    stream("\"frames\":1");

    PrometheusText after = scrape();
    assertThat(
            after.sum("chat_requests_total", "status=\"200\"")
                - before.sum("chat_requests_total", "status=\"200\""))
        .isEqualTo(1);
    assertThat(after.sum("chat_requests_total") - before.sum("chat_requests_total")).isEqualTo(2);
  }

  private void awaitCountedAs499(PrometheusText before) throws IOException, InterruptedException {
    eventually(
        "counted as 499",
        () ->
            scrape().sum("chat_requests_total", "status=\"499\"")
                == before.sum("chat_requests_total", "status=\"499\"") + 1);
  }

  private void assertLeaves(String fields, boolean reset) throws IOException, InterruptedException {
    PrometheusText before = scrape();
    try (RawClient client = connect()) {
      client.send(RawClient.chat("{\"stream\":true," + fields + "}"));
      assertThat(client.readHeaders()).startsWith("HTTP/1.1 200");
      client.readChunk();
      if (reset) {
        client.reset();
      }
    }
    awaitCountedAs499(before);
    awaitIdle();
    PrometheusText after = scrape();
    assertThat(after.sum("chat_requests_total") - before.sum("chat_requests_total")).isEqualTo(1);
    assertThat(
            after.sum("chat_errors_total", "reason=\"client_gone\"")
                - before.sum("chat_errors_total", "reason=\"client_gone\""))
        .isEqualTo(1);
  }
}
