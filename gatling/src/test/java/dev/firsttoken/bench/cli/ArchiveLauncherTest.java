package dev.firsttoken.bench.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.firsttoken.bench.testing.BenchProcess;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The launcher in an unpacked archive, whose runtime only says how it was started. */
class ArchiveLauncherTest {
  @TempDir Path dir;
  private Path home;

  @BeforeEach
  void makeArchive() throws IOException {
    home = Files.createDirectories(dir.resolve("first token"));
    Files.copy(BenchProcess.launcher(), home.resolve("bench"));
    Path java = home.resolve("runtime/bin/java");
    Files.createDirectories(java.getParent());
    Files.writeString(java, "#!/bin/sh\nprintf '%s\\n' \"$@\"\n");
    assertThat(java.toFile().setExecutable(true)).isTrue();
  }

  private LauncherRun run(String... args) throws Exception {
    List<String> command = new ArrayList<>(List.of(home.resolve("bench").toString()));
    command.addAll(List.of(args));
    Map<String, String> env =
        Map.of("JAVA_HOME", dir.resolve("no/such/jdk").toString(), "PATH", "/usr/bin:/bin");
    return LauncherRun.of(dir, env, command);
  }

  @Test
  void startsItsOwnRuntimeWithTheCacheOfTheBench() throws Exception {
    LauncherRun run = run("sweep", "--total=1");

    assertThat(run.status()).as(run.err()).isZero();
    assertThat(run.words())
        .startsWith(
            "@" + home.resolve("gatling/src/main/jvm/bench.jvmargs"),
            "-XX:AOTCache=" + home.resolve("gatling/target/bench.aot"),
            "-Xlog:aot*=off,cds*=off")
        .contains("-Dfirsttoken.home=" + home)
        .endsWith(
            "-cp",
            home.resolve("gatling/target/bench.jar").toString(),
            "dev.firsttoken.bench.cli.Main",
            "sweep",
            "--total=1");
    assertThat(run.err()).isEmpty();
  }

  @Test
  void refusesWhatNeedsACheckoutAndStillHelps() throws Exception {
    for (String command : new String[] {"test", "dist"}) {
      LauncherRun refused = run(command);
      assertThat(refused.status()).isEqualTo(ExitStatus.FAILED);
      assertThat(refused.out()).isEmpty();
      assertThat(refused.err())
          .isEqualTo(
              "bench: %s needs a checkout, and %s is an unpacked archive\n"
                  .formatted(command, home));
      assertThat(run(command, "--help").out()).endsWith(command + "\n--help\n");
    }
  }
}
