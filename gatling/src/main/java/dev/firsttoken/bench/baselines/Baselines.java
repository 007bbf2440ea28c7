package dev.firsttoken.bench.baselines;

import dev.firsttoken.bench.files.FileErrors;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/**
 * All baselines: the subfolders that have a {@code target.json}.
 *
 * @param folder directory of the subfolders, {@code baselines/} of a checkout
 */
public record Baselines(Path folder) {
  public Baselines {
    folder = folder.toAbsolutePath().normalize();
  }

  /** Returns the baselines of a checkout. */
  public static Baselines in(Path home) {
    return new Baselines(home.resolve("baselines"));
  }

  /**
   * Lists all names in alphabetical order.
   *
   * @throws UncheckedIOException if the directory can't be read
   */
  public List<String> names() {
    try (Stream<Path> folders = Files.list(folder)) {
      return folders
          .filter(baseline -> Files.isRegularFile(baseline.resolve(SpecReader.FILE_NAME)))
          .map(baseline -> baseline.getFileName().toString())
          .sorted()
          .toList();
    } catch (IOException e) {
      throw new UncheckedIOException("the baselines can't be listed: " + FileErrors.reason(e), e);
    }
  }

  /**
   * Lists the names of the baselines that can do this work, in alphabetical order.
   *
   * @throws UncheckedIOException if the directory can't be read
   */
  public List<String> names(ServerMode mode) {
    return names().stream().filter(name -> hasMode(name, mode)).toList();
  }

  /**
   * Returns true if a baseline can do this work. One with an invalid description counts as
   * synthetic: its start says what is wrong with it.
   */
  public boolean hasMode(String name, ServerMode mode) {
    try {
      return get(name).modes().contains(mode);
    } catch (IllegalStateException e) {
      return mode == ServerMode.SYNTHETIC;
    }
  }

  /**
   * Reads the description of a baseline.
   *
   * @throws IllegalStateException with one sentence, if its {@code target.json} is invalid
   */
  public Baseline get(String name) {
    Path baseline = folder.resolve(name);
    return new Baseline(baseline, SpecReader.read(baseline), UserFolders.of(System.getenv()));
  }
}
