package dev.firsttoken.bench.merge;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.firsttoken.bench.result.Result;
import dev.firsttoken.bench.samples.SampleLog;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ShardFoldersTest {
  @TempDir Path dir;

  private final List<String> notices = new ArrayList<>();

  private List<Path> readable(List<Path> paths) {
    notices.clear();
    return ShardFolders.readable(paths, notices::add);
  }

  private Path folder(String name) throws IOException {
    return Files.createDirectory(dir.resolve(name));
  }

  /** Cuts the samples of a shard to so many bytes. */
  private static Path cut(Path shard, int length) throws IOException {
    Path samples = shard.resolve(SampleLog.FILE_NAME);
    Files.write(samples, Arrays.copyOf(Files.readAllBytes(samples), length));
    return shard;
  }

  @Test
  void foldersWithoutAHeaderAreNamedAndTheirShardsMissing() throws IOException {
    List<Path> shards = TestShards.closed(dir, 2, 1, 1, 1, 1);
    cut(shards.get(1), 0);
    cut(shards.get(2), 40);
    Path empty = folder("empty");
    List<Path> paths = List.of(shards.get(0), shards.get(1), shards.get(2), empty);

    List<Path> readable = readable(paths);

    assertThat(ShardFolders.includeShard(paths)).isTrue();
    assertThat(readable).containsExactly(shards.getFirst());
    assertThat(notices)
        .hasSize(3)
        .allMatch(notice -> notice.endsWith("; its shard counts as missing"));
    assertThat(notices.get(0)).contains(shards.get(1) + "/", " is not a sample file: ");
    assertThat(notices.get(1)).contains(shards.get(2) + "/", " is not a sample file: ");
    assertThat(notices.get(2)).startsWith(empty + " has no samples: its run ended before the load");
    Result merged = ShardMerger.merge(readable);
    assertThat(Objects.requireNonNull(merged.shards()).missing()).containsExactly(1, 2, 3);
  }

  @Test
  void everyCutOfTheFirstLineLeavesTheOtherShardsToBeMerged() throws IOException {
    List<Path> shards = TestShards.closed(dir, 2, 1, 1);
    Path samples = shards.get(1).resolve(SampleLog.FILE_NAME);
    byte[] all = Files.readAllBytes(samples);
    for (int length = 0; length < all.length; length++) {
      Files.write(samples, Arrays.copyOf(all, length));
      List<Path> readable = readable(shards);
      assertThat(readable).contains(shards.getFirst()).hasSize(2 - notices.size());
      assertThatCode(() -> ShardMerger.merge(readable)).doesNotThrowAnyException();
    }
  }

  @Test
  void pathsThatAreNoFoldersOfAShardAreLeftToBeRejected() throws IOException {
    Path shard = TestShards.closed(dir, 2, 1, 1).getFirst();
    Path result = folder("merged");
    Files.writeString(result.resolve(Result.FILE_NAME), "{}");
    List<Path> paths =
        List.of(shard, result, result.resolve(Result.FILE_NAME), dir.resolve("absent"));
    assertThat(readable(paths)).isEqualTo(paths);
    assertThat(notices).isEmpty();
  }

  @Test
  void foldersNoneOfWhichHasSamplesAreRejectedInOneSentence() throws IOException {
    Path one = folder("one");
    Path other = folder("other");
    Files.writeString(other.resolve(SampleLog.FILE_NAME), "");
    assertThatThrownBy(() -> ShardFolders.requireAnySamples(List.of(one, other)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(
            "none of the 2 folders has samples to merge: "
                + one
                + " has no samples: its run ended before the load");
    assertThatThrownBy(() -> ShardFolders.requireAnySamples(List.of(other)))
        .hasMessageStartingWith(other + "/" + SampleLog.FILE_NAME)
        .hasMessageEndingWith(", so there is nothing to merge");

    Files.writeString(other.resolve(Result.FILE_NAME), "{}");
    assertThatCode(() -> ShardFolders.requireAnySamples(List.of(one, other)))
        .doesNotThrowAnyException();
    assertThatCode(() -> ShardFolders.requireAnySamples(List.of(dir.resolve("absent"))))
        .doesNotThrowAnyException();
  }
}
