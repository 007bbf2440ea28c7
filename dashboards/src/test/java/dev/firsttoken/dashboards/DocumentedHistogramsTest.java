package dev.firsttoken.dashboards;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** Tables of the histograms in the documentation of the metrics. */
class DocumentedHistogramsTest {
  private static final Path METRICS = Path.of("..", "docs", "metrics.md");
  private static final Pattern MEASURED = Pattern.compile("(?m)^\\| `chat_(\\w+)_ms` \\|");
  private static final Pattern BOUNDS = Pattern.compile("(?m)^\\| (`.*`) \\| [0-9. ]+ \\|$");
  private static final Pattern NAME = Pattern.compile("`(\\w+)`");

  private static List<String> names(Pattern pattern, String text) {
    return pattern.matcher(text).results().map(match -> match.group(1)).toList();
  }

  @Test
  void everyHistogramHasItsBuckets() throws IOException {
    String text = Files.readString(METRICS);
    List<String> measured = names(MEASURED, text);
    List<String> withBounds =
        names(BOUNDS, text).stream().flatMap(cell -> names(NAME, cell).stream()).toList();

    assertThat(measured).contains("ttft", "event_loop_lag");
    assertThat(withBounds).containsExactlyInAnyOrderElementsOf(measured);
  }
}
