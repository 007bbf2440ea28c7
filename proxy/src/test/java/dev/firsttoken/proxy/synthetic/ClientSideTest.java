package dev.firsttoken.proxy.synthetic;

import static org.assertj.core.api.Assertions.assertThat;

import dev.firsttoken.proxy.testing.ScrapedMetrics;
import dev.firsttoken.proxy.testing.SocketClient;
import dev.firsttoken.proxy.testing.SyntheticServer;
import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Clients that leave, stall, or share the event loop with others. */
class ClientSideTest {
  private static final String PATH = "/v1/chat/completions";
  private static final String LABELS = "model=\"synthetic\",runtime=\"micronaut\"";

  /** Upper bound for a stalled connection: the write buffer's high-water mark and one more turn. */
  private static final long MAX_STALLED_BYTES = 300_000;

  private final SyntheticServer server = new SyntheticServer();

  @AfterEach
  void close() {
    server.close();
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void disconnectMidStreamReleasesEverythingAndCountsOnceAs499(boolean reset) throws Exception {
    SocketClient socketClient = new SocketClient(server.port());
    socketClient.post(PATH, "{\"stream\":true,\"frames\":100000,\"delay_ms\":1}").readHeaders();
    socketClient.readChunk();
    socketClient.readChunk();
    disconnect(socketClient, reset);

    assertThat(server.nextEvent()).isEqualTo("finished");
    assertDisconnected();
    assertThat(server.scrape().value("chat_ttft_ms_count{" + LABELS + "}")).isEqualTo(1);
    assertThat(server.scrape().value("chat_tokens_total{" + LABELS + "}")).isPositive();
  }

  @ParameterizedTest
  @ValueSource(strings = {"true", "false"})
  void disconnectBeforeTheFirstFrameCountsOnceAs499(String stream) throws Exception {
    SocketClient socketClient = new SocketClient(server.port());
    socketClient.post(PATH, "{\"stream\":%s,\"ttft_ms\":600000}".formatted(stream));
    if (stream.equals("true")) {
      socketClient.readHeaders();
    }
    socketClient.close();

    assertThat(server.nextEvent()).isEqualTo("finished");
    assertDisconnected();
    assertThat(server.scrape().value("chat_tokens_total{" + LABELS + "}")).isZero();
  }

  @Test
  void stalledReaderBuffersLittleAndThenReceivesEverything() throws Exception {
    try (SocketClient socketClient = new SocketClient(server.port())) {
      socketClient.post(
          PATH, "{\"stream\":true,\"frames\":3000,\"delay_ms\":0,\"bytes_per_frame\":10000}");
      assertThat(server.nextEvent()).isEqualTo("unwritable");
      server.runLoopTurns(50);
      assertThat(server.heldBytes()).isLessThan(MAX_STALLED_BYTES);

      socketClient.readHeaders();
      List<String> events = socketClient.readChunks();
      assertThat(events).hasSize(3003);
      assertThat(events.stream().mapToLong(String::length).sum()).isGreaterThan(30_000_000);
    }
  }

  @Test
  void stalledReaderOfAPacedStreamBuffersLittleToo() throws Exception {
    try (SocketClient socketClient = new SocketClient(server.port())) {
      socketClient.post(
          PATH,
          "{\"stream\":true,\"frames\":500,\"delay_ms\":1,\"bytes_per_frame\":60000,\"stamp\":true}");
      assertThat(server.nextEvent()).isEqualTo("unwritable");
      server.runLoopTurns(200);
      assertThat(server.heldBytes()).isLessThan(MAX_STALLED_BYTES);

      socketClient.readHeaders();
      assertThat(socketClient.readChunks()).hasSize(503);
    }
  }

  @Test
  void disconnectOfAStalledClientReleasesEverything() throws Exception {
    SocketClient socketClient = new SocketClient(server.port());
    socketClient.post(
        PATH, "{\"stream\":true,\"frames\":100000,\"delay_ms\":0,\"bytes_per_frame\":10000}");
    assertThat(server.nextEvent()).isEqualTo("unwritable");
    socketClient.reset();

    awaitFinished();
    assertDisconnected();
  }

  @Test
  void fastStreamDoesNotStarveOthers() throws Exception {
    try (SocketClient greedy = new SocketClient(server.port());
        SocketClient other = new SocketClient(server.port())) {
      greedy.post(PATH, "{\"stream\":true,\"frames\":100000,\"delay_ms\":0,\"bytes_per_frame\":1}");
      greedy.readHeaders();
      Thread reader = Thread.ofVirtual().start(() -> readRemaining(greedy));
      other.post(PATH, "{\"stream\":true,\"frames\":10,\"delay_ms\":1}").readHeaders();

      assertThat(other.readChunks()).hasSize(13);
      assertThat(server.scrape().value("chat_in_flight{" + LABELS + "}")).isEqualTo(1);
      greedy.reset();
      reader.join();
      awaitFinished();
      awaitFinished();
    }
  }

  private static void readRemaining(SocketClient socketClient) {
    try {
      socketClient.readRemaining();
    } catch (IOException e) {
      // The test closes the socket at its end.
    }
  }

  private static void disconnect(SocketClient socketClient, boolean reset) throws IOException {
    if (reset) {
      socketClient.reset();
    } else {
      socketClient.close();
    }
  }

  private void awaitFinished() throws InterruptedException {
    String event = server.nextEvent();
    while (event.equals("unwritable")) {
      event = server.nextEvent();
    }
    assertThat(event).isEqualTo("finished");
  }

  private void assertDisconnected() throws InterruptedException {
    server.runLoopTurns(2);
    assertThat(server.heldBytes()).isZero();
    ScrapedMetrics scrapedMetrics = server.scrape();
    assertThat(scrapedMetrics.value("chat_requests_total{" + LABELS + ",status=\"499\"}"))
        .isEqualTo(1);
    assertThat(scrapedMetrics.value("chat_requests_total{" + LABELS + ",status=\"200\"}")).isZero();
    assertThat(
            scrapedMetrics.value(
                "chat_errors_total{model=\"synthetic\",reason=\"client_gone\",runtime=\"micronaut\"}"))
        .isEqualTo(1);
    assertThat(scrapedMetrics.value("chat_in_flight{" + LABELS + "}")).isZero();
  }
}
