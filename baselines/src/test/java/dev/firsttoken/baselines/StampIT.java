package dev.firsttoken.baselines;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.MethodSource;

/** Stamps of the chunks, on the monotonic clock that all processes of a host share. */
@ParameterizedClass
@MethodSource(ContractTestBase.SERVERS)
class StampIT extends ContractTestBase {
  StampIT(String name) {
    super(name);
  }

  @Test
  void framesAreDueOnAFixedScheduleAndNeverEarly() throws IOException {
    long before = System.nanoTime();
    List<JsonNode> chunks =
        stream("\"frames\":20,\"delay_ms\":3,\"ttft_ms\":10,\"stamp\":true").chunks();
    long after = System.nanoTime();

    long start = chunks.getFirst().get("due_ns").asLong();
    assertThat(start).isBetween(before, after);
    for (int k = 0; k < 20; k++) {
      JsonNode frame = chunks.get(k + 1);
      assertThat(frame.get("seq").asInt(-9)).isEqualTo(k);
      assertThat(frame.get("due_ns").asLong()).isEqualTo(start + 10_000_000 + k * 3_000_000L);
      assertThat(frame.get("sent_ns").asLong()).isBetween(frame.get("due_ns").asLong(), after);
    }
  }

  @Test
  @Tag("long")
  void otherChunksAreStampedToo() throws IOException {
    List<JsonNode> chunks =
        stream(
                "\"frames\":2,\"delay_ms\":1,\"stamp\":true,\"stream_options\":{\"include_usage\":true}")
            .chunks();

    assertThat(chunks)
        .extracting(chunk -> chunk.path("seq").asInt(-9))
        .containsExactly(-1, 0, 1, 2, 3);
    assertThat(chunks).extracting(chunk -> chunk.path("sent_ns").asLong()).isSorted();
    long lastDue = chunks.get(2).get("due_ns").asLong();
    assertThat(chunks.get(3).get("due_ns").asLong()).isEqualTo(lastDue);
    assertThat(chunks.get(4).get("due_ns").asLong()).isEqualTo(lastDue);
  }

  @Test
  @Tag("long")
  void framesThatAreNotDelayedAreAllDueAtTheStart() throws IOException {
    List<JsonNode> frames = stream("\"frames\":1000,\"delay_ms\":0,\"stamp\":true").frames();

    assertThat(frames)
        .hasSize(1000)
        .allMatch(frame -> frame.get("due_ns").equals(frames.getFirst().get("due_ns")));
  }

  @Test
  @Tag("long")
  void spinPrecedesEachFrame() throws IOException {
    List<JsonNode> chunks =
        stream("\"frames\":10,\"delay_ms\":0,\"spin_us\":2000.5,\"stamp\":true").chunks();

    for (int k = 1; k <= 10; k++) {
      long sinceLast =
          chunks.get(k).get("sent_ns").asLong() - chunks.get(k - 1).get("sent_ns").asLong();
      assertThat(sinceLast).isGreaterThanOrEqualTo(2_000_500);
    }
  }
}
