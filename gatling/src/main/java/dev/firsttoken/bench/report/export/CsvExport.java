package dev.firsttoken.bench.report.export;

import dev.firsttoken.bench.result.Result;
import dev.firsttoken.bench.samples.FileErrors;
import dev.firsttoken.bench.samples.RecordedCommand;
import dev.firsttoken.bench.samples.RequestKind;
import dev.firsttoken.bench.summary.Metric;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Levels of a result as a table by RFC 4180: one row for each level, and one column for each number
 * and short text in its JSON, with the same names in the same order. Names of times end with {@code
 * _ms}. A cell is empty if the JSON is null. Only the JSON has the numbers that were added later.
 */
public final class CsvExport {
  /** Times that are not percentiles. */
  private static final Set<String> TIME_FIELDS =
      Set.of("wall", "steady", "planned_duration", "planned_ramp");

  /** Numbers that came later: the table keeps its columns. */
  private static final Set<String> LATER_FIELDS =
      Set.of(
          "resent",
          "reconnected",
          "rested",
          "prompt_tokens",
          "cached_tokens",
          "cached_of",
          "cached_share",
          "unstreamed");

  /** Equal in all rows of a run with one target. */
  private static final String TARGET = "target";

  /** Equal in all rows of chat requests. */
  private static final String KIND = "kind";

  /** Objects that may be null, and names that are equal in all rows. */
  private static final Set<String> EXCLUDED_FIELDS =
      Set.of("client", "server", "server_says", "server_metrics", "round");

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
    List<Map<String, @Nullable Object>> levels =
        result.levels().stream().map(LevelJson::fields).toList();
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
    names.removeAll(LATER_FIELDS);
    if (result.levels().stream().allMatch(level -> level.level().kind() == RequestKind.CHAT)) {
      names.remove(KIND);
    }
    StringBuilder table = new StringBuilder();
    appendRow(table, names.stream().map(CsvExport::columnName).toList());
    for (Map<String, @Nullable Object> level : levels) {
      appendRow(table, names.stream().map(name -> formatCell(level.get(name))).toList());
    }
    return table.toString();
  }

  private static String columnName(String name) {
    return TIME_FIELDS.contains(name) || isTimePercentile(name) ? name + "_ms" : name;
  }

  private static boolean isTimePercentile(String name) {
    return Arrays.stream(Metric.values())
        .filter(metric -> metric != Metric.REQUEST_TPS)
        .anyMatch(metric -> name.matches(metric.label() + "_p[0-9]+"));
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
