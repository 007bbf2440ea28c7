package dev.firsttoken.bench.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The launcher starts the bench of a built checkout, or says why it can't. */
class LauncherStartTest {
  @TempDir Path dir;
  private FakeCheckout checkout;

  @BeforeEach
  void makeCheckout() throws IOException {
    checkout = FakeCheckout.in(dir);
  }

  @Test
  void builtCheckoutStartsAtOnceWithItsOwnClasses() throws Exception {
    LauncherRun run = checkout.sweep();

    assertThat(checkout.isBuiltAgain(run)).isFalse();
    assertThat(run.words())
        .containsSequence(
            "-cp",
            checkout.path("gatling/target/classes")
                + ":"
                + checkout.path("wire/target/classes")
                + ":"
                + checkout.path("frontend/target/classes")
                + ":"
                + dir.resolve("m2/library.jar"),
            "dev.firsttoken.bench.cli.Main",
            "sweep",
            "--total=1");
    assertThat(run.err()).isEmpty();
  }

  /** Makes the archive and the cache of a build, newer than its classes. */
  private void makeCache() throws IOException {
    checkout.write("check out/gatling/target/classes/Code.class", "");
    for (String folder : List.of("gatling", "wire", "frontend")) {
      try (Stream<Path> files = Files.walk(checkout.path(folder + "/target/classes"))) {
        for (Path file : files.toList()) {
          Files.setLastModifiedTime(file, FakeCheckout.EARLIER);
        }
      }
    }
    checkout.write("check out/gatling/target/bench.jar", "");
    checkout.write("check out/gatling/target/bench.aot", "");
  }

  @Test
  void benchStartsFromItsArchiveWithItsCache() throws Exception {
    makeCache();

    LauncherRun run = checkout.sweep();

    assertThat(run.words())
        .contains("-XX:AOTCache=" + checkout.path("gatling/target/bench.aot"))
        .containsSequence(
            "-cp", checkout.path("gatling/target/bench.jar") + ":" + dir.resolve("m2/library.jar"));
    assertThat(run.err()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"gatling", "wire", "frontend"})
  void classesCompiledAfterTheArchiveRunWithoutTheCacheAndInSilence(String module)
      throws Exception {
    makeCache();
    Path compiled = checkout.write("check out/" + module + "/target/classes/New.class", "");
    Files.setLastModifiedTime(compiled, FakeCheckout.LATEST);

    LauncherRun run = checkout.sweep();

    assertThat(run.out()).contains("gatling/target/classes:").doesNotContain("AOTCache");
    assertThat(run.err()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"bench.jar", "bench.aot"})
  void missingCacheIsNoErrorAndNotBuilt(String file) throws Exception {
    makeCache();
    Files.delete(checkout.path("gatling/target").resolve(file));

    LauncherRun run = checkout.sweep();

    assertThat(checkout.isBuiltAgain(run)).isFalse();
    assertThat(run.out()).contains("gatling/target/classes:").doesNotContain("AOTCache");
    assertThat(run.err()).isEmpty();
  }

  @Test
  void bothStreamsOfATerminalAreNamed() throws Exception {
    assertThat(checkout.sweep().words())
        .contains("-Dfirsttoken.columns=0", "-Dfirsttoken.stdout.terminal=false");

    LauncherRun run =
        checkout.run(
            Map.of(),
            "python3",
            "-c",
            "import pty, sys; sys.exit(pty.spawn(sys.argv[1:]) >> 8)",
            "sh",
            "-c",
            "stty cols 77; exec \"$0\" sweep",
            checkout.launcher());

    assertThat(run.status()).as(run.err()).isZero();
    assertThat(run.words())
        .contains("-Dfirsttoken.columns=77", "-Dfirsttoken.stdout.terminal=true");
  }

  @Test
  void movedCheckoutRunsFromItsNewPlace() throws Exception {
    Path moved = checkout.moveTo("moved");

    LauncherRun run = checkout.sweep();

    assertThat(checkout.isBuiltAgain(run)).isFalse();
    assertThat(run.out()).contains("-Dfirsttoken.home=" + moved).doesNotContain("check out");
  }

  @Test
  void variablesOfTheShellChangeNothing() throws Exception {
    Files.createDirectories(dir.resolve("elsewhere/check out"));
    LauncherRun run =
        checkout.run(
            Map.of(
                "CDPATH", dir.resolve("elsewhere") + ":.",
                "GREP_OPTIONS", "--color=always",
                "BASH_ENV", "/no/such/file",
                "ENV", "/no/such/file"),
            "check out/bench",
            "--version");

    assertThat(run.status()).as(run.err()).isZero();
    assertThat(run.out()).contains("-Dfirsttoken.home=" + checkout.home());
    assertThat(run.err()).isEmpty();
  }

  @Test
  void symbolicLinkWithADashIsFollowed() throws Exception {
    Files.createSymbolicLink(dir.resolve("-b"), Path.of("check out/bench"));

    LauncherRun run = checkout.run(Map.of(), "./-b", "--version");

    assertThat(run.status()).as(run.err()).isZero();
    assertThat(run.out()).contains("-Dfirsttoken.home=" + checkout.home());
  }

  @ParameterizedTest
  @ValueSource(strings = {"C", "POSIX", "de_DE.ISO-8859-1", "no_SUCH.locale"})
  void jvmRunsInUtf8WhateverTheLocale(String locale) throws Exception {
    assertThat(checkout.sweep(Map.of("LC_ALL", locale)).words()).contains("locale UTF-8");
    assertThat(checkout.sweep(Map.of("LC_ALL", "", "LANG", locale)).words())
        .contains("locale UTF-8");
  }

  @Test
  void collectorOfTheEnvironmentIsRefusedInOneSentence() throws Exception {
    LauncherRun run = checkout.sweep(Map.of("JAVA_TOOL_OPTIONS", "-XX:+UseG1GC"));

    assertThat(run.status()).isEqualTo(ExitStatus.FAILED);
    assertThat(run.err()).startsWith("bench: JAVA_TOOL_OPTIONS").hasLineCount(1);
    assertThat(checkout.sweep(Map.of("JAVA_TOOL_OPTIONS", "-Duser.timezone=UTC")).status())
        .isZero();
  }

  @Test
  void fewerOpenFilesThanTheBenchNeedsAreRefusedInOneSentence() throws Exception {
    String bench = "exec '" + checkout.launcher() + "' sweep --total=1";
    LauncherRun refused = checkout.run(Map.of(), "sh", "-c", "ulimit -n 159; " + bench);

    assertThat(refused.status()).isEqualTo(ExitStatus.FAILED);
    assertThat(refused.err())
        .startsWith("bench: this shell may open 159 files (ulimit -n)")
        .hasLineCount(1);
    assertThat(checkout.run(Map.of(), "sh", "-c", "ulimit -n 160; " + bench).status()).isZero();
  }

  @Test
  void pathWithAColonIsRefused() throws Exception {
    checkout.moveTo("a:b");

    LauncherRun run = checkout.sweep();

    assertThat(run.status()).isEqualTo(ExitStatus.FAILED);
    assertThat(run.err()).contains("has a colon").hasLineCount(1);
  }
}
