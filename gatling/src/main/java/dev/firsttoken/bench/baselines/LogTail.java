package dev.firsttoken.bench.baselines;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;

/** The end of a log, for messages. */
final class LogTail {
  private static final int LINES = 10;
  private static final int MAX_BYTES = 8 * 1024;

  private LogTail() {}

  /** Returns half a sentence that names the log, and its last lines below it, indented. */
  static String describe(Path log) {
    List<String> lines = lastLines(log);
    return lines.isEmpty()
        ? "Its log %s is empty.".formatted(log)
        : "The last lines of its log %s:\n%s"
            .formatted(log, lines.stream().map("  "::concat).collect(Collectors.joining("\n")));
  }

  static List<String> lastLines(Path log) {
    try (RandomAccessFile file = new RandomAccessFile(log.toFile(), "r")) {
      long start = Math.max(0, file.length() - MAX_BYTES);
      byte[] end = new byte[(int) (file.length() - start)];
      file.seek(start);
      file.readFully(end);
      List<String> lines =
          new String(end, UTF_8)
              .lines()
              .map(line -> line.replaceAll("[\\p{Cc}&&[^\t]]", "?")) // none reaches the terminal
              .filter(line -> !line.isBlank())
              .toList();
      return lines.subList(Math.max(0, lines.size() - LINES), lines.size());
    } catch (IOException e) {
      return List.of();
    }
  }
}
