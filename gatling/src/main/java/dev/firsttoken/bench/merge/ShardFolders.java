package dev.firsttoken.bench.merge;

import dev.firsttoken.bench.result.Result;
import dev.firsttoken.bench.samples.SampleFile;
import dev.firsttoken.bench.samples.SampleLog;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Folders to be merged, of which some may hold no samples because a machine died early. */
public final class ShardFolders {
  private ShardFolders() {}

  /** Returns true if one of the paths is the folder of a shard. */
  public static boolean includeShard(List<Path> paths) {
    return paths.stream().anyMatch(ShardFolders::isShard);
  }

  private static boolean isShard(Path path) {
    Path file = path.resolve(SampleLog.FILE_NAME);
    try {
      return Files.isRegularFile(file) && SampleFile.open(file).header().shard() != null;
    } catch (UncheckedIOException e) {
      return false; // no folder of a run that can be read
    }
  }

  /**
   * Leaves out the folders of shards whose samples have no header: these shards are missing.
   *
   * @param notice takes a sentence about each folder that is left out
   */
  public static List<Path> readable(List<Path> paths, Consumer<String> notice) {
    List<Path> readable = new ArrayList<>();
    for (Path path : paths) {
      String reason = reason(path);
      if (reason == null) {
        readable.add(path);
      } else {
        notice.accept(reason + "; its shard counts as missing");
      }
    }
    return readable;
  }

  /**
   * Rejects folders none of which has samples or a result.
   *
   * @throws IllegalArgumentException one sentence that names the first folder
   */
  public static void requireAnySamples(List<Path> paths) {
    String first = reason(paths.getFirst());
    if (first != null
        && paths.stream().allMatch(path -> reason(path) != null && !hasResult(path))) {
      throw new IllegalArgumentException(
          paths.size() == 1
              ? first + ", so there is nothing to merge"
              : "none of the %,d folders has samples to merge: %s".formatted(paths.size(), first));
    }
  }

  /** Returns why a folder has no header of a run, or null if it has one or is no such folder. */
  private static @Nullable String reason(Path path) {
    Path file = path.resolve(SampleLog.FILE_NAME);
    if (!Files.exists(file)) {
      return Files.isDirectory(path) && !hasResult(path)
          ? "%s has no samples: its run ended before the load".formatted(path)
          : null;
    }
    try {
      SampleFile.open(file);
      return null;
    } catch (UncheckedIOException e) {
      return String.valueOf(e.getMessage());
    }
  }

  private static boolean hasResult(Path path) {
    return Files.exists(path.resolve(Result.FILE_NAME));
  }
}
