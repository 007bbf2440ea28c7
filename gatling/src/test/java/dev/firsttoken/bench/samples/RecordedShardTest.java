package dev.firsttoken.bench.samples;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.firsttoken.bench.samples.RunHeader.RecordedShard;
import dev.firsttoken.bench.samples.RunHeader.RecordedShard.LevelShare;
import dev.firsttoken.bench.samples.RunHeader.RecordedShard.WallClock;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RecordedShardTest {
  @TempDir Path dir;

  private @Nullable RecordedShard written(@Nullable RecordedShard shard) {
    SampleLog.open(dir, TestRun.header("sweep", Map.of()).withShard(shard), entry -> {}).close();
    return SampleFile.open(dir.resolve(SampleLog.FILE_NAME)).header().shard();
  }

  @Test
  void headerKeepsTheShardAndItsClock() {
    RecordedShard shard =
        new RecordedShard(
            2,
            3,
            "2026-01-31T12:00:00Z",
            new WallClock(true, -5, 1_000),
            50,
            List.of(
                new LevelShare(Level.closed(3, 30, 2), null),
                new LevelShare(
                    new Level(0, 0.1, Arrivals.POISSON, 0, 7, 1, 0).ofKind(RequestKind.MICRO),
                    new LevelShare.DueTimes(2, 5))));
    assertThat(written(shard)).isEqualTo(shard);
    RecordedShard withoutClock = new RecordedShard(0, 1, null, null, null, List.of());
    assertThat(written(withoutClock)).isEqualTo(withoutClock);
    assertThat(written(null)).isNull();
  }

  /** Writes a header with the fields of a shard, and tries to open it. */
  private void expectRejected(String shard, String message) throws IOException {
    Path file = dir.resolve("samples.jsonl");
    Files.writeString(
        file,
        "{\"schema\":\"firsttoken.samples/3\",\"command\":\"sweep\","
            + "\"started_at\":\"2026-01-31T12:00:00Z\",\"start_ns\":0,\"options\":{},"
            + "\"environment\":{\"cpu\":\"c\",\"cores\":1,\"memory_bytes\":1,\"os\":\"o\","
            + "\"jvm\":\"j\",\"version\":\"1\"},"
            + "\"shard\":{\"start_at\":null,\"clock\":null,\"max_in_flight\":null,"
            + shard
            + "}}\n");
    assertThatThrownBy(() -> SampleFile.open(file))
        .isInstanceOf(UncheckedIOException.class)
        .hasMessageContaining(file.toString())
        .hasMessageContaining(message);
  }

  @Test
  void shardThatDoesNotExistIsRejected() throws IOException {
    expectRejected("\"index\":3,\"count\":3,\"levels\":[]", "shard 3 of 3 does not exist");
  }

  @Test
  void levelWithoutAPlanIsRejected() throws IOException {
    expectRejected(
        "\"index\":0,\"count\":3,\"levels\":[{\"plan\":null,\"due\":null}]", "a level has no plan");
  }
}
