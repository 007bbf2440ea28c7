package dev.firsttoken.bench.merge;

import static dev.firsttoken.bench.merge.TestShards.SECOND;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.firsttoken.bench.result.MergedShards;
import dev.firsttoken.bench.result.Result;
import dev.firsttoken.bench.samples.Level;
import dev.firsttoken.bench.samples.SampleLog;
import dev.firsttoken.bench.samples.TestRun;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Folders that are no shards of one load. */
class RejectedShardsTest {
  @TempDir Path dir;

  private static MergedShards shards(Result result) {
    return Objects.requireNonNull(result.shards());
  }

  @Test
  void shardsOfDifferentPlansAreRejectedWithTheDifference() {
    Path one = plan("a", 0, 2, Map.of("rate", "10"), Level.closed(1, 1, 0));
    Path other = plan("b", 1, 2, Map.of("rate", "20"), Level.closed(1, 1, 0));
    assertThatThrownBy(() -> ShardMerger.merge(List.of(one, other)))
        .hasMessage(
            one
                + " and "
                + other
                + " are shards of different plans: --rate is 10 in the one and 20 in the other");

    Path ofThree = plan("c", 1, 3, Map.of("rate", "10"), Level.closed(1, 1, 0));
    assertThatThrownBy(() -> ShardMerger.merge(List.of(one, ofThree)))
        .hasMessageContaining("the number of shards is 2 in the one and 3 in the other");

    Path longer = plan("d", 1, 2, Map.of("rate", "10"), new Level(1, 0, null, 0, SECOND, 0, 0));
    assertThatThrownBy(() -> ShardMerger.merge(List.of(one, longer)))
        .hasMessageContaining("are shards of different plans: the load of a level is");
  }

  @Test
  void limitThatTheUserGaveForAllShardsMustBeTheSame() {
    List<Path> dirs = new ArrayList<>();
    for (int limit : new int[] {50, 60}) {
      dirs.add(
          TestShards.shard(dir, dirs.size(), 2)
              .options(Map.of("max-in-flight", Integer.toString(limit / 2)))
              .maxInFlight(limit)
              .level(Level.closed(1, 1, 0))
              .end()
              .write());
    }
    assertThatThrownBy(() -> ShardMerger.merge(dirs))
        .hasMessageContaining(
            "different plans: --max-in-flight is 50 in the one and 60 in the other");
  }

  @Test
  void limitOfEachMachineMayDiffer() {
    List<Path> dirs = new ArrayList<>();
    for (int limit : new int[] {10_000, 900}) {
      dirs.add(
          TestShards.shard(dir, dirs.size(), 2)
              .options(Map.of("max-in-flight", Integer.toString(limit)))
              .level(Level.closed(1, 1, 0))
              .request(1, 1, 2)
              .end()
              .write());
    }
    assertThat(shards(ShardMerger.merge(dirs)).isWhole()).isTrue();
  }

  @Test
  void filesMayLieElsewhereIfTheirContentIsTheSame() {
    Map<String, Object> options = Map.of("prompts", "/a/p.jsonl", "prompts-sha256", "1f");
    Path one = plan("a", 0, 2, options, Level.closed(1, 1, 0));
    Path same =
        plan(
            "b",
            1,
            2,
            Map.of("prompts", "/b/p.jsonl", "prompts-sha256", "1f", "max-in-flight", "9"),
            Level.closed(1, 1, 0));
    assertThat(shards(ShardMerger.merge(List.of(one, same))).isWhole()).isTrue();
    Path changed =
        plan(
            "c",
            1,
            2,
            Map.of("prompts", "/a/p.jsonl", "prompts-sha256", "2e"),
            Level.closed(1, 1, 0));
    assertThatThrownBy(() -> ShardMerger.merge(List.of(one, changed)))
        .hasMessageContaining("--prompts-sha256 is 1f in the one and 2e in the other");
  }

  private Path plan(String name, int index, int count, Map<String, Object> options, Level level) {
    return TestShards.shard(dir.resolve(name), index, count)
        .options(options)
        .level(level)
        .request(1, 1, 2)
        .end()
        .write();
  }

  @Test
  void sameShardTwiceIsRejected() {
    Path one = plan("a", 1, 2, Map.of(), Level.closed(1, 1, 0));
    Path again = plan("b", 1, 2, Map.of(), Level.closed(1, 1, 0));
    assertThatThrownBy(() -> ShardMerger.merge(List.of(one, again)))
        .hasMessage(one + " and " + again + " are both shard 1/2: it would count twice");
  }

  @Test
  void foreignFoldersAreRejectedByName() throws IOException {
    Path shard = plan("a", 0, 2, Map.of(), Level.closed(1, 1, 0));
    Path empty = Files.createDirectory(dir.resolve("empty"));
    assertThatThrownBy(() -> ShardMerger.merge(List.of(shard, empty)))
        .hasMessageStartingWith(empty + " contains no samples.jsonl.gz");

    Path whole = dir.resolve("whole");
    SampleLog.open(whole, TestRun.header("sweep", Map.of()), entry -> {}).close();
    assertThatThrownBy(() -> ShardMerger.merge(List.of(shard, whole)))
        .hasMessageStartingWith(whole + " is a whole run, not a shard");
    assertThat(ShardFolders.includeShard(List.of(whole))).isFalse();

    Path damaged = Files.createDirectory(dir.resolve("damaged"));
    Files.writeString(damaged.resolve(SampleLog.FILE_NAME), "not gzip");
    assertThat(ShardFolders.includeShard(List.of(damaged))).isFalse();
    assertThatThrownBy(() -> ShardMerger.merge(List.of(shard, damaged)))
        .hasMessageContaining("is not a sample file")
        .hasMessageEndingWith("without this folder, the merge counts its shard as missing");
  }
}
