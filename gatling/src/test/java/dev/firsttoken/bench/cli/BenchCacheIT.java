package dev.firsttoken.bench.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.firsttoken.bench.testing.BenchProcess;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The AOT cache that the build makes for the bench. */
class BenchCacheIT {
  private static final Path HOME = Objects.requireNonNull(BenchProcess.launcher().getParent());
  private static final Path TARGET = HOME.resolve("gatling/target");

  @TempDir Path dir;

  @Test
  void launcherTakesTheClassesOfTheBenchAndOfGatlingFromTheCache() throws IOException {
    Path log = dir.resolve("loads.txt");
    Map<String, String> env = Map.of("JDK_JAVA_OPTIONS", "-Xlog:class+load:file=" + log);

    try (BenchProcess bench = BenchProcess.start(dir, env, "--version")) {
      assertThat(bench.exitStatus()).as(bench.err()).isEqualTo(ExitStatus.SUCCESS);
    }

    assertThat(Files.readAllLines(log))
        .anyMatch(line -> isCached(line, "dev.firsttoken.bench.cli.Main"))
        .anyMatch(line -> isCached(line, "dev.firsttoken.bench.load.client.VirtualUser"))
        .anyMatch(line -> isCached(line, "io.gatling.core.session.Session"));
  }

  private static boolean isCached(String line, String name) {
    return line.contains(" " + name + " source: shared objects file");
  }

  /** The launcher's own test shows that it starts the JVM with these flags. */
  @Test
  void cacheThatTheJvmRefusesIsNotMentioned() throws Exception {
    Path refused = Files.writeString(dir.resolve("refused.aot"), "of another JVM");
    Process bench =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "@" + HOME.resolve("gatling/src/main/jvm/bench.jvmargs"),
                "-XX:AOTCache=" + refused,
                "-Xlog:aot*=off,cds*=off",
                "-cp",
                TARGET.resolve("bench.jar")
                    + ":"
                    + Files.readString(TARGET.resolve("classpath")).strip(),
                "dev.firsttoken.bench.cli.Main",
                "--version")
            .redirectOutput(dir.resolve("stdout").toFile())
            .redirectError(dir.resolve("stderr").toFile())
            .start();
    assertThat(bench.waitFor(1, TimeUnit.MINUTES)).isTrue();

    assertThat(bench.exitValue()).isEqualTo(ExitStatus.SUCCESS);
    assertThat(Files.readAllLines(dir.resolve("stderr"))).isEqualTo(List.of());
    assertThat(Files.readString(dir.resolve("stdout"))).isNotBlank();
  }
}
