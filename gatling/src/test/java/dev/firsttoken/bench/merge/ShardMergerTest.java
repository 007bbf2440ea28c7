package dev.firsttoken.bench.merge;

import static dev.firsttoken.bench.merge.TestShards.SECOND;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.firsttoken.bench.report.export.DocumentedSchema;
import dev.firsttoken.bench.report.export.ResultJson;
import dev.firsttoken.bench.result.MergedShards;
import dev.firsttoken.bench.result.Result;
import dev.firsttoken.bench.samples.Level;
import dev.firsttoken.bench.samples.LevelEnd;
import dev.firsttoken.bench.samples.Outcome;
import dev.firsttoken.bench.samples.RunHeader.RecordedShard.WallClock;
import dev.firsttoken.bench.samples.SampleLog;
import dev.firsttoken.bench.samples.TestSample;
import dev.firsttoken.bench.trust.TrustCheck.Kind;
import dev.firsttoken.bench.trust.Warning;
import dev.firsttoken.bench.trust.Warning.Code;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ShardMergerTest {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final DocumentedSchema SCHEMA = DocumentedSchema.read("result.schema.json");

  /** Fields that one machine's result has not, or that come from each shard's own client. */
  private static final List<String> OF_SHARDS =
      List.of("steady_rps", "common_time", "trust", "client");

  @TempDir Path dir;

  private static JsonNode json(Result result) throws IOException {
    String json = ResultJson.format(result);
    assertThat(SCHEMA.errors(json)).isEmpty();
    return JSON.readTree(json);
  }

  private static MergedShards shards(Result result) {
    return Objects.requireNonNull(result.shards());
  }

  private static List<Code> codes(Result result) {
    return result.warnings().stream().map(Warning::code).toList();
  }

  private static String message(Result result, Code code) {
    return result.warnings().stream()
        .filter(warning -> warning.code() == code)
        .map(Warning::message)
        .findFirst()
        .orElse("no warning " + code);
  }

  @Test
  void everyNumberIsThatOfAllSamplesTogether() throws IOException {
    SplitLoad load = SplitLoad.write(dir);

    Result merged = ShardMerger.merge(load.dirs());

    JsonNode levels = json(merged).path("levels");
    JsonNode expected = json(load.ofOneMachine()).path("levels");
    assertThat(levels).hasSize(2);
    for (int i = 0; i < 2; i++) {
      ((ObjectNode) levels.get(i)).remove(OF_SHARDS);
      ((ObjectNode) expected.get(i)).remove(OF_SHARDS);
      assertThat(levels.get(i)).isEqualTo(expected.get(i));
      assertThat(levels.get(i).path("ttft_p99").isNumber()).isTrue();
      assertThat(levels.get(i).path("series").isObject()).isTrue();
    }
    assertThat(levels.get(0).path("little").asText()).isEqualTo("holds");
    assertThat(merged.isValid()).as(merged.warnings().toString()).isTrue();
    assertThat(shards(merged).isWhole()).isTrue();
    assertThat(merged.partial()).isFalse();
  }

  @Test
  void steadyRpsCountsOnlyTheTimeInWhichAllShardsHadLoad() throws IOException {
    Result merged = ShardMerger.merge(TestShards.closed(dir, 4, 1, 1.5));

    JsonNode level = json(merged).path("levels").get(0);
    // From 1.5 s to 5 s: four responses of the one shard, and three of the other.
    assertThat(level.path("common_time").asDouble()).isEqualTo(3500);
    assertThat(level.path("steady_rps").asDouble()).isEqualTo(2);
    assertThat(level.path("wall").asDouble()).isEqualTo(4500);
    assertThat(level.path("concurrency").asInt()).isEqualTo(2);
    assertThat(json(merged).path("steady_rps").asDouble()).isEqualTo(2);
    assertThat(shards(merged).isWhole()).isTrue();
  }

  @Test
  void missingShardsAreNamed() throws IOException {
    List<Path> dirs = TestShards.closed(dir, 4, 1, 1, 1, 1);

    Result merged = ShardMerger.merge(List.of(dirs.get(3), dirs.get(1)));

    assertThat(merged.partial()).isTrue();
    assertThat(shards(merged).isWhole()).isFalse();
    assertThat(message(merged, Code.SHARDS_MISSING)).contains("(2 of 4: shards 0, 2)");
    JsonNode shards = json(merged).path("shards");
    assertThat(shards.path("count").asInt()).isEqualTo(4);
    assertThat(shards.path("missing").toString()).isEqualTo("[0,2]");
    assertThat(shards.path("parts").findValuesAsText("index")).containsExactly("1", "3");
  }

  @Test
  void lateAndEarlyShardIsNamedWithItsTimes() throws IOException {
    List<Path> dirs = new ArrayList<>(TestShards.closed(dir, 20, 1, 1));
    TestShards.Shard late = TestShards.shard(dir, 1, 2).level(Level.closed(1, 5, 0));
    for (int i = 0; i < 5; i++) {
      late.request(1, 4.5 + i, 5.5 + i);
    }
    dirs.set(1, late.end().write());

    Result merged = ShardMerger.merge(dirs);

    assertThat(message(merged, Code.SHARDS_APART))
        .contains("(shard 1 began 3.5 s after the first, and ended 11.5 s before the last)");
    assertThat(shards(merged).isWhole()).isFalse();
    assertThat(json(merged).path("levels").get(0).path("common_time").asDouble()).isEqualTo(5000);
  }

  @Test
  void killedShardIsReadToItsLastWholeLineAndNamed() throws IOException {
    List<Path> dirs = TestShards.closed(dir, 200, 1, 1);
    Path samples = dirs.get(1).resolve(SampleLog.FILE_NAME);
    byte[] all = Files.readAllBytes(samples);
    Files.write(samples, Arrays.copyOf(all, all.length * 2 / 3));

    Result merged = ShardMerger.merge(dirs);

    assertThat(merged.partial()).isTrue();
    assertThat(message(merged, Code.SHARDS_PARTIAL)).contains("(shard 1 in " + dirs.get(1) + ")");
    assertThat(merged.ok()).isBetween(201, 399);
    assertThat(json(merged).path("shards").path("parts").get(1).path("partial").asBoolean())
        .isTrue();
  }

  @Test
  void roundsOfALoadAreOneLevel() throws IOException {
    List<Path> dirs = new ArrayList<>();
    for (int i = 0; i < 2; i++) {
      TestShards.Shard shard = TestShards.shard(dir, i, 2);
      for (int round = 1; round <= 2; round++) {
        shard
            .level(Level.closed(1, 1, 0).inRound(Level.DEFAULT_TARGET, round, 0))
            .request(1, 3 * round, 3 * round + 1)
            .end();
      }
      dirs.add(shard.write());
    }

    JsonNode levels = json(ShardMerger.merge(dirs)).path("levels");

    assertThat(levels).hasSize(1);
    assertThat(levels.get(0).path("rounds")).hasSize(2);
    assertThat(levels.get(0).path("common_time").asDouble()).isEqualTo(2000);
    assertThat(levels.get(0).path("steady_rps").asDouble()).isEqualTo(2);
  }

  @Test
  void doubtAboutOneShardsClientNamesTheShard() {
    List<Path> dirs = new ArrayList<>(TestShards.closed(dir, 4, 1, 1));
    TestShards.Shard busy = TestShards.shard(dir, 1, 2).level(Level.closed(1, 4, 0));
    for (int i = 0; i < 4; i++) {
      busy.request(1, 1 + i, 2 + i);
    }
    LevelEnd.ClientCost cost =
        new LevelEnd.ClientCost(SECOND, SECOND, 1, SECOND, 0, 0, 0, 0, 0L, 0L, 0.0);
    busy.entry(new LevelEnd(0, 0, 0, 4, null, cost, null, null));
    dirs.set(1, busy.write());

    Result merged = ShardMerger.merge(dirs);

    assertThat(message(merged, Code.CLIENT_SATURATED)).contains("in shard 1");
    assertThat(merged.levels().getFirst().checks())
        .filteredOn(check -> check.kind() == Kind.CLIENT_CPU)
        .singleElement()
        .satisfies(check -> assertThat(check.message()).startsWith("Shard 1: "));
    assertThat(shards(merged).parts().get(0).warnings())
        .noneMatch(warning -> warning.code() == Code.CLIENT_SATURATED);
    assertThat(shards(merged).parts().get(1).warnings())
        .anyMatch(warning -> warning.code() == Code.CLIENT_SATURATED);
  }

  @Test
  void clockThatNobodyKeepsIsNamed() throws IOException {
    TestShards.Shard one = TestShards.shard(dir, 0, 2).clock(null).level(Level.closed(1, 1, 0));
    TestShards.Shard other =
        TestShards.shard(dir, 1, 2)
            .clock(new WallClock(false, 0, 16 * SECOND))
            .level(Level.closed(1, 1, 0));
    List<Path> dirs =
        List.of(one.request(1, 1, 2).end().write(), other.request(1, 1, 2).end().write());

    Result merged = ShardMerger.merge(dirs);

    assertThat(message(merged, Code.SHARD_CLOCKS_UNKNOWN)).contains("(shard 0; shard 1)");
    JsonNode parts = json(merged).path("shards").path("parts");
    assertThat(parts.get(0).path("clock").isNull()).isTrue();
    assertThat(parts.get(1).path("clock").path("synchronised").asBoolean()).isFalse();
    assertThat(parts.get(1).path("clock").path("error").isNull()).isTrue();
    assertThat(codes(ShardMerger.merge(TestShards.closed(dir.resolve("kept"), 4, 1, 1))))
        .doesNotContain(Code.SHARD_CLOCKS_UNKNOWN);
  }

  @Test
  void failuresOfAllShardsAreAddedUp() {
    List<Path> dirs = new ArrayList<>();
    for (int i = 0; i < 2; i++) {
      TestShards.Shard shard = TestShards.shard(dir, i, 2).level(Level.closed(1, 2, 0));
      shard.request(1, 1, 2);
      shard.sample(
          TestSample.at(shard.nanos(2), shard.nanos(3)).user(1).failed(Outcome.RESET, "reset"));
      dirs.add(shard.end().write());
    }
    Result merged = ShardMerger.merge(dirs);
    assertThat(merged.ok()).isEqualTo(2);
    assertThat(merged.failed()).isEqualTo(2);
  }
}
