package dev.firsttoken.bench.report.terminal;

import dev.firsttoken.bench.result.LevelResult;
import dev.firsttoken.bench.result.Result;
import dev.firsttoken.bench.result.SearchResult;
import dev.firsttoken.bench.samples.ControlCharacters;
import dev.firsttoken.bench.samples.Level;
import dev.firsttoken.bench.summary.Failure;
import dev.firsttoken.bench.summary.FailureKind;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Lines below the numbers: failures by cause with one example each, the search, and missed limits.
 */
public final class Footnotes {
  private static final String INDENT = "  ";
  private static final Set<String> USUAL_FINISH_REASONS = Set.of("stop", "completed", "end_turn");

  /** Option that names the API of the requests. */
  private static final String ENDPOINT = "endpoint";

  /** API whose responses have no finish reason. */
  private static final String EMBEDDINGS = "embeddings";

  /** In characters; more than the load keeps of a server's words, which a merged result quotes. */
  private static final int MAX_EXAMPLE_LENGTH = 1000;

  private Footnotes() {}

  static List<String> format(Result result, int width, AnsiStyle style) {
    List<String> lines = new ArrayList<>();
    FailureKind.byLabel(result.failures())
        .forEach((label, failure) -> lines.addAll(formatFailure(label, failure, width, style)));
    String finishReasons = formatFinishReasons(result);
    if (finishReasons != null) {
      lines.addAll(wrap(sanitize(finishReasons), width));
    }
    SearchResult search = result.search();
    if (search != null) {
      lines.addAll(wrap(formatSearch(search, result), width));
    }
    for (String breach : result.breaches()) {
      wrap(breach, width).forEach(line -> lines.add(style.red(line)));
    }
    return lines;
  }

  /** Names the finish reasons, unless every response stopped by itself. Embeddings have none. */
  private static @Nullable String formatFinishReasons(Result result) {
    Map<String, Integer> counts = new TreeMap<>();
    for (LevelResult level : result.levels()) {
      level
          .summary()
          .finishReasons()
          .forEach((reason, count) -> counts.merge(reason, count, Integer::sum));
    }
    if (USUAL_FINISH_REASONS.containsAll(counts.keySet())
        || EMBEDDINGS.equals(result.header().options().get(ENDPOINT))) {
      return null;
    }
    List<String> parts = new ArrayList<>();
    counts.forEach((reason, count) -> parts.add(count + " " + reason));
    return "finish reasons: " + String.join(", ", parts);
  }

  private static String formatSearch(SearchResult search, Result result) {
    LevelResult best = search.best();
    if (!search.decided()) {
      return best == null
          ? "search inconclusive: no load is known to meet the SLO."
          : "search inconclusive: the SLO held up to %s; the next level could not be judged."
              .formatted(formatLoad(best.level()));
    }
    if (best == null) {
      return "found: none; the SLO is missed even at %s.".formatted(minLoad(result));
    }
    return "found: the SLO is met up to %s%s."
        .formatted(formatLoad(best.level()), search.capped() ? ", the highest load allowed" : "");
  }

  private static String minLoad(Result result) {
    return result.levels().stream()
        .map(LevelResult::level)
        .min(Comparator.comparingDouble(Level::load))
        .map(Footnotes::formatLoad)
        .orElse("the lowest load");
  }

  private static String formatLoad(Level level) {
    return level.label()
        + (level.usesOpenModel() ? "" : level.concurrency() == 1 ? " user" : " users");
  }

  private static List<String> formatFailure(
      String label, Failure failure, int width, AnsiStyle style) {
    List<String> lines = new ArrayList<>();
    lines.add(style.red("failed: " + failure.count() + " " + label));
    String example = failure.example();
    if (example != null) {
      String text = sanitize(example);
      String shown =
          text.length() <= MAX_EXAMPLE_LENGTH ? text : text.substring(0, MAX_EXAMPLE_LENGTH) + "…";
      wrap(shown, width - INDENT.length()).forEach(line -> lines.add(INDENT + line));
    }
    return lines;
  }

  /** Removes control characters: the server chooses the text, and must not drive the terminal. */
  public static String sanitize(String text) {
    return ControlCharacters.replace(text);
  }

  /** Wraps at spaces and indents all lines but the first. A word longer than a line is kept. */
  public static List<String> wrap(String text, int width) {
    List<String> lines = new ArrayList<>();
    StringBuilder line = new StringBuilder();
    for (String word : text.split(" ", -1)) {
      if (!line.isEmpty() && line.length() + 1 + word.length() > width) {
        lines.add(line.toString());
        line = new StringBuilder(INDENT).append(word);
      } else {
        line.append(line.isEmpty() ? "" : " ").append(word);
      }
    }
    lines.add(line.toString());
    return lines;
  }
}
