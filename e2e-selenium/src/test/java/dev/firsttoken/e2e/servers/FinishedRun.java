package dev.firsttoken.e2e.servers;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * A finished run of the built bench.
 *
 * @param folder its result directory
 * @param report its report, one HTML file
 */
public record FinishedRun(Path folder, Path report) {
  /** A run that has not begun, for a field that a set-up assigns. */
  public static final FinishedRun NONE = new FinishedRun(Path.of(""), Path.of(""));

  /**
   * Runs a command to its end.
   *
   * @param parent where its files are written
   * @param name of its files, without {@code first-} and {@code -report.html}
   * @throws IllegalStateException with its output, if it fails
   */
  static FinishedRun of(Path parent, String name, List<String> command) {
    Path folder = parent.resolve("first-" + name);
    Path report = parent.resolve(name + "-report.html");
    List<String> arguments = new ArrayList<>(command);
    arguments.add("--results-dir=" + folder.toAbsolutePath());
    arguments.add("--out=" + report.toAbsolutePath());
    BenchProcess.run(parent, arguments);
    return new FinishedRun(folder, report);
  }

  /** File of its result. */
  public Path result() {
    return folder.resolve("result.json");
  }

  /** File that a comparison writes beside its result: what it found. */
  public Path comparison() {
    return folder.resolve("compare.json");
  }
}
