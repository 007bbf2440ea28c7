package dev.firsttoken.bench.merge;

import static dev.firsttoken.bench.merge.TestShards.SECOND;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.firsttoken.bench.report.export.ResultJson;
import dev.firsttoken.bench.samples.Arrivals;
import dev.firsttoken.bench.samples.Level;
import dev.firsttoken.bench.samples.LevelBegin;
import dev.firsttoken.bench.samples.RunEnd;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Levels of a plan that one of two shards did not reach. */
class ShardThatEndedEarlyTest {
  private static final ObjectMapper JSON = new ObjectMapper();

  @TempDir Path dir;

  private static Level open(double rate) {
    return new Level(0, rate, Arrivals.CONSTANT, 0, SECOND, 0, 0);
  }

  /**
   * Writes both shards, whose parts of the plan are the same, and returns the levels of the merge.
   *
   * @param reached number of levels that shard 1 began and ended
   */
  private JsonNode merge(List<Level> parts, int reached) throws IOException {
    List<Path> dirs = new ArrayList<>();
    for (int index = 0; index < 2; index++) {
      TestShards.Shard shard = TestShards.shard(dir, index, 2);
      int last = index == 0 ? parts.size() : reached;
      for (int level = 0; level < parts.size(); level++) {
        if (level < last) {
          shard.level(parts.get(level)).request(1, 3 * level + 1, 3 * level + 2).end();
        } else {
          shard.planned(parts.get(level));
        }
      }
      dirs.add(shard.write(index == 0 ? RunEnd.COMPLETE : RunEnd.INTERRUPTED));
    }
    return JSON.readTree(ResultJson.format(ShardMerger.merge(dirs))).path("levels");
  }

  @Test
  void closedLevelKeepsItsNameWhereUsersOfOneShardAreThoseOfAnEarlierLevel() throws IOException {
    JsonNode levels = merge(List.of(Level.closed(2, 1, 0), Level.closed(4, 1, 0)), 1);

    assertThat(levels.findValuesAsText("concurrency")).containsExactly("4", "8");
    assertThat(levels.get(0).path("steady_rps").asDouble()).isEqualTo(2);
    assertThat(levels.get(0).path("ok").asInt()).isEqualTo(2);
    assertThat(levels.get(1).path("steady_rps").isNull()).isTrue();
    assertThat(levels.get(1).path("ok").asInt()).isEqualTo(1);
  }

  @Test
  void openLevelKeepsItsNameWhereTheRateOfOneShardIsThatOfAnEarlierLevel() throws IOException {
    JsonNode levels = merge(List.of(open(10), open(20)), 1);

    assertThat(levels.findValuesAsText("rate")).containsExactly("20.0", "40.0");
    assertThat(levels.get(0).path("steady_rps").asDouble()).isEqualTo(2);
    assertThat(levels.get(1).path("steady_rps").isNull()).isTrue();
  }

  @Test
  void laterRoundsStayRoundsOfTheirLoad() throws IOException {
    List<Level> parts = new ArrayList<>();
    for (int round = 1; round <= 2; round++) {
      for (int users : new int[] {2, 4}) {
        parts.add(Level.closed(users, 1, 0).inRound(Level.DEFAULT_TARGET, round, 0));
      }
    }

    JsonNode levels = merge(parts, 2);

    assertThat(levels.findValuesAsText("concurrency")).containsExactly("4", "8");
    for (JsonNode level : levels) {
      assertThat(level.path("ok").asInt()).isEqualTo(3);
      assertThat(level.path("common_time").asDouble()).isEqualTo(1000);
      assertThat(level.path("rounds")).hasSize(2);
      assertThat(level.path("rounds").get(0).path("doubt").isNull()).isTrue();
      assertThat(level.path("rounds").get(1).path("doubt").asText())
          .isEqualTo("The round was interrupted.");
    }
  }

  @Test
  void plansOfDifferentLengthsAreRejected() {
    Path one = TestShards.shard(dir, 0, 2).planned(Level.closed(1, 1, 0)).write();
    Path longer =
        TestShards.shard(dir, 1, 2)
            .planned(Level.closed(1, 1, 0))
            .planned(Level.closed(2, 1, 0))
            .write();
    assertThatThrownBy(() -> ShardMerger.merge(List.of(one, longer)))
        .hasMessageContaining("the number of levels is 1 in the one and 2 in the other");
  }

  @Test
  void samplesOfALevelThatIsNotPlannedAreRejectedByName() {
    Path shard =
        TestShards.shard(dir, 0, 1).entry(new LevelBegin(0, Level.closed(1, 1, 0))).write();
    assertThatThrownBy(() -> ShardMerger.merge(List.of(shard)))
        .hasMessage(shard + " has samples of more levels than the 0 of its plan");
  }
}
