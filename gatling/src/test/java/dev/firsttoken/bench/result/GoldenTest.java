package dev.firsttoken.bench.result;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.firsttoken.bench.report.export.ResultJson;
import dev.firsttoken.bench.samples.Arrivals;
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

/** Turns timestamps in milliseconds into numbers; golden.json holds cases computed by hand. */
class GoldenTest {
  private static final BigDecimal HALF_A_THOUSANDTH = new BigDecimal("0.0005");
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
    Summarizer summarizer = summary(golden);
    for (JsonNode sample : golden.get("samples")) {
      summarizer.add(sample(sample));
    }
    for (JsonNode end : golden.path("ends")) {
      summarizer.add(end(end));
    }
    String text = ResultJson.format(summarizer.result(golden.path("partial").asBoolean()));
    JsonNode result = JSON.readTree(text);
    JsonNode expected = golden.get("expect");
    assertThat(expected).as(name).isNotEmpty();
    for (Map.Entry<String, JsonNode> field : expected.properties()) {
      switch (field.getKey()) {
        case "warns" -> assertThat(codes(result)).containsAll(texts(field.getValue()));
        case "silent" ->
            assertThat(codes(result)).doesNotContainAnyElementsOf(texts(field.getValue()));
        case "checks" ->
            field
                .getValue()
                .properties()
                .forEach(
                    check ->
                        assertThat(verdict(result, check.getKey()))
                            .as(check.getKey())
                            .isEqualTo(check.getValue().asText()));
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
      BigDecimal tolerance = expected.decimalValue().multiply(HALF_A_THOUSANDTH);
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

  /** Returns the verdict of a check of the first level, or {@code absent} if it is not made. */
  private static String verdict(JsonNode result, String check) {
    return StreamSupport.stream(result.at("/levels/0/trust").spliterator(), false)
        .filter(entry -> entry.get("check").asText().equals(check))
        .map(entry -> entry.get("verdict").asText())
        .findFirst()
        .orElse("absent");
  }

  private static List<String> texts(JsonNode array) {
    return StreamSupport.stream(array.spliterator(), false).map(JsonNode::asText).toList();
  }

  private static Summarizer summary(JsonNode golden) {
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
        rate > 0 ? Arrivals.of(golden.path("arrivals").asText("constant")) : null,
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
        golden.has("client") ? client(golden.get("client")) : null,
        golden.has("server") ? server(golden.get("server")) : null,
        golden.has("says") ? serverSays(golden.get("says")) : null);
  }

  private static LevelEnd.ClientCost client(JsonNode golden) {
    return new LevelEnd.ClientCost(
        nanos(golden.get("window")),
        nanos(golden.path("cpu")),
        golden.path("loops").asInt(2),
        nanos(golden.path("busiest_loop")),
        nanos(golden.path("delay_p99")),
        nanos(golden.path("delay_most")),
        golden.path("gcs").asLong(),
        nanos(golden.path("gc")),
        golden.has("safepoint") ? golden.path("safepoints").asLong() : null,
        golden.has("safepoint") ? nanos(golden.get("safepoint")) : null,
        golden.has("steal") ? golden.get("steal").asDouble() : null);
  }

  private static LevelEnd.ServerCost server(JsonNode golden) {
    return new LevelEnd.ServerCost(
        nanos(golden.get("window")), nanos(golden.get("cpu")), 1 << 20, 7, 2, "port 8080");
  }

  private static LevelEnd.ServerMetrics serverSays(JsonNode golden) {
    Map<String, Double> counters = new HashMap<>();
    golden
        .get("counters")
        .properties()
        .forEach(counter -> counters.put(counter.getKey(), counter.getValue().asDouble()));
    return new LevelEnd.ServerMetrics(
        "http://host/metrics", counters, "chat_ttft_ms", 4, 12.5, 10.0, null);
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
            .writtenAt(golden.has("write") ? nanos(golden.get("write")) : send);
    switch (golden.path("phase").asText()) {
      case "warmup" -> sample.warmup();
      case "ramp" -> sample.ramp();
      default -> {}
    }
    if (golden.has("due")) {
      sample.dueAt(nanos(golden.get("due")));
    }
    if (golden.has("reads")) {
      sample.reads(golden.get("reads").asInt());
    }
    if (golden.has("outcome")) {
      sample.failed(
          Outcome.valueOf(golden.get("outcome").asText().toUpperCase(Locale.ROOT)),
          golden.path("detail").asText());
      if (golden.has("events")) {
        sample.events(nanosOfAll(golden.get("events")));
      }
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
