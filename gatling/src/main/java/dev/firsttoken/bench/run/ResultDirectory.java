package dev.firsttoken.bench.run;

import dev.firsttoken.bench.options.Command;
import dev.firsttoken.bench.options.InvalidOptionException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;

/** Names the folders of results: {@code results/20260131-235959-sweep}. */
final class ResultDirectory {
  private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern("yyyyMMdd-HHmmss");

  private ResultDirectory() {}

  /**
   * Makes one, so that no other bench that starts now takes it too.
   *
   * @throws UncheckedIOException naming what can't be made
   */
  static Path createUnique(Path results, Command command) {
    String name = TIME.format(LocalDateTime.now(ZoneId.systemDefault())) + "-" + command.label();
    Path dir = results.resolve(name);
    try {
      Files.createDirectories(results);
      for (int next = 2; !tryCreate(dir); next++) {
        dir = results.resolve(name + "-" + next);
      }
      return dir;
    } catch (IOException e) {
      throw new UncheckedIOException(dir + " can't be made: " + e, e);
    }
  }

  /**
   * Makes the one that was asked for.
   *
   * @throws InvalidOptionException naming it, where it can't be made
   */
  static Path create(Path dir) {
    try {
      return Files.createDirectories(dir);
    } catch (IOException e) {
      throw new InvalidOptionException("the folder %s can't be made: %s".formatted(dir, e));
    }
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
