package dev.firsttoken.dashboards;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;

/** PromQL in the documentation of the metrics. */
final class DocumentedQueries {
  private static final Path METRICS = Path.of("..", "docs", "metrics.md");
  private static final Pattern BLOCK = Pattern.compile("(?s)```promql\n(.*?)```");

  private DocumentedQueries() {}

  /** Returns each line of its PromQL blocks that is an expression. */
  static List<String> read() {
    try {
      return BLOCK
          .matcher(Files.readString(METRICS))
          .results()
          .flatMap(block -> block.group(1).lines())
          .filter(line -> !line.isBlank() && !line.startsWith("#"))
          .toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
