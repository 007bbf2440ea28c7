package dev.firsttoken.bench.report.export;

import dev.firsttoken.bench.files.FileErrors;
import dev.firsttoken.bench.result.LevelResult;
import dev.firsttoken.bench.result.Result;
import dev.firsttoken.bench.samples.RecordedCommand;
import dev.firsttoken.bench.samples.RequestKind;
import dev.firsttoken.bench.summary.Metric;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Levels of a result as a table by RFC 4180: one row for each level, and one column for each number
 * and short text in its JSON, with the same names. Names of times end with {@code _ms}. A cell is
 * empty if the JSON is null. Columns stand in the order of the JSON, and those of later versions
 * behind the others, so that a program may count columns.
 */
public final class CsvExport {
  /** Times that are not percentiles. */
  private static final Set<String> TIME_FIELDS =
      Set.of("wall", "steady", "planned_duration", "planned_ramp", "common_time");

  /** Numbers of later versions, which stand behind the others. */
  private static final Set<String> LATER_FIELDS =
      Set.of(
          "resent",
          "reconnected",
          "rested",
          "without_last_event",
          "of_another_type",
          "prompt_tokens",
          "cached_tokens",
          "cached_of",
          "cached_share",
          "input_tokens_asked",
          "output_tokens_asked",
          "short_responses",
          "short_of",
          "shortest_tokens",
          "shortest_asked",
          "unstreamed",
          "input_tps",
          "total_tps",
          "steady_rps",
          "common_time");

  /** Suffixes of a metric's numbers in the first version. */
  private static final Set<String> FIRST_SUFFIXES = Set.of("p50", "p90", "p95", "p99", "p999");

  private static final Pattern SUFFIX = Pattern.compile("p[0-9]+|mean|stddev|min|max");

  /** Counts by name, which become one text. */
  private static final String FINISH_REASONS = "finish_reasons";

  /** Equal in all rows of a run with one target. */
  private static final String TARGET = "target";

  /** Equal in all rows of chat requests. */
  private static final String KIND = "kind";

  /** Objects that may be null, and names that are equal in all rows. */
  private static final Set<String> EXCLUDED_FIELDS =
      Set.of("client", "server", "server_says", "server_metrics", "round", "series", "slowest");

  private CsvExport() {}

  /**
   * Writes the table to a file and replaces its content.
   *
   * @throws UncheckedIOException naming the file if it can't be written
   */
  public static void write(Path file, Result result) {
    try {
      Files.writeString(file, format(result));
    } catch (IOException e) {
      throw new UncheckedIOException(
          "the table can't be written to %s: %s".formatted(file, FileErrors.reason(e)), e);
    }
  }

  static String format(Result result) {
    List<Map<String, @Nullable Object>> levels = ShardJson.levels(result);
    for (int i = 0; i < levels.size(); i++) {
      nameFinishReasons(levels.get(i), result.levels().get(i));
    }
    Set<String> names = new LinkedHashSet<>();
    for (Map<String, @Nullable Object> level : levels) {
      level.forEach(
          (name, value) -> {
            if (!(value instanceof Map<?, ?>) && !(value instanceof Iterable<?>)) {
              names.add(name);
            }
          });
    }
    names.removeAll(EXCLUDED_FIELDS);
    if (result.header().command() != RecordedCommand.COMPARE) {
      names.remove(TARGET);
    }
    if (result.levels().stream().allMatch(level -> level.level().kind() == RequestKind.CHAT)) {
      names.remove(KIND);
    }
    List<String> ordered = new ArrayList<>(names);
    ordered.sort(Comparator.comparing(CsvExport::isLater));
    StringBuilder table = new StringBuilder();
    appendRow(table, ordered.stream().map(CsvExport::columnName).toList());
    for (Map<String, @Nullable Object> level : levels) {
      appendRow(table, ordered.stream().map(name -> formatCell(level.get(name))).toList());
    }
    return table.toString();
  }

  private static void nameFinishReasons(Map<String, @Nullable Object> fields, LevelResult level) {
    // The count first: a reason is the server's text, and might be a formula to a spreadsheet.
    fields.computeIfPresent(
        FINISH_REASONS,
        (name, reasons) ->
            level.summary().finishReasons().entrySet().stream()
                .map(reason -> reason.getValue() + " " + reason.getKey())
                .collect(Collectors.joining(", ")));
  }

  private static boolean isLater(String name) {
    String suffix = metricSuffix(name);
    return LATER_FIELDS.contains(name)
        || name.equals(FINISH_REASONS)
        || !(suffix.isEmpty() || FIRST_SUFFIXES.contains(suffix));
  }

  /** Returns the part of a metric's number that names the statistic, or an empty text. */
  private static String metricSuffix(String name) {
    return Arrays.stream(Metric.values())
        .map(metric -> metric.label() + "_")
        .filter(name::startsWith)
        .map(prefix -> name.substring(prefix.length()))
        .filter(suffix -> SUFFIX.matcher(suffix).matches())
        .findFirst()
        .orElse("");
  }

  private static String columnName(String name) {
    return TIME_FIELDS.contains(name) || isTime(name) ? name + "_ms" : name;
  }

  private static boolean isTime(String name) {
    return !metricSuffix(name).isEmpty() && !name.startsWith(Metric.REQUEST_TPS.label());
  }

  private static String formatCell(@Nullable Object value) {
    return switch (value) {
      case null -> "";
      case BigDecimal number -> number.toPlainString();
      default -> value.toString();
    };
  }

  private static void appendRow(StringBuilder table, List<String> cells) {
    table
        .append(cells.stream().map(CsvExport::quote).collect(Collectors.joining(",")))
        .append("\r\n");
  }

  private static String quote(String cell) {
    return cell.matches("[^\",\r\n]*") ? cell : '"' + cell.replace("\"", "\"\"") + '"';
  }
}
