package dev.firsttoken.bench.report.export;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.firsttoken.bench.report.terminal.SweepTableTest;
import dev.firsttoken.bench.result.Result;
import dev.firsttoken.bench.samples.Level;
import dev.firsttoken.bench.samples.TestRun;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CsvExportTest {
  @TempDir Path dir;

  @Test
  void everyLevelIsARowWithTheValuesOfItsJson() throws IOException {
    Result result = SweepTableTest.bothModels();
    JsonNode levels = new ObjectMapper().readTree(ResultJson.format(result)).path("levels");
    List<Map<String, String>> rows = writeAndParse(result);
    assertThat(rows).hasSize(2);
    for (int i = 0; i < 2; i++) {
      Map<String, String> row = rows.get(i);
      levels
          .get(i)
          .properties()
          .forEach(
              field -> {
                String name =
                    row.containsKey(field.getKey()) ? field.getKey() : field.getKey() + "_ms";
                JsonNode value = field.getValue();
                if (List.of(
                        "client",
                        "server",
                        "server_says",
                        "server_metrics",
                        "target",
                        "round",
                        "kind")
                    .contains(field.getKey())) {
                  assertThat(row).doesNotContainKeys(name, field.getKey());
                } else if (field.getKey().equals("finish_reasons")) {
                  assertThat(row).containsEntry("finish_reasons", "2 stop");
                } else if (value.isNull()) {
                  assertThat(row).containsEntry(name, "");
                } else if (value.isNumber()) {
                  assertThat(Double.parseDouble(row.get(name))).isEqualTo(value.asDouble());
                } else if (value.isTextual() || value.isBoolean()) {
                  assertThat(row).containsEntry(name, value.asText());
                } else {
                  assertThat(row).doesNotContainKey(name);
                }
              });
    }
  }

  @Test
  void onlyTimesHaveAUnitSuffixAndNumbersKeepTheirDigits() throws IOException {
    Map<String, String> open = writeAndParse(SweepTableTest.bothModels()).get(1);
    assertThat(open)
        .containsEntry("concurrency", "")
        .containsEntry("rate", "20.000")
        .containsEntry("arrivals", "poisson")
        .containsEntry("wall_ms", "2000.000")
        .containsEntry("due_ttft_p999_ms", "")
        .containsEntry("tpot_p50_ms", "66.667")
        .containsEntry("request_tps_p50", "10.000")
        .containsEntry("goodput", "0.500")
        .containsEntry("ttft_min_ms", "100.000")
        .containsEntry("request_tps_max", "10.000")
        .containsEntry("planned_duration_ms", "")
        .containsEntry("steady_ms", "");
  }

  @Test
  void columnsOfLaterVersionsStandBehindTheOthers() throws IOException {
    List<String> names =
        List.copyOf(writeAndParse(SweepTableTest.bothModels()).getFirst().keySet());
    assertThat(names.subList(0, names.indexOf("input_tps")))
        .contains("concurrency", "ttft_p50_ms", "ttft_p999_ms", "request_tps_p999", "clock_shared")
        .doesNotContain("resent", "ttft_p75_ms", "ttft_mean_ms", "finish_reasons");
    assertThat(names.subList(names.indexOf("input_tps"), names.size()))
        .contains(
            "resent",
            "ttft_p75_ms",
            "ttft_mean_ms",
            "ttft_stddev_ms",
            "ttft_min_ms",
            "finish_reasons")
        .doesNotContain("ttft_p999_ms", "clock_shared");
  }

  @Test
  void runWithoutLevelsHasAnEmptyHeaderRow() throws IOException {
    CsvExport.write(dir.resolve("levels.csv"), TestRun.summary("sweep").result(true));
    assertThat(dir.resolve("levels.csv")).content().isEqualTo("\r\n");
  }

  @Test
  void unwritableFileIsNamed() {
    Path file = dir.resolve("nowhere/levels.csv");
    Result result = TestRun.summary("sweep", Level.closed(1, 1, 0)).result(true);
    assertThatThrownBy(() -> CsvExport.write(file, result))
        .isInstanceOf(UncheckedIOException.class)
        .hasMessageContaining(file.toString());
  }

  /** Read back as RFC 4180 has it; no text of a level needs quotes. */
  private List<Map<String, String>> writeAndParse(Result result) throws IOException {
    Path file = dir.resolve("levels.csv");
    CsvExport.write(file, result);
    String[] lines = Files.readString(file).split("\r\n");
    String[] names = lines[0].split(",", -1);
    return Arrays.stream(lines).skip(1).map(line -> row(names, line.split(",", -1))).toList();
  }

  private static Map<String, String> row(String[] names, String[] cells) {
    assertThat(cells).hasSameSizeAs(names);
    Map<String, String> row = new LinkedHashMap<>();
    for (int i = 0; i < names.length; i++) {
      assertThat(row.put(names[i], cells[i])).as(names[i]).isNull();
    }
    return row;
  }
}
