package dev.firsttoken.bench.summary;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.firsttoken.bench.samples.Level;
import dev.firsttoken.bench.samples.LevelEnd;
import dev.firsttoken.bench.samples.Outcome;
import dev.firsttoken.bench.samples.Sample;
import dev.firsttoken.bench.samples.TestRun;
import dev.firsttoken.bench.samples.TestSample;
import java.io.IOException;
import java.io.InputStream;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Stamps in, in milliseconds, numbers out: the cases, computed by hand, are in golden.json. */
class GoldenTest {
  private static final ObjectMapper JSON =
      new ObjectMapper().enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS);

  static Stream<Arguments> cases() throws IOException {
    try (InputStream in =
        Objects.requireNonNull(GoldenTest.class.getResourceAsStream("golden.json"))) {
      return StreamSupport.stream(JSON.readTree(in).spliterator(), false)
          .map(golden -> Arguments.of(golden.get("name").asText(), golden));
    }
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("cases")
  void everyNumberIsAsComputedByHand(String name, JsonNode golden) throws IOException {
    Summary summary = summary(golden);
    for (JsonNode sample : golden.get("samples")) {
      summary.add(sample(sample));
    }
    for (JsonNode end : golden.path("ends")) {
      summary.add(end(end));
    }
    String text = summary.result(golden.path("partial").asBoolean()).json();
    JsonNode result = JSON.readTree(text);
    JsonNode expected = golden.get("expect");
    assertThat(expected).as(name).isNotEmpty();
    for (Map.Entry<String, JsonNode> field : expected.properties()) {
      switch (field.getKey()) {
        case "warns" -> assertThat(codes(result)).containsAll(texts(field.getValue()));
        case "silent" ->
            assertThat(codes(result)).doesNotContainAnyElementsOf(texts(field.getValue()));
        default -> compare(field.getKey(), result.at(field.getKey()), field.getValue());
      }
    }
    assertThat(text).doesNotContainPattern("\\d[eE][+-]?\\d").doesNotContain("NaN", "Infinity");
  }

  /** Percentiles have three significant digits, all else is exact. */
  private static void compare(String at, JsonNode actual, JsonNode expected) {
    if (expected.asText().equals("absent")) {
      assertThat(actual.isMissingNode()).as(at).isTrue();
    } else if (expected.isNumber() && at.contains("_p")) {
      assertThat(actual.isNumber()).as(at).isTrue();
      BigDecimal tolerance = expected.decimalValue().movePointLeft(3);
      assertThat(actual.decimalValue())
          .as(at)
          .isCloseTo(expected.decimalValue(), within(tolerance));
    } else {
      assertThat(actual).as(at).isEqualTo(expected);
    }
  }

  private static List<String> codes(JsonNode result) {
    return result.get("warnings").findValuesAsText("code");
  }

  private static List<String> texts(JsonNode array) {
    return StreamSupport.stream(array.spliterator(), false).map(JsonNode::asText).toList();
  }

  private static Summary summary(JsonNode golden) {
    List<Level> levels = new ArrayList<>();
    for (JsonNode level : golden.path("levels")) {
      levels.add(level(level));
    }
    Map<String, Object> options = new HashMap<>();
    for (Map.Entry<String, JsonNode> option : golden.path("options").properties()) {
      JsonNode value = option.getValue();
      options.put(option.getKey(), value.isBoolean() ? value.asBoolean() : value.asText());
    }
    return TestRun.summary(
        TestRun.header(golden.path("command").asText("sweep"), options),
        levels.isEmpty() ? List.of(Level.closed(1, 1, 0)) : levels);
  }

  private static Level level(JsonNode golden) {
    double rate = golden.path("rate").asDouble();
    return new Level(
        golden.path("concurrency").asInt(),
        rate,
        rate > 0 ? golden.path("arrivals").asText("constant") : null,
        golden.path("total").asInt(),
        nanos(golden.path("duration")),
        nanos(golden.path("ramp")),
        golden.path("warmup").asInt());
  }

  private static LevelEnd end(JsonNode golden) {
    JsonNode counted = golden.path("in_flight");
    return new LevelEnd(
        golden.path("level").asInt(),
        golden.path("warmup").asInt(),
        golden.path("ramp").asInt(),
        golden.path("sent").asInt(),
        counted.isMissingNode()
            ? null
            : new LevelEnd.InFlight(
                nanos(counted.get("from")),
                nanos(counted.get("to")),
                nanos(counted.get("request_ms")),
                counted.get("most").asInt()),
        null,
        null,
        null);
  }

  private static Sample sample(JsonNode golden) {
    long send = nanos(golden.get("send"));
    TestSample sample =
        TestSample.at(send, nanos(golden.get("end")))
            .level(golden.path("level").asInt())
            .user(golden.path("user").asLong())
            .events(nanosOfAll(golden.path("events")))
            .reasoning(golden.path("reasoning").asInt())
            .tokens(golden.path("tokens").asLong(Sample.NONE))
            .textTokens(golden.path("text_tokens").asLong(Sample.NONE))
            .written(golden.has("write") ? nanos(golden.get("write")) : send);
    switch (golden.path("phase").asText()) {
      case "warmup" -> sample.warmup();
      case "ramp" -> sample.ramp();
      default -> {}
    }
    if (golden.has("due")) {
      sample.due(nanos(golden.get("due")));
    }
    if (golden.has("reads")) {
      sample.reads(golden.get("reads").asInt());
    }
    if (golden.has("outcome")) {
      sample.failed(
          Outcome.valueOf(golden.get("outcome").asText().toUpperCase(Locale.ROOT)),
          golden.path("detail").asText());
    }
    for (JsonNode stamp : golden.path("stamps")) {
      sample.stamp(nanos(stamp.get(0)), nanos(stamp.get(1)), nanos(stamp.get(2)));
    }
    return sample.sample();
  }

  private static long[] nanosOfAll(JsonNode millis) {
    return StreamSupport.stream(millis.spliterator(), false).mapToLong(GoldenTest::nanos).toArray();
  }

  private static long nanos(JsonNode millis) {
    return millis.isMissingNode() ? 0 : millis.decimalValue().movePointRight(6).longValueExact();
  }
}
