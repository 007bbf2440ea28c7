package dev.firsttoken.bench.report.export;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.firsttoken.bench.merge.ResultMerger;
import dev.firsttoken.bench.result.Result;
import dev.firsttoken.bench.result.Summarizer;
import dev.firsttoken.bench.samples.Arrivals;
import dev.firsttoken.bench.samples.Level;
import dev.firsttoken.bench.samples.LevelEnd;
import dev.firsttoken.bench.samples.Outcome;
import dev.firsttoken.bench.samples.RecordedCommand;
import dev.firsttoken.bench.samples.RunHeader;
import dev.firsttoken.bench.samples.TestRun;
import dev.firsttoken.bench.samples.TestSample;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Checks every kind of result against docs/result.schema.json, and the schema itself. */
class SchemaTest {
  private static final long MS_IN_NANOS = 1_000_000;
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final Level OPEN =
      new Level(0, 2.5, Arrivals.POISSON, 0, MS_IN_NANOS, MS_IN_NANOS, 0);

  private static final DocumentedSchema SCHEMA = DocumentedSchema.read("result.schema.json");

  static Stream<Arguments> results() {
    return Stream.of(
        Arguments.of("sweep of one level", sweep(Level.closed(8, 4, 1))),
        Arguments.of("sweep of both models", sweep(Level.closed(8, 4, 1), OPEN)),
        Arguments.of("open level alone", sweep(OPEN)),
        Arguments.of("run", runs("run", false)),
        Arguments.of("smoke", runs("smoke", false)),
        Arguments.of("partial run", runs("run", true)),
        Arguments.of("plain requests of one level", PlainResults.closed()),
        Arguments.of("plain requests of both models", PlainResults.bothModels()),
        Arguments.of("merged plain requests", PlainResults.merged()),
        Arguments.of("merged kinds", merge(PlainResults.closed(), sweep(OPEN))),
        Arguments.of("level that has only started", TestRun.summary("sweep", OPEN).result(true)),
        Arguments.of("run without a level", TestRun.summary("sweep").result(true)),
        Arguments.of("not calibrated", notCalibrated("sweep")),
        Arguments.of("calibration", notCalibrated("calibrate")),
        Arguments.of(
            "sweep of several rounds", rounds(TestRun.header("sweep", Map.of()), "default")),
        Arguments.of("comparison", rounds(compared(), "a", "b")),
        Arguments.of("search", search("true")),
        Arguments.of("search that is off", search("false")),
        Arguments.of("merged sweeps", merge(sweep(OPEN, OPEN), sweep(Level.closed(8, 4, 1)))),
        Arguments.of("merged sweeps of a level", merge(sweep(OPEN), dayLater())),
        Arguments.of("merged runs", merge(runs("run", false), runs("run", true))));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("results")
  void everyResultMatchesTheSchema(String name, Result result) {
    assertThat(SCHEMA.errors(ResultJson.format(result))).as(name).isEmpty();
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("results")
  void unknownFieldIsRejected(String name, Result result) throws JsonProcessingException {
    JsonNode tree = JSON.readTree(ResultJson.format(result));
    List<ObjectNode> objects = new ArrayList<>(List.of((ObjectNode) tree));
    for (String part : List.of("levels", "runs", "warnings", "slo")) {
      tree.path(part).forEach(object -> objects.add((ObjectNode) object));
    }
    objects.add((ObjectNode) tree.get("environment"));
    for (JsonNode level : tree.path("levels")) {
      level.path("trust").forEach(check -> objects.add((ObjectNode) check));
      for (String part : List.of("client", "server", "server_says", "server_metrics")) {
        if (level.path(part) instanceof ObjectNode known) {
          objects.add(known);
        }
      }
    }
    for (ObjectNode object : objects) {
      object.put("surprise", 1);
      assertThat(SCHEMA.errors(tree.toString())).as("%s %s", name, object).isNotEmpty();
      object.remove("surprise");
    }
    assertThat(SCHEMA.errors(tree.toString())).as(name).isEmpty();
  }

  @Test
  void missingFieldIsRejected() throws JsonProcessingException {
    JsonNode tree = JSON.readTree(ResultJson.format(sweep(OPEN)));
    for (String path : List.of("/levels/0", "/environment", "")) {
      ObjectNode object = (ObjectNode) tree.at(path);
      String name = path.startsWith("/levels") ? "due_ttft_p95" : path.isEmpty() ? "valid" : "cpu";
      JsonNode value = object.remove(name);
      assertThat(SCHEMA.errors(tree.toString())).as(path).isNotEmpty();
      object.set(name, value);
    }
  }

  @Test
  void everyFieldIsDescribed() {
    List<String> undescribed = new ArrayList<>();
    collectUndescribed(SCHEMA.json(), "", undescribed);
    assertThat(undescribed).isEmpty();
  }

  private static void collectUndescribed(JsonNode node, String place, List<String> undescribed) {
    for (String group : List.of("properties", "patternProperties", "$defs")) {
      // The properties of an "if" are conditions, not fields.
      if (!place.endsWith("/if")) {
        node.path(group)
            .properties()
            .forEach(
                field -> {
                  if (!field.getValue().has("description")) {
                    undescribed.add(place + "/" + field.getKey());
                  }
                });
      }
    }
    node.properties()
        .forEach(
            child ->
                collectUndescribed(child.getValue(), place + "/" + child.getKey(), undescribed));
  }

  private static Result merge(Result one, Result other) {
    ResultMerger resultMerger = new ResultMerger();
    resultMerger.add("one", ResultJson.format(one).getBytes(UTF_8));
    resultMerger.add("other", ResultJson.format(other).getBytes(UTF_8));
    return resultMerger.result();
  }

  private static Result sweep(Level... levels) {
    RunHeader header =
        TestRun.header("sweep", Map.of("slo", "ttft:p95<300ms,error<1%", "total", 4));
    return result(header, levels);
  }

  private static RunHeader compared() {
    return TestRun.header("compare", Map.of("mode", "synthetic"))
        .withTargets(
            List.of(
                new RunHeader.Target("a", "http://localhost:1/v1/chat/completions", 5L, null),
                new RunHeader.Target("b", "http://localhost:2/v1/chat/completions", null, null),
                new RunHeader.Target("c", "", null, "node is missing.")));
  }

  private static Result rounds(RunHeader header, String... targets) {
    List<Level> levels = new ArrayList<>();
    for (int round = 1; round <= 2; round++) {
      for (String target : targets) {
        levels.add(Level.closed(8, 4, 1).inRound(target, round, 1));
      }
    }
    return result(header, levels.toArray(Level[]::new));
  }

  private static Result search(String on) {
    return result(
        TestRun.header("sweep", Map.of("slo", "ttft:p95<300ms,error<1%", "find-max", on)),
        Level.closed(1, 4, 1),
        Level.closed(2, 4, 1));
  }

  /** Returns a sweep a day after the others. */
  private static Result dayLater() {
    RunHeader header = TestRun.header("sweep", Map.of("slo", "ttft:p95<300ms,error<1%"));
    return result(
        new RunHeader(
            RecordedCommand.SWEEP,
            "2026-01-02T00:00:00Z",
            header.startNanos(),
            header.options(),
            header.environment(),
            null),
        OPEN);
  }

  private static Result notCalibrated(String command) {
    return result(
        TestRun.withCalibration(TestRun.header(command, Map.of("stamp", true)), null),
        Level.closed(8, 4, 1));
  }

  private static Result result(RunHeader header, Level... levels) {
    Summarizer summarizer = TestRun.summary(header, List.of(levels));
    for (int level = 0; level < levels.length; level++) {
      summarizer.add(TestSample.at(0, MS_IN_NANOS).level(level).warmup().sample());
      summarizer.add(
          TestSample.at(0, 3 * MS_IN_NANOS)
              .level(level)
              .events(MS_IN_NANOS, 2 * MS_IN_NANOS, 3 * MS_IN_NANOS)
              .stamp(1, 2, 3)
              .tokens(3)
              .sample());
      summarizer.add(TestSample.at(0, MS_IN_NANOS).level(level).sample());
      summarizer.add(TestSample.at(0, 1).level(level).failed(Outcome.CUT, "cut").sample());
      summarizer.add(TestSample.at(0, 1).level(level).failed(Outcome.ABORTED, "late").sample());
      summarizer.add(end(level, level % 2 == 0));
    }
    return summarizer.result(false);
  }

  private static LevelEnd end(int level, boolean measured) {
    return measured
        ? new LevelEnd(
            level,
            1,
            0,
            4,
            null,
            new LevelEnd.ClientCost(4, 3, 2, 1, 5, 6, 7, 8, 9L, 10L, 0.5),
            new LevelEnd.ServerCost(4, 3, 1 << 20, 7, 2, "port 8080"),
            new LevelEnd.ServerMetrics(
                "http://host/metrics", Map.of("a_total", 1.5), "chat_ttft_ms", 3, 1.5, 2.0, null))
        : new LevelEnd(
            level,
            1,
            0,
            4,
            null,
            new LevelEnd.ClientCost(4, 3, 2, 1, 5, 6, 7, 8, null, null, null),
            null,
            new LevelEnd.ServerMetrics("http://host/metrics", Map.of(), null, 0, null, null, null));
  }

  private static Result runs(String command, boolean partial) {
    Summarizer summarizer = TestRun.summary(command, Level.closed(1, 2, 0));
    summarizer.add(
        TestSample.at(partial ? 1 : 0, 2 * MS_IN_NANOS)
            .events(MS_IN_NANOS, 2 * MS_IN_NANOS)
            .tokens(2)
            .sample());
    if (!partial) {
      summarizer.add(TestSample.at(0, 1).failed(Outcome.HTTP_STATUS, "HTTP 503").sample());
    }
    return summarizer.result(partial);
  }
}
