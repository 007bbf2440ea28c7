package dev.firsttoken.bench.merge;

import static dev.firsttoken.bench.merge.TestShards.SECOND;
import static org.assertj.core.api.Assertions.assertThat;

import dev.firsttoken.bench.result.MergedShards;
import dev.firsttoken.bench.samples.Arrivals;
import dev.firsttoken.bench.samples.Level;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Shards of an open level, each of which has due times of its own. */
class ShardsApartTest {
  private static final double[][] TRACE = {{0, 300, 320}, {100, 310, 900}};

  @TempDir Path dir;

  /**
   * Writes two shards of a trace with long pauses, and returns the second one of the merge.
   *
   * @param lateSeconds delay of the second shard
   * @param sent requests that the second shard sends
   */
  private MergedShards.Part replay(double lateSeconds, int sent) {
    List<Path> dirs = new ArrayList<>();
    for (int index = 0; index < 2; index++) {
      double[] due = TRACE[index];
      double start = 10 + index * lateSeconds;
      TestShards.Shard shard =
          TestShards.shard(dir, index, 2)
              .level(new Level(0, 0.01, Arrivals.TRACE, 3, 900 * SECOND, 0, 0))
              .due(due[0], due[due.length - 1]);
      for (int request = 0; request < (index == 0 ? due.length : sent); request++) {
        shard.request(1, start + due[request], start + due[request] + 2);
      }
      dirs.add(shard.end().write());
    }
    return Objects.requireNonNull(ShardMerger.merge(dirs).shards()).parts().getLast();
  }

  @Test
  void faultlessReplayWithPausesIsTogether() {
    assertThat(replay(0, 3).apart()).isEqualTo(MergedShards.Apart.NONE);
  }

  @Test
  void replayThatBeganLateIsNoticedByThatTime() {
    MergedShards.Apart apart = replay(1.5, 3).apart();
    assertThat(apart.lateNanos()).isEqualTo(3 * SECOND / 2);
    assertThat(apart.isNoticed()).isTrue();
  }

  @Test
  void replayThatDidNotSendItsLastRequestIsNoticed() {
    MergedShards.Apart apart = replay(0, 2).apart();
    assertThat(apart.earlyNanos()).isEqualTo(590 * SECOND);
    assertThat(apart.isNoticed()).isTrue();
  }

  @Test
  void replayThatSentNothingIsNoticed() {
    assertThat(replay(0, 0).apart().isNoticed()).isTrue();
  }

  @Test
  void shardForWhichNoRequestWasDrawnIsNotNoticed() {
    Level plan = new Level(0, 0.1, Arrivals.POISSON, 0, 10 * SECOND, 0, 0);
    List<Path> dirs =
        List.of(
            TestShards.shard(dir, 0, 2).level(plan).due(4, 4).request(1, 5, 6).end().write(),
            TestShards.shard(dir, 1, 2).level(plan).end().write());
    assertThat(Objects.requireNonNull(ShardMerger.merge(dirs).shards()).isWhole()).isTrue();
  }
}
