package dev.firsttoken.dist;

import static org.assertj.core.api.Assertions.assertThat;

import dev.firsttoken.wire.testing.CommandRunner;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Commands of the unpacked archive, with nothing of a JDK in the environment. */
class ArchiveCommandsIT {
  /** Last line of a start. One about the cache would come before it. */
  private static final String STARTED = "Warmed up in ";

  private static final int EXIT_OF_TERM = 128 + 15;

  @TempDir static Path dir;
  private static Path home;

  @TempDir Path work;

  @BeforeAll
  static void unpack() {
    home = Archive.built().unpack(dir);
  }

  private ArchiveProcess start(Map<String, String> env, String... args) {
    return ArchiveProcess.start(home, work, env, args);
  }

  @Test
  void versionIsPrinted() {
    try (ArchiveProcess bench = start(Map.of(), "--version")) {
      assertThat(bench.exitStatus()).as(bench.err()).isZero();
      assertThat(bench.out()).startsWith("First Token ");
      assertThat(bench.err()).isEmpty();
    }
  }

  @Test
  void cacheOfTheBenchFits() {
    CommandRunner.run(
        List.of(
            home.resolve("runtime/bin/java").toString(),
            "@" + home.resolve("gatling/src/main/jvm/bench.jvmargs"),
            "-XX:AOTMode=on", // ends with an error if the cache does not fit
            "-XX:AOTCache=" + home.resolve("gatling/target/bench.aot"),
            "-cp",
            home.resolve("gatling/target/bench.jar").toString(),
            "dev.firsttoken.bench.cli.Main",
            "--version"),
        Map.of(),
        Duration.ofMinutes(1));
  }

  private ArchiveProcess compare(String flag) {
    return start(
        Map.of(),
        "compare",
        "--targets=micronaut,netty",
        "--concurrency=2",
        "--total=4",
        "--rounds=2",
        "--warmup=0",
        "--frames=5",
        flag);
  }

  @Test
  void comparisonOfItsServersLeavesAReportInPlaceOfGatlings() {
    try (ArchiveProcess bench = compare("--results-dir=run")) {
      assertThat(bench.exitStatus()).as(bench.err()).isZero();
      assertThat(work.resolve("run/report.html")).content().contains("\"micronaut\"", "\"netty\"");
      assertThat(work.resolve("run/gatling")).doesNotExist();
      assertThat(bench.err())
          .containsOnlyOnce("Gatling's own HTML report is left out")
          .contains("Report: run/report.html")
          .doesNotContain("without its AOT cache");
    }
  }

  @Test
  void reportThatIsNamedIsTheOnlyOne() {
    try (ArchiveProcess bench = compare("--out=named.html")) {
      assertThat(bench.exitStatus()).as(bench.err()).isZero();
      assertThat(bench.err()).contains("Report: named.html").doesNotContain("report.html");
      assertThat(work.resolve("named.html")).isNotEmptyFile();
    }
  }

  @Test
  void serveBecomesTheProxyWithItsCache() throws Exception {
    try (ArchiveProcess bench =
        start(Map.of("LLM_MODEL", "synthetic", "WARM_UP_MS", "1"), "serve", "--port=0")) {
      bench.await("the end of its start", () -> bench.err().contains(STARTED));
      assertThat(bench.descendants()).isEmpty();
      assertThat(bench.err())
          .contains("First Token on http://")
          .doesNotContain("without its AOT cache");

      bench.signal("TERM");
      assertThat(bench.exitStatus()).isIn(0, EXIT_OF_TERM);
    }
  }

  @Test
  void commandsThatNeedACheckoutSaySo() {
    for (String command : List.of("test", "dist")) {
      try (ArchiveProcess bench = start(Map.of(), command)) {
        assertThat(bench.exitStatus()).isEqualTo(1);
        assertThat(bench.err())
            .isEqualTo(
                "bench: %s needs a checkout, and %s is an unpacked archive\n"
                    .formatted(command, home));
      }
    }
  }
}
