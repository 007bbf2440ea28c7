package dev.firsttoken.bench.report.export;

import static dev.firsttoken.bench.compare.TestComparison.doubting;
import static dev.firsttoken.bench.compare.TestComparison.options;
import static dev.firsttoken.bench.compare.TestComparison.rounds;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.firsttoken.bench.compare.CompareMode;
import dev.firsttoken.bench.compare.CompareNote;
import dev.firsttoken.bench.compare.CompareSettings;
import dev.firsttoken.bench.compare.Comparison;
import dev.firsttoken.bench.compare.NamedResult;
import dev.firsttoken.bench.compare.RandomRounds;
import dev.firsttoken.bench.compare.TestComparison;
import dev.firsttoken.bench.result.Result;
import dev.firsttoken.bench.result.RoundMetric;
import dev.firsttoken.bench.trust.Warning;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Checks every kind of comparison against docs/compare.schema.json, and the values in it. */
class CompareSchemaTest {
  private static final ObjectMapper JSON = new ObjectMapper();

  private static final DocumentedSchema SCHEMA = DocumentedSchema.read("compare.schema.json");

  static Stream<Arguments> comparisons() {
    return Stream.of(
        Arguments.of("synthetic", Comparison.of(run(CompareMode.SYNTHETIC))),
        Arguments.of("relay", Comparison.of(run(CompareMode.RELAY))),
        Arguments.of("micro", Comparison.of(run(CompareMode.MICRO))),
        Arguments.of("one round", Comparison.of(doubleTime(10.0).result())),
        Arguments.of("doubt and failure", doubtful()),
        Arguments.of("nothing measured", nothingMeasured()),
        Arguments.of("expectation of nothing", expectationOfNothing()),
        Arguments.of("different times", differentTimes()));
  }

  private static Result run(CompareMode mode) {
    RandomRounds random = new RandomRounds(1, 0.03);
    TestComparison run =
        TestComparison.with(
            options("mode", mode.label(), "resolve", "1%", "expect", "two<=one:rps two<=one:tps"));
    for (String target : List.of("direct", "one", "two")) {
      run.level(target, 8, random.of(mode, 10, target.equals("two") ? 1.5 : 1));
    }
    return run.warning(Warning.Code.FEW_FOR_P99).result();
  }

  private static TestComparison doubleTime(double... millis) {
    return TestComparison.with(Map.of())
        .level("one", 8, rounds(RoundMetric.TTFT_P50, millis))
        .level(
            "two",
            8,
            rounds(
                RoundMetric.TTFT_P50,
                Arrays.stream(millis).map(value -> 2 * value + 0.0001 * value * value).toArray()));
  }

  private static Comparison doubtful() {
    return Comparison.of(
        doubleTime(10, 11, 12)
            .uncalibrated()
            .level("three", 8, doubting(rounds(RoundMetric.TTFT_P50, 20, 21, 22), 2, "It stopped."))
            .level("four", 8, 99, rounds(RoundMetric.TTFT_P50, 20, 21, 22))
            .failed("five", "It has no port.")
            .result());
  }

  private static Comparison nothingMeasured() {
    return Comparison.of(TestComparison.with(Map.of()).failed("one", "No.").result());
  }

  private static Comparison expectationOfNothing() {
    return Comparison.of(
        TestComparison.with(options("expect", "two<=one:rps"))
            .failed("one", "No.")
            .failed("two", "No.")
            .result());
  }

  private static Comparison differentTimes() {
    return Comparison.ofEarlier(
        List.of(
            new NamedResult("base", run(CompareMode.SYNTHETIC)),
            new NamedResult("new", doubleTime(10, 11, 12).result())),
        CompareSettings.parse(Map.of(), List.of("base", "new")));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("comparisons")
  void everyComparisonMatchesTheSchema(String name, Comparison comparison) {
    assertThat(SCHEMA.errors(CompareJson.format(comparison))).as(name).isEmpty();
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("comparisons")
  void unknownFieldIsRejected(String name, Comparison comparison) throws JsonProcessingException {
    JsonNode tree = JSON.readTree(CompareJson.format(comparison));
    List<ObjectNode> objects = new ArrayList<>();
    collectObjects(tree, objects);
    for (ObjectNode object : objects) {
      object.put("surprise", 1);
      assertThat(SCHEMA.errors(tree.toString())).as("%s %s", name, object).isNotEmpty();
      object.remove("surprise");
    }
  }

  private static void collectObjects(JsonNode node, List<ObjectNode> objects) {
    if (node instanceof ObjectNode object) {
      objects.add(object);
    }
    node.forEach(child -> collectObjects(child, objects));
  }

  @Test
  void everyFieldIsDescribedAndRequired() {
    List<String> undescribed = new ArrayList<>();
    collectUndescribed(SCHEMA.json(), "", undescribed);
    assertThat(undescribed).isEmpty();
  }

  private static void collectUndescribed(JsonNode node, String place, List<String> undescribed) {
    for (Map.Entry<String, JsonNode> field : node.path("properties").properties()) {
      boolean required = node.path("required").toString().contains("\"" + field.getKey() + "\"");
      if (!field.getValue().has("description") || !required) {
        undescribed.add(place + "/" + field.getKey());
      }
    }
    node.properties()
        .forEach(
            child ->
                collectUndescribed(child.getValue(), place + "/" + child.getKey(), undescribed));
  }

  @Test
  void everyNoteHasItsCodeInTheSchema() {
    List<String> codes = new ArrayList<>();
    SCHEMA.json().at("/$defs/note/properties/code/enum").forEach(code -> codes.add(code.asText()));
    assertThat(codes)
        .containsExactlyElementsOf(
            Arrays.stream(CompareNote.Code.values()).map(CompareNote.Code::label).toList());
  }

  @Test
  void verdictHasItsValues() throws JsonProcessingException {
    JsonNode json =
        JSON.readTree(CompareJson.format(Comparison.of(doubleTime(10, 11, 12, 13).result())));
    JsonNode verdict = json.at("/verdicts/0");

    assertThat(verdict.path("metric").asText()).isEqualTo("ttft_p50");
    assertThat(verdict.path("level").asText()).isEqualTo("c=8");
    assertThat(verdict.path("target").asText()).isEqualTo("two");
    assertThat(verdict.path("reference").asText()).isEqualTo("one");
    assertThat(verdict.path("ratio").asDouble()).isEqualTo(2.0011);
    assertThat(verdict.path("verdict").asText()).isEqualTo("slower");
    assertThat(verdict.path("pairs").asInt()).isEqualTo(4);
    // The geometric mean of 10, 11, 12 and 13.
    assertThat(json.at("/targets/0/levels/0/ttft_p50").asDouble()).isEqualTo(11.445);
    assertThat(json.at("/targets/0/start_ms").asDouble()).isEqualTo(1500);
    assertThat(json.at("/targets/1/levels/0/ratios/ttft_p50/ratio").asDouble()).isEqualTo(2.0011);
  }
}
