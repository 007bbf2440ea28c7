package dev.firsttoken.bench.report.html;

import dev.firsttoken.bench.files.FileErrors;
import dev.firsttoken.bench.merge.ResultDocument;
import dev.firsttoken.bench.report.export.ResultFiles;
import dev.firsttoken.bench.samples.RecordedCommand;
import dev.firsttoken.bench.samples.SampleLog;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Reader of the paths that a report is made of: directories of runs, and results. */
public final class ReportedPath {
  private ReportedPath() {}

  /** Returns true if a directory has the samples of a run. */
  public static boolean hasSamples(Path dir) {
    return Files.isRegularFile(dir.resolve(SampleLog.FILE_NAME));
  }

  /**
   * Checks that a result can be made again.
   *
   * @throws IllegalArgumentException if the path is no directory with samples
   */
  public static void requireSamples(Path dir) {
    if (!hasSamples(dir)) {
      throw new IllegalArgumentException(
          Files.exists(dir)
              ? "%s: must be the directory of a run, but it contains no %s"
                  .formatted(dir, SampleLog.FILE_NAME)
              : dir + ": no such file or directory");
    }
  }

  /**
   * Reads all results.
   *
   * @throws IllegalArgumentException one sentence: which path can't be shown, and why
   */
  public static List<ReportedResult> readAll(List<Path> paths) {
    List<ReportedResult> results = new ArrayList<>();
    long length = 0;
    for (Path path : paths) {
      ReportedResult result = read(path);
      length += result.result().length();
      if (length > ResultDocument.MAX_BYTES) {
        throw new IllegalArgumentException(
            "the results have more than 64 MiB together; name fewer of them");
      }
      results.add(result);
    }
    return results;
  }

  private static ReportedResult read(Path path) {
    Path file = Files.isDirectory(path) ? path.resolve(ResultFiles.FILE) : path;
    if (Files.isDirectory(path) && !Files.exists(file)) {
      requireSamples(path);
      ResultFiles.regenerate(path);
    }
    ResultDocument document = ResultDocument.read(file);
    boolean isComparison = document.command().equals(RecordedCommand.COMPARE.label());
    return new ReportedResult(name(path), document.json(), isComparison ? comparison(file) : null);
  }

  private static @Nullable String comparison(Path result) {
    Path file = result.resolveSibling(ResultFiles.COMPARE_FILE);
    try {
      return Files.exists(file) && Files.size(file) <= ResultDocument.MAX_BYTES
          ? Files.readString(file)
          : null;
    } catch (IOException e) {
      throw new IllegalArgumentException(file + " can't be read: " + FileErrors.reason(e), e);
    }
  }

  /** Names a result by its directory: the files in it all have the same name. */
  private static String name(Path path) {
    Path absolute = path.toAbsolutePath().normalize();
    Path parent = absolute.getParent();
    Path named =
        parent != null && absolute.endsWith(ResultFiles.FILE)
            ? parent.getFileName()
            : absolute.getFileName();
    return named == null ? absolute.toString() : named.toString();
  }
}
