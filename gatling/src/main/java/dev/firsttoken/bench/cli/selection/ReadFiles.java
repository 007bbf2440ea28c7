package dev.firsttoken.bench.cli.selection;

import dev.firsttoken.bench.report.export.ResultFiles;
import dev.firsttoken.bench.samples.SampleLog;
import dev.firsttoken.bench.wrk.WrkFolder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** Files that a command reads at the paths of earlier results. */
public final class ReadFiles {
  private ReadFiles() {}

  /** Returns each path that is a file, and the files of a run in each that is a directory. */
  public static List<Path> of(List<Path> paths) {
    return paths.stream().flatMap(ReadFiles::filesOf).toList();
  }

  private static Stream<Path> filesOf(Path path) {
    if (!Files.isDirectory(path)) {
      return Stream.of(path);
    }
    Stream<Path> files =
        Stream.of(SampleLog.FILE_NAME, ResultFiles.FILE, ResultFiles.COMPARE_FILE)
            .map(path::resolve);
    return Stream.concat(files, new WrkFolder(path).files().stream());
  }
}
