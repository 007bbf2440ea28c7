package dev.firsttoken.bench.run;

import dev.firsttoken.bench.files.FileErrors;
import dev.firsttoken.bench.options.InvalidOptionException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import org.jspecify.annotations.Nullable;

/** Directory of a run's samples and result. */
public final class ResultDirectory {
  private static final Path RESULTS_DIR = Path.of("results");
  private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern("yyyyMMdd-HHmmss");

  private ResultDirectory() {}

  /**
   * Creates the directory of a run.
   *
   * @param given directory that the user named; null for a new one in {@code results}
   * @param command name of the command, for that of the new directory
   * @throws InvalidOptionException naming the given directory, if it can't be created
   * @throws UncheckedIOException naming the new directory, if it can't be created
   */
  public static Path create(@Nullable Path given, String command) {
    return given == null ? createUnique(RESULTS_DIR, command) : create(given);
  }

  /**
   * Checks that a directory can be created, and leaves none behind.
   *
   * @throws InvalidOptionException naming the directory that the user gave, if it can't be created
   */
  static void requireCreatable(@Nullable Path given) {
    if (given == null || Files.exists(given)) {
      return;
    }
    try {
      Files.delete(create(given));
    } catch (IOException e) {
      throw notCreated(given, e);
    }
  }

  /** Creates {@code results/20260131-235959-sweep}, or, if that exists, one with a number. */
  static Path createUnique(Path results, String command) {
    String name = TIME.format(LocalDateTime.now(ZoneId.systemDefault())) + "-" + command;
    Path dir = results.resolve(name);
    try {
      Files.createDirectories(results);
      for (int next = 2; !tryCreate(dir); next++) {
        dir = results.resolve(name + "-" + next);
      }
      return dir;
    } catch (IOException e) {
      throw new UncheckedIOException(
          "%s can't be created: %s; name another directory with --results-dir"
              .formatted(dir, FileErrors.reason(e)),
          e);
    }
  }

  private static Path create(Path dir) {
    try {
      return Files.createDirectories(dir);
    } catch (IOException e) {
      throw notCreated(dir, e);
    }
  }

  private static InvalidOptionException notCreated(Path dir, IOException e) {
    return new InvalidOptionException(
        "the folder %s can't be created: %s".formatted(dir, reason(dir, e)));
  }

  /** A file system that takes no new folders, such as /proc, calls the new folder missing. */
  private static String reason(Path dir, IOException e) {
    Path parent = dir.toAbsolutePath().getParent();
    while (parent != null && !Files.exists(parent)) {
      parent = parent.getParent();
    }
    return e instanceof NoSuchFileException && parent != null
        ? "nothing can be created in " + parent
        : FileErrors.reason(e);
  }

  private static boolean tryCreate(Path dir) throws IOException {
    try {
      Files.createDirectory(dir);
      return true;
    } catch (FileAlreadyExistsException e) {
      return false;
    }
  }
}
