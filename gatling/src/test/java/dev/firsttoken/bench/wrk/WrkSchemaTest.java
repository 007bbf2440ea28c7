package dev.firsttoken.bench.wrk;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.firsttoken.bench.report.export.DocumentedSchema;
import dev.firsttoken.bench.wrk.output.WrkErrors;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Checks every kind of result against docs/wrk.schema.json, and the values in it. */
class WrkSchemaTest {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final DocumentedSchema SCHEMA = DocumentedSchema.read("wrk.schema.json");

  static Stream<Arguments> results() {
    return Stream.of(
        Arguments.of("one run", single()),
        Arguments.of("wrk", new TestRuns().by(WrkTool.WRK).target("one", 1).result()),
        Arguments.of(
            "failed run",
            new TestRuns().target("one", 1).failedRun("one", Ending.EXITED, 1, "no").result()),
        Arguments.of(
            "rounds", new TestRuns().target("one", 1, 2, 1).target("two", 2, 4.1, 2).result()),
        Arguments.of(
            "failed server and errors",
            new TestRuns()
                .target("one", 1, 2)
                .target("two", 1, 2)
                .errors("two", new WrkErrors(0, 0, 0, 9, 900))
                .failedTarget("three", "It has no port.")
                .result()),
        Arguments.of("stopped", new TestRuns().target("one").stoppedEarly().result()));
  }

  private static WrkResult single() {
    return new TestRuns().target("one", 2).errors("one", new WrkErrors(1, 2, 3, 4, 5)).result();
  }

  private static String format(WrkResult result) {
    return WrkJson.format(WrkComparison.of(result));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("results")
  void resultIsValid(String name, WrkResult result) {
    assertThat(SCHEMA.errors(format(result))).as(name).isEmpty();
  }

  @Test
  void fieldThatIsNotDescribedIsInvalid() throws JsonProcessingException {
    ObjectNode json = (ObjectNode) JSON.readTree(format(single()));
    json.put("new_field", 1);

    assertThat(SCHEMA.errors(json.toString())).isNotEmpty();
    json.remove("new_field");
    ((ObjectNode) json.at("/runs/0/latency_ms")).put("new_field", 1);
    assertThat(SCHEMA.errors(json.toString())).isNotEmpty();
  }

  @Test
  void everyFieldIsDescribed() {
    List<String> missing = new ArrayList<>();
    collectUndescribed(SCHEMA.json(), "", missing);
    assertThat(missing).isEmpty();
  }

  private static void collectUndescribed(JsonNode schema, String path, List<String> missing) {
    schema
        .path("properties")
        .properties()
        .forEach(
            field -> {
              String here = path + "/" + field.getKey();
              if (!field.getValue().has("$ref") && !field.getValue().has("description")) {
                missing.add(here);
              }
              collectUndescribed(field.getValue(), here, missing);
            });
    schema
        .path("$defs")
        .properties()
        .forEach(def -> collectUndescribed(def.getValue(), def.getKey(), missing));
  }

  @Test
  void topLevelHasTheNumbersOfTheOnlyRun() throws JsonProcessingException {
    JsonNode json = JSON.readTree(format(single()));

    assertThat(json.path("schema").asText()).isEqualTo("firsttoken.wrk/1");
    assertThat(json.path("tool").asText()).isEqualTo("wrk2");
    assertThat(json.path("corrected").asBoolean()).isTrue();
    assertThat(json.path("rate_asked").asInt()).isEqualTo(5000);
    assertThat(json.path("rate").asDouble()).isEqualTo(2500);
    assertThat(json.path("requests").asLong()).isEqualTo(1000);
    assertThat(json.path("bytes").asLong()).isEqualTo(1 << 20);
    assertThat(json.path("duration_s").asDouble()).isEqualTo(30);
    assertThat(json.path("latency_ms").toString())
        .isEqualTo(
            "{\"mean\":2.2,\"stdev\":1.0,\"max\":40.0,\"p50\":2.0,\"p75\":4.0,\"p90\":6.0,"
                + "\"p99\":20.0,\"p999\":24.0,\"p9999\":null,\"p99999\":null}");
    assertThat(json.path("errors").toString())
        .isEqualTo("{\"connect\":1,\"read\":2,\"write\":3,\"timeout\":4,\"status\":5}");
    assertThat(json.at("/server/cpu_per_100k_requests").asDouble()).isEqualTo(100);
    assertThat(json.path("client").toString()).isEqualTo("{\"cpu\":15000.0,\"cores\":0.5}");
    assertThat(json.at("/runs/0/latency_ms")).isEqualTo(json.path("latency_ms"));
    assertThat(json.at("/runs/0/spectrum")).hasSize(2);
  }

  @Test
  void severalRunsHaveTheirNumbersInTheRuns() throws JsonProcessingException {
    WrkResult result = new TestRuns().target("one", 1, 2).target("two", 2, 4).result();

    JsonNode json = JSON.readTree(format(result));

    assertThat(json.path("latency_ms").isNull()).isTrue();
    assertThat(json.path("rate").isNull()).isTrue();
    assertThat(json.path("runs")).hasSize(4);
    assertThat(json.at("/targets/1/ratios/p50/ratio").asDouble()).isEqualTo(2);
  }
}
