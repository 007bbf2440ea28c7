package dev.firsttoken.bench.report.export;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.cfg.JsonNodeFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.firsttoken.bench.result.Result;
import dev.firsttoken.bench.summary.Metric;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * The levels of a result as a table by RFC 4180: a row each, a column for each of their numbers and
 * short texts in the JSON, in its order and by its names, those of times with {@code _ms} behind.
 * Where the JSON says null, there is nothing.
 */
public final class CsvExport {
  private static final JsonMapper JSON =
      JsonMapper.builder()
          .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
          .disable(JsonNodeFeature.STRIP_TRAILING_BIGDECIMAL_ZEROES)
          .build();

  /** The times of a level that are no percentiles. */
  private static final Set<String> TIME_FIELDS =
      Set.of("wall", "steady", "planned_duration", "planned_ramp");

  /** Objects of their own where they are known. */
  private static final Set<String> EXCLUDED_FIELDS = Set.of("client", "server", "server_says");

  private CsvExport() {}

  /**
   * Replaces what was there.
   *
   * @throws UncheckedIOException naming the file, where it can't be written
   */
  public static void write(Path file, Result result) {
    try {
      Files.writeString(file, format(result));
    } catch (IOException e) {
      throw new UncheckedIOException("the table can't be written to " + file + ": " + e, e);
    }
  }

  static String format(Result result) {
    JsonNode levels = readLevels(result);
    Set<String> names = new LinkedHashSet<>();
    for (JsonNode level : levels) {
      level.properties().stream()
          .filter(field -> field.getValue().isValueNode())
          .forEach(field -> names.add(field.getKey()));
    }
    names.removeAll(EXCLUDED_FIELDS);
    StringBuilder table = new StringBuilder();
    appendRow(table, names.stream().map(CsvExport::columnName).toList());
    for (JsonNode level : levels) {
      appendRow(table, names.stream().map(name -> formatCell(level.path(name))).toList());
    }
    return table.toString();
  }

  private static JsonNode readLevels(Result result) {
    try {
      return JSON.readTree(result.toJson()).path("levels");
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("a result that is no JSON", e);
    }
  }

  private static String columnName(String name) {
    return TIME_FIELDS.contains(name) || isTimePercentile(name) ? name + "_ms" : name;
  }

  private static boolean isTimePercentile(String name) {
    return Arrays.stream(Metric.values())
        .filter(metric -> metric != Metric.REQUEST_TPS)
        .anyMatch(metric -> name.matches(metric.label() + "_p[0-9]+"));
  }

  private static String formatCell(JsonNode value) {
    return value.isNull() || value.isMissingNode() ? "" : value.asText();
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
