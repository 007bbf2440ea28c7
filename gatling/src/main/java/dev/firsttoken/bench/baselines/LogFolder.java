package dev.firsttoken.bench.baselines;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Folder of the logs. A server on a free port that failed leaves its log there, and no later start
 * replaces it, so only the newest logs are kept.
 *
 * @param path the folder, which need not exist yet
 */
record LogFolder(Path path) {
  /** Logs that stay, besides those of servers that run. */
  static final int KEPT = 20;

  private static final Pattern LOG = Pattern.compile(".+-(\\d{1,5})\\.log");

  /** A log with the time of its last line. */
  private record Log(Path file, long modifiedMillis) {
    static Log of(Path file) {
      return new Log(file, file.toFile().lastModified());
    }
  }

  /**
   * Prepares the log of a server that is about to start, and deletes old logs.
   *
   * @throws UncheckedIOException with the variables that move the folder, if it can't be written
   */
  Path prepare(String name, LocalPort port) {
    try {
      Files.createDirectories(path);
      deleteOld();
      return path.resolve("%s-%d.log".formatted(name, port.number()));
    } catch (IOException e) {
      throw new UncheckedIOException(UserFolders.cannotWriteState(path, e), e);
    }
  }

  private void deleteOld() throws IOException {
    for (Log old : newestFirst().stream().skip(KEPT).toList()) {
      if (isPortFree(old.file())) {
        Files.deleteIfExists(old.file());
      }
    }
  }

  private List<Log> newestFirst() throws IOException {
    try (Stream<Path> files = Files.list(path)) {
      return files
          .filter(file -> LOG.matcher(name(file)).matches())
          .map(Log::of)
          .sorted(Comparator.comparingLong(Log::modifiedMillis).reversed())
          .toList();
    }
  }

  /** A server that runs writes to its log, however old its last line is. */
  private static boolean isPortFree(Path log) {
    Matcher matcher = LOG.matcher(name(log));
    int port = matcher.matches() ? Integer.parseInt(matcher.group(1)) : 0;
    return port > 0xffff || new LocalPort(port).isFree();
  }

  private static String name(Path file) {
    return String.valueOf(file.getFileName());
  }
}
