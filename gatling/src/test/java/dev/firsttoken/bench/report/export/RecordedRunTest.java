package dev.firsttoken.bench.report.export;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.cfg.JsonNodeFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.firsttoken.bench.merge.ResultMerger;
import dev.firsttoken.bench.result.Result;
import dev.firsttoken.bench.result.Summarizer;
import dev.firsttoken.bench.samples.SampleFile;
import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Recorded runs, whose results must stay what they were: every field with its value, in order. New
 * fields may be added, and messages may be reworded.
 */
class RecordedRunTest {
  private static final JsonMapper JSON =
      JsonMapper.builder()
          .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
          .disable(JsonNodeFeature.STRIP_TRAILING_BIGDECIMAL_ZEROES)
          .build();

  @ParameterizedTest
  @ValueSource(
      strings = {
        "closed",
        "closed2",
        "open",
        "ramp",
        "findmax",
        "findrate",
        "run",
        "tokenizer",
        "errors"
      })
  void resultOfARecordedRunStaysTheSame(String name) throws Exception {
    SampleFile samples = SampleFile.open(golden(name + "/samples.jsonl.gz"));
    Summarizer summarizer = new Summarizer(samples.header());
    Result result = summarizer.result(samples.forEach(summarizer::add));
    assertKept(golden(name + "/result.json"), ResultJson.format(result));
    assertRowsKept(Files.readString(golden(name + "/levels.csv")), CsvExport.format(result));
  }

  @Test
  void mergedResultOfRecordedRunsStaysTheSame() throws Exception {
    ResultMerger merger = new ResultMerger();
    for (String name : List.of("closed", "closed2")) {
      merger.add(
          "golden/" + name + "/result.json", Files.readAllBytes(golden(name + "/result.json")));
    }
    assertKept(golden("merged.json"), ResultJson.format(merger.result()));
  }

  private static Path golden(String name) throws URISyntaxException {
    return Path.of(
        Objects.requireNonNull(RecordedRunTest.class.getResource("/golden/" + name)).toURI());
  }

  /** New columns may follow. */
  private static void assertRowsKept(String expected, String actual) {
    List<String> rows = actual.lines().toList();
    List<String> recorded = expected.lines().toList();
    assertThat(rows).hasSameSizeAs(recorded);
    for (int i = 0; i < rows.size(); i++) {
      assertThat(rows.get(i)).startsWith(recorded.get(i) + ",");
    }
  }

  private static void assertKept(Path expected, String actual) throws IOException {
    List<String> differences = new ArrayList<>();
    compare("", JSON.readTree(Files.readString(expected)), JSON.readTree(actual), differences);
    assertThat(differences).isEmpty();
  }

  private static void compare(
      String path, JsonNode expected, JsonNode actual, List<String> differences) {
    if (expected.isObject() && actual.isObject()) {
      compareFields(path, expected, actual, differences);
    } else if (expected.isArray() && expected.size() == actual.size()) {
      for (int i = 0; i < expected.size(); i++) {
        compare(path + "/" + i, expected.get(i), actual.get(i), differences);
      }
    } else if (!expected.equals(actual)) {
      differences.add(path + " is " + actual + ", and was " + expected);
    }
  }

  private static void compareFields(
      String path, JsonNode expected, JsonNode actual, List<String> differences) {
    List<String> names = new ArrayList<>();
    for (Map.Entry<String, JsonNode> field : expected.properties()) {
      names.add(field.getKey());
      if (!field.getKey().equals("message")) {
        JsonNode value = actual.path(field.getKey());
        compare(path + "/" + field.getKey(), field.getValue(), value, differences);
      }
    }
    List<String> kept = new ArrayList<>();
    for (Iterator<String> all = actual.fieldNames(); all.hasNext(); ) {
      String name = all.next();
      if (expected.has(name)) {
        kept.add(name);
      }
    }
    if (!kept.equals(names)) {
      differences.add(path + " has its fields in the order " + kept);
    }
  }
}
