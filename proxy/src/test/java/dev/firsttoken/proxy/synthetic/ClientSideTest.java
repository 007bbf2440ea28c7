package dev.firsttoken.proxy.synthetic;

import static org.assertj.core.api.Assertions.assertThat;

import dev.firsttoken.proxy.testing.Scrape;
import dev.firsttoken.proxy.testing.SmallDoor;
import dev.firsttoken.proxy.testing.Wire;
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

  /** What a stalled connection may hold: the write buffer's high mark and one turn past it. */
  private static final long STALLED_BYTES = 300_000;

  private final SmallDoor door = new SmallDoor();

  @AfterEach
  void close() {
    door.close();
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void aClientThatLeavesMidStreamFreesEverythingAndCountsOnceAs499(boolean reset) throws Exception {
    Wire wire = new Wire(door.port());
    wire.post(PATH, "{\"stream\":true,\"frames\":100000,\"delay_ms\":1}").head();
    wire.chunk();
    wire.chunk();
    leave(wire, reset);

    assertThat(door.next()).isEqualTo("over");
    assertGone();
    assertThat(door.scrape().value("chat_ttft_ms_count{" + LABELS + "}")).isEqualTo(1);
    assertThat(door.scrape().value("chat_tokens_total{" + LABELS + "}")).isPositive();
  }

  @ParameterizedTest
  @ValueSource(strings = {"true", "false"})
  void aClientThatLeavesBeforeTheFirstFrameCountsOnceAs499(String stream) throws Exception {
    Wire wire = new Wire(door.port());
    wire.post(PATH, "{\"stream\":%s,\"ttft_ms\":600000}".formatted(stream));
    if (stream.equals("true")) {
      wire.head();
    }
    wire.close();

    assertThat(door.next()).isEqualTo("over");
    assertGone();
    assertThat(door.scrape().value("chat_tokens_total{" + LABELS + "}")).isZero();
  }

  @Test
  void aStalledReaderHoldsLittleAndThenGetsEverything() throws Exception {
    try (Wire wire = new Wire(door.port())) {
      wire.post(PATH, "{\"stream\":true,\"frames\":3000,\"delay_ms\":0,\"bytes_per_frame\":10000}");
      assertThat(door.next()).isEqualTo("full");
      door.turns(50);
      assertThat(door.heldBytes()).isLessThan(STALLED_BYTES);

      wire.head();
      List<String> events = wire.chunks();
      assertThat(events).hasSize(3003);
      assertThat(events.stream().mapToLong(String::length).sum()).isGreaterThan(30_000_000);
    }
  }

  @Test
  void aStalledReaderOfAScheduleHoldsLittleToo() throws Exception {
    try (Wire wire = new Wire(door.port())) {
      wire.post(
          PATH,
          "{\"stream\":true,\"frames\":500,\"delay_ms\":1,\"bytes_per_frame\":60000,\"stamp\":true}");
      assertThat(door.next()).isEqualTo("full");
      door.turns(200);
      assertThat(door.heldBytes()).isLessThan(STALLED_BYTES);

      wire.head();
      assertThat(wire.chunks()).hasSize(503);
    }
  }

  @Test
  void aStalledClientThatLeavesFreesEverything() throws Exception {
    Wire wire = new Wire(door.port());
    wire.post(PATH, "{\"stream\":true,\"frames\":100000,\"delay_ms\":0,\"bytes_per_frame\":10000}");
    assertThat(door.next()).isEqualTo("full");
    wire.reset();

    awaitOver();
    assertGone();
  }

  @Test
  void aStreamAsFastAsItIsReadLeavesOthersTheirTurn() throws Exception {
    try (Wire greedy = new Wire(door.port());
        Wire other = new Wire(door.port())) {
      greedy.post(PATH, "{\"stream\":true,\"frames\":100000,\"delay_ms\":0,\"bytes_per_frame\":1}");
      greedy.head();
      Thread reader = Thread.ofVirtual().start(() -> readOn(greedy));
      other.post(PATH, "{\"stream\":true,\"frames\":10,\"delay_ms\":1}").head();

      assertThat(other.chunks()).hasSize(13);
      assertThat(door.scrape().value("chat_in_flight{" + LABELS + "}")).isEqualTo(1);
      greedy.reset();
      reader.join();
      awaitOver();
      awaitOver();
    }
  }

  private static void readOn(Wire wire) {
    try {
      wire.rest();
    } catch (IOException e) {
      // Closed by the test, when it has seen enough.
    }
  }

  private static void leave(Wire wire, boolean reset) throws IOException {
    if (reset) {
      wire.reset();
    } else {
      wire.close();
    }
  }

  private void awaitOver() throws InterruptedException {
    String event = door.next();
    while (event.equals("full")) {
      event = door.next();
    }
    assertThat(event).isEqualTo("over");
  }

  private void assertGone() throws InterruptedException {
    door.turns(2);
    assertThat(door.heldBytes()).isZero();
    Scrape scrape = door.scrape();
    assertThat(scrape.value("chat_requests_total{" + LABELS + ",status=\"499\"}")).isEqualTo(1);
    assertThat(scrape.value("chat_requests_total{" + LABELS + ",status=\"200\"}")).isZero();
    assertThat(
            scrape.value(
                "chat_errors_total{model=\"synthetic\",reason=\"client_gone\",runtime=\"micronaut\"}"))
        .isEqualTo(1);
    assertThat(scrape.value("chat_in_flight{" + LABELS + "}")).isZero();
  }
}
