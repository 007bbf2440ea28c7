package dev.firsttoken.bench.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.firsttoken.bench.samples.LevelBegin;
import dev.firsttoken.bench.samples.SampleFile;
import dev.firsttoken.bench.samples.SampleLog;
import dev.firsttoken.bench.testing.BenchProcess;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * Comparison with short rounds: streams of ten events, 2 ms apart.
 *
 * @param dir working directory of the bench
 * @param baselines folder of the servers that may be started
 * @param run directory of the result
 */
record TestComparison(Path dir, Path baselines, Path run) {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final int TIMEOUT_SECONDS = 30;

  static TestComparison in(Path dir) throws IOException {
    Path baselines = Files.createDirectory(dir.resolve("baselines"));
    return new TestComparison(dir, baselines, dir.resolve("run"));
  }

  BenchProcess start(String... flags) {
    List<String> args =
        new ArrayList<>(
            List.of(
                "compare",
                "--dir=" + baselines,
                "--results-dir=" + run,
                "--frames=10",
                "--delay-ms=2",
                "--warmup=4",
                "--concurrency=2"));
    args.addAll(List.of(flags));
    Map<String, String> env =
        Map.of(
            "XDG_STATE_HOME", dir.resolve("state").toString(),
            "XDG_CACHE_HOME", dir.resolve("cache").toString());
    return BenchProcess.start(dir, env, args.toArray(String[]::new));
  }

  /** Reads a JSON file of the result. */
  JsonNode read(String file) throws IOException {
    return JSON.readTree(run.resolve(file).toFile());
  }

  /** Returns what was measured, in order, such as {@code 1 micronaut c=2} for round 1. */
  List<String> order() {
    List<String> order = new ArrayList<>();
    SampleFile.open(run.resolve(SampleLog.FILE_NAME))
        .forEach(
            entry -> {
              if (entry instanceof LevelBegin begin) {
                order.add(begin.plan().round() + " " + begin.plan().nameWithTarget());
              }
            });
    return order;
  }

  /** Returns the field {@code failure} of a target. */
  static JsonNode failureOf(JsonNode comparison, String target) {
    for (JsonNode entry : comparison.path("targets")) {
      if (entry.path("name").asText().equals(target)) {
        return entry.path("failure");
      }
    }
    throw new AssertionError("no target " + target + " in " + comparison);
  }

  /** Waits for the ends of these processes. */
  static void assertEnded(List<ProcessHandle> processes) throws Exception {
    for (ProcessHandle process : processes) {
      process.onExit().get(TIMEOUT_SECONDS, TimeUnit.SECONDS);
    }
  }
}
