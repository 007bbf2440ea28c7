package dev.firsttoken.bench.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.firsttoken.bench.testing.BenchProcess;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The launcher in an unpacked archive, whose runtime only says how it was started. */
class ArchiveLauncherTest {
  @TempDir Path dir;
  private Path home;

  /** Output of one run, which says what failed, and its exit status. */
  private record Run(int status, String output) {}

  @BeforeEach
  void makeArchive() throws IOException {
    home = Files.createDirectories(dir.resolve("first token"));
    Files.copy(BenchProcess.launcher(), home.resolve("bench"));
    Path java = home.resolve("runtime/bin/java");
    Files.createDirectories(java.getParent());
    Files.writeString(java, "#!/bin/sh\nprintf '%s\\n' \"$@\"\n");
    assertThat(java.toFile().setExecutable(true)).isTrue();
  }

  private Run run(String... args) throws Exception {
    String[] command = new String[args.length + 1];
    command[0] = home.resolve("bench").toString();
    System.arraycopy(args, 0, command, 1, args.length);
    ProcessBuilder builder =
        new ProcessBuilder(command)
            .redirectErrorStream(true)
            .redirectOutput(dir.resolve("output").toFile());
    builder.environment().put("JAVA_HOME", dir.resolve("no/such/jdk").toString());
    builder.environment().put("PATH", "/usr/bin:/bin");
    Process process = builder.start();
    if (!process.waitFor(1, TimeUnit.MINUTES)) {
      process.destroyForcibly();
      throw new AssertionError("still running");
    }
    return new Run(process.exitValue(), Files.readString(dir.resolve("output"), UTF_8));
  }

  @Test
  void startsItsOwnRuntimeWithTheCacheOfTheBench() throws Exception {
    Run run = run("sweep", "--total=1");

    assertThat(run.status()).as(run.output()).isZero();
    assertThat(run.output().lines())
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
  }

  @Test
  void refusesWhatNeedsACheckoutAndStillHelps() throws Exception {
    for (String command : new String[] {"test", "dist"}) {
      Run refused = run(command);
      assertThat(refused.status()).isEqualTo(ExitStatus.FAILED);
      assertThat(refused.output())
          .isEqualTo(
              "bench: %s needs a checkout, and %s is an unpacked archive\n"
                  .formatted(command, home));
      assertThat(run(command, "--help").output()).endsWith(command + "\n--help\n");
    }
  }
}
