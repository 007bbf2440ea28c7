package dev.firsttoken.bench.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import dev.firsttoken.bench.testing.BenchProcess;
import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The real wrk against the real proxy and each baseline. */
class RealWrkIT {
  private static final int TIMEOUT_SECONDS = 30;

  @TempDir Path dir;

  @BeforeAll
  static void requireWrk() {
    String path = System.getenv().getOrDefault("PATH", "");
    boolean isFound =
        Arrays.stream(path.split(File.pathSeparator, -1))
            .anyMatch(folder -> Files.isExecutable(Path.of(folder, "wrk")));
    String failure = "not run with the real wrk: there is none in PATH (apt-get install wrk)";
    if (!isFound) {
      // Maven counts skipped tests, but prints no reason.
      System.out.println("wrk tests " + failure);
    }
    assumeTrue(isFound, failure);
  }

  private JsonNode run(String... flags) throws Exception {
    List<String> args =
        new ArrayList<>(
            List.of("wrk2", "--bin=wrk", "--connections=4", "--threads=2", "--duration=1s"));
    args.addAll(List.of(flags));
    try (BenchProcess bench = BenchProcess.start(dir, args.toArray(String[]::new))) {
      assertThat(bench.exitStatus()).as(bench.err()).isEqualTo(ExitStatus.SUCCESS);
      for (ProcessHandle process : bench.descendants()) {
        process.onExit().get(TIMEOUT_SECONDS, TimeUnit.SECONDS);
      }
      return bench.json();
    }
  }

  @Test
  void proxyIsLoadedInRoundsAgainstItself() throws Exception {
    JsonNode json =
        run(
            // With a variable, so that both are started here whatever runs on port 8080.
            "--targets=one=micronaut:SYN_FRAMES=1,two=micronaut:SYN_FRAMES=1",
            "--rounds=2",
            "--warmup=1s");

    assertThat(json.path("tool").asText()).isEqualTo("wrk");
    assertThat(json.path("runs").findValuesAsText("target"))
        .containsExactly("one", "two", "two", "one");
    assertThat(json.path("verdicts").findValuesAsText("target")).isNotEmpty().containsOnly("two");
    assertThat(json.at("/environment/proxy").asText()).isEqualTo("jar_with_aot_cache");
    for (JsonNode run : json.path("runs")) {
      assertThat(run.path("requests").asInt()).isPositive();
      assertThat(run.at("/latency_ms/p99").asDouble()).isPositive();
      assertThat(run.at("/server/cpu").asDouble()).isPositive();
      assertThat(run.at("/server/found_by").asText()).startsWith("port ");
    }
  }

  @ParameterizedTest
  @Tag("long")
  @ValueSource(strings = {"/micro/plain?bytes=1024", "/micro/chunked?bytes=1024&chunks=4"})
  void eachBaselineIsLoadedAndTheResultMadeAgain(String path) throws Exception {
    JsonNode json =
        run(
            "--targets=express,fastapi,flask,netty",
            "--url=http://127.0.0.1" + path,
            "--warmup=0s",
            "--results-dir=" + dir.resolve("run"));

    assertThat(json.path("targets")).hasSize(4);
    for (JsonNode target : json.path("targets")) {
      assertThat(target.path("failure").isNull()).as("%s", target).isTrue();
      assertThat(target.path("url").asText()).endsWith(path);
      assertThat(target.path("response_bytes").asInt()).isEqualTo(1024);
      assertThat(target.path("rate").asDouble()).isPositive();
      assertThat(target.path("errors").asInt()).isZero();
    }
    try (BenchProcess report = BenchProcess.start(dir, "report", dir.resolve("run").toString())) {
      assertThat(report.exitStatus()).as(report.err()).isEqualTo(ExitStatus.SUCCESS);
      assertThat(report.json()).isEqualTo(json);
    }
  }
}
