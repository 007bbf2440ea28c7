package dev.firsttoken.bench.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.firsttoken.bench.testing.BenchProcess;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The launcher in a checkout of empty files, with a JDK and a Maven that only say how they ran. */
class LauncherTest {
  private static final String BUILT = "mvn built";
  private static final String PAGES = "check out/frontend/target/classes/public/files.txt";
  private static final FileTime EARLIER = FileTime.fromMillis(1_000_000_000_000L);
  private static final FileTime LATER = FileTime.fromMillis(4_000_000_000_000L);
  private static final FileTime LATEST = FileTime.fromMillis(4_000_000_001_000L);

  @TempDir Path dir;
  private Path home;

  /** Output and exit status of one run. */
  private record Run(int status, String out, String err) {
    List<String> words() {
      return out.lines().toList();
    }
  }

  @BeforeEach
  void makeCheckout() throws IOException {
    home = dir.resolve("check out");
    for (String module : List.of("wire", "frontend", "proxy", "baselines/netty", "gatling")) {
      write("check out/" + module + "/src/main/Code.java", "");
    }
    write("check out/pom.xml", "");
    Files.copy(BenchProcess.launcher(), home.resolve("bench"));
    write("m2/library.jar", "");
    write("m2/netty.jar", "");
    script("jdk/bin/javac", "");
    script("jdk/bin/java", "printf '%s\\n' \"$@\" \"locale $(locale charmap)\"");
    write("jdk/release", "JAVA_VERSION=\"25.0.3\"\n");
    script("bin/mvn", "echo \"%s $*\"; %s".formatted(BUILT, "sh \"$MVN_SCRIPT\""));
    script("bin/node", "echo v20.19.0");
    script("bin/npm", "");
    write("mvn.sh", "");
    build();
  }

  /** Makes the files of a build; the cache is the newest, and then the class path. */
  private void build() throws IOException {
    Files.createDirectories(home.resolve("wire/target/classes"));
    write(PAGES, "index.html\n");
    write("check out/proxy/target/classpath", "");
    write("check out/proxy/target/proxy.jar", "");
    write("check out/proxy/target/proxy.aot", "");
    write("check out/proxy/target/proxy.jvmargs", "");
    Files.createDirectories(home.resolve("proxy/target/classes"));
    Files.createDirectories(home.resolve("baselines/netty/target/classes"));
    write("check out/baselines/netty/target/classpath", dir.resolve("m2/netty.jar").toString());
    Path stamp =
        write("check out/gatling/target/classpath", dir.resolve("m2/library.jar").toString());
    Files.setLastModifiedTime(stamp, LATER);
  }

  private Path write(String file, String text) throws IOException {
    Path path = dir.resolve(file);
    Files.createDirectories(path.getParent());
    return Files.writeString(path, text);
  }

  private void script(String file, String text) throws IOException {
    assertThat(write(file, "#!/bin/sh\n" + text + "\n").toFile().setExecutable(true)).isTrue();
  }

  private Run run(Map<String, String> env, String... command) throws Exception {
    ProcessBuilder builder =
        new ProcessBuilder(command)
            .directory(dir.toFile())
            .redirectOutput(dir.resolve("stdout").toFile())
            .redirectError(dir.resolve("stderr").toFile());
    builder.environment().put("JAVA_HOME", dir.resolve("jdk").toString());
    builder.environment().put("PATH", dir.resolve("bin") + ":" + System.getenv("PATH"));
    builder.environment().put("MVN_SCRIPT", dir.resolve("mvn.sh").toString());
    builder.environment().putAll(env);
    Process process = builder.start();
    if (!process.waitFor(1, TimeUnit.MINUTES)) {
      process.destroyForcibly();
      throw new AssertionError("still running");
    }
    int status = process.exitValue();
    return new Run(
        status,
        Files.readString(dir.resolve("stdout"), UTF_8),
        Files.readString(dir.resolve("stderr"), UTF_8));
  }

  private Run run(Map<String, String> env) throws Exception {
    return run(env, home.resolve("bench").toString(), "sweep", "--total=1");
  }

  private boolean isBuiltAgain(Run run) throws IOException {
    Path log = home.resolve("target/build.log");
    assertThat(run.status()).as(run.err()).isZero();
    return Files.exists(log) && Files.readString(log).contains(BUILT);
  }

  @Test
  void builtCheckoutStartsAtOnceWithItsOwnClasses() throws Exception {
    Run run = run(Map.of());

    assertThat(isBuiltAgain(run)).isFalse();
    assertThat(run.words())
        .containsSequence(
            "-cp",
            home.resolve("gatling/target/classes")
                + ":"
                + home.resolve("wire/target/classes")
                + ":"
                + home.resolve("frontend/target/classes")
                + ":"
                + dir.resolve("m2/library.jar"),
            "dev.firsttoken.bench.cli.Main",
            "sweep",
            "--total=1");
    assertThat(run.err()).isEmpty();
  }

  /** Makes the archive and the cache of a build, newer than its classes. */
  private void makeCache() throws IOException {
    write("check out/gatling/target/classes/Code.class", "");
    for (String folder : List.of("gatling", "wire", "frontend")) {
      try (Stream<Path> files = Files.walk(home.resolve(folder + "/target/classes"))) {
        for (Path file : files.toList()) {
          Files.setLastModifiedTime(file, EARLIER);
        }
      }
    }
    write("check out/gatling/target/bench.jar", "");
    write("check out/gatling/target/bench.aot", "");
  }

  @Test
  void benchStartsFromItsArchiveWithItsCache() throws Exception {
    makeCache();

    Run run = run(Map.of());

    assertThat(run.words())
        .contains("-XX:AOTCache=" + home.resolve("gatling/target/bench.aot"))
        .containsSequence(
            "-cp", home.resolve("gatling/target/bench.jar") + ":" + dir.resolve("m2/library.jar"));
    assertThat(run.err()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"gatling", "wire", "frontend"})
  void classesCompiledAfterTheArchiveRunWithoutTheCacheAndInSilence(String module)
      throws Exception {
    makeCache();
    Path compiled = write("check out/" + module + "/target/classes/New.class", "");
    Files.setLastModifiedTime(compiled, LATEST);

    Run run = run(Map.of());

    assertThat(run.out()).contains("gatling/target/classes:").doesNotContain("AOTCache");
    assertThat(run.err()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"bench.jar", "bench.aot"})
  void missingCacheIsNoErrorAndNotBuilt(String file) throws Exception {
    makeCache();
    Files.delete(home.resolve("gatling/target").resolve(file));

    Run run = run(Map.of());

    assertThat(isBuiltAgain(run)).isFalse();
    assertThat(run.out()).contains("gatling/target/classes:").doesNotContain("AOTCache");
    assertThat(run.err()).isEmpty();
  }

  @Test
  void bothStreamsOfATerminalAreNamed() throws Exception {
    assertThat(run(Map.of()).words())
        .contains("-Dfirsttoken.columns=0", "-Dfirsttoken.stdout.terminal=false");

    Run run =
        run(
            Map.of(),
            "python3",
            "-c",
            "import pty, sys; sys.exit(pty.spawn(sys.argv[1:]) >> 8)",
            "sh",
            "-c",
            "stty cols 77; exec \"$0\" sweep",
            home.resolve("bench").toString());

    assertThat(run.status()).as(run.err()).isZero();
    assertThat(run.words())
        .contains("-Dfirsttoken.columns=77", "-Dfirsttoken.stdout.terminal=true");
  }

  @Test
  void movedCheckoutRunsFromItsNewPlace() throws Exception {
    Path moved = dir.resolve("moved");
    Files.move(home, moved);
    home = moved;

    Run run = run(Map.of());

    assertThat(isBuiltAgain(run)).isFalse();
    assertThat(run.out()).contains("-Dfirsttoken.home=" + moved).doesNotContain("check out");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "m2/library.jar",
        "m2/netty.jar",
        "check out/proxy/target/proxy.jar",
        "check out/proxy/target/proxy.aot",
        "check out/proxy/target/classpath",
        "check out/wire/target/classes",
        "check out/baselines/netty/target/classes",
        "check out/baselines/netty/target/classpath",
        "check out/gatling/target/classpath"
      })
  void whateverIsMissingIsBuiltAgain(String file) throws Exception {
    Files.delete(dir.resolve(file));
    // The launcher looks again after the build.
    write("mvn.sh", "touch '%s'".formatted(dir.resolve(file)));
    if (file.endsWith("gatling/target/classpath")) {
      write("mvn.sh", "echo / > '%s'".formatted(dir.resolve(file)));
    }

    assertThat(isBuiltAgain(run(Map.of()))).isTrue();
  }

  @Test
  void cacheOfAnEarlierJarIsMadeAgain() throws Exception {
    Files.setLastModifiedTime(home.resolve("proxy/target/proxy.aot"), EARLIER);

    assertThat(isBuiltAgain(run(Map.of()))).isTrue();
  }

  /** The class path of the bench may be written while the proxy is still compiled. */
  @ParameterizedTest
  @ValueSource(strings = {"wire", "frontend", "proxy", "baselines/netty"})
  void sourceThatABuildLeftOutIsBuiltThoughTheBenchIsNewer(String module) throws Exception {
    Files.setLastModifiedTime(
        home.resolve("gatling/target/classpath"), FileTime.fromMillis(4_000_000_002_000L));
    Files.setLastModifiedTime(home.resolve(module).resolve("src/main/Code.java"), LATEST);

    assertThat(isBuiltAgain(run(Map.of()))).isTrue();
  }

  @Test
  void buildCompilesNoTestAndSeveralModulesAtOnce() throws Exception {
    Files.delete(home.resolve("proxy/target/proxy.aot"));
    write("mvn.sh", "touch '%s'".formatted(home.resolve("proxy/target/proxy.aot")));

    assertThat(isBuiltAgain(run(Map.of()))).isTrue();
    assertThat(Files.readString(home.resolve("target/build.log")))
        .contains(
            " -T 1C ", " -Dmaven.test.skip=true ", " -pl !baselines,!dashboards,!e2e-selenium ");
  }

  @ParameterizedTest
  @ValueSource(strings = {"wire", "frontend", "proxy", "baselines/netty", "gatling"})
  void newerSourceIsBuilt(String module) throws Exception {
    Files.setLastModifiedTime(home.resolve(module).resolve("src/main/Code.java"), LATEST);

    assertThat(isBuiltAgain(run(Map.of()))).isTrue();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "frontend/node_modules/a/index.js",
        "frontend/dist/index.html",
        "frontend/target/.stamp",
        "proxy/src/test/CodeTest.java",
        "gatling/src/perf/__pycache__/measuring.pyc"
      })
  void newerFileThatIsNoPartOfAProductIsNotBuilt(String file) throws Exception {
    Files.setLastModifiedTime(write("check out/" + file, ""), LATEST);

    assertThat(isBuiltAgain(run(Map.of()))).isFalse();
  }

  @ParameterizedTest
  @ValueSource(strings = {"v18.20.4", "v20.18.3", "v22.11.0"})
  void pagesThatNeedANewerNodeAreLeftOut(String version) throws Exception {
    script("bin/node", "echo " + version);
    Files.delete(dir.resolve(PAGES));
    assertThat(isBuiltAgain(run(Map.of()))).isFalse();

    Files.setLastModifiedTime(home.resolve("wire/src/main/Code.java"), LATEST);
    Run run = run(Map.of());

    assertThat(isBuiltAgain(run)).isTrue();
    assertThat(Files.readString(home.resolve("target/build.log"))).contains(" -DskipUi ");
    assertThat(run.err())
        .contains(
            "bench: leaving out the pages: they need Node 20.19, 22.12 or newer with npm, and this"
                + " is Node "
                + version.substring(1));
  }

  @Test
  void pagesAreLeftOutWithoutNode() throws Exception {
    script("bin/node", "exit 127");
    Files.delete(dir.resolve(PAGES));
    Files.setLastModifiedTime(home.resolve("wire/src/main/Code.java"), LATEST);

    assertThat(run(Map.of()).err()).contains("and there is no Node (Debian 12's own nodejs is 18");
  }

  @ParameterizedTest
  @ValueSource(strings = {"v20.19.0", "v22.12.0", "v24.1.0"})
  void pagesAreBuiltOnceNodeIsThere(String version) throws Exception {
    script("bin/node", "echo " + version);
    Files.delete(dir.resolve(PAGES));

    Run run = run(Map.of());

    assertThat(isBuiltAgain(run)).isTrue();
    assertThat(Files.readString(home.resolve("target/build.log"))).doesNotContain("-DskipUi");
    assertThat(run.err()).doesNotContain("leaving out");
  }

  @Test
  void variablesOfTheShellChangeNothing() throws Exception {
    Files.createDirectories(dir.resolve("elsewhere/check out"));
    Run run =
        run(
            Map.of(
                "CDPATH", dir.resolve("elsewhere") + ":.",
                "GREP_OPTIONS", "--color=always",
                "BASH_ENV", "/no/such/file",
                "ENV", "/no/such/file"),
            "check out/bench",
            "--version");

    assertThat(run.status()).as(run.err()).isZero();
    assertThat(run.out()).contains("-Dfirsttoken.home=" + home);
    assertThat(run.err()).isEmpty();
  }

  @Test
  void symbolicLinkWithADashIsFollowed() throws Exception {
    Files.createSymbolicLink(dir.resolve("-b"), Path.of("check out/bench"));

    Run run = run(Map.of(), "./-b", "--version");

    assertThat(run.status()).as(run.err()).isZero();
    assertThat(run.out()).contains("-Dfirsttoken.home=" + home);
  }

  @ParameterizedTest
  @ValueSource(strings = {"C", "POSIX", "de_DE.ISO-8859-1", "no_SUCH.locale"})
  void jvmRunsInUtf8WhateverTheLocale(String locale) throws Exception {
    assertThat(run(Map.of("LC_ALL", locale)).words()).contains("locale UTF-8");
    assertThat(run(Map.of("LC_ALL", "", "LANG", locale)).words()).contains("locale UTF-8");
  }

  @Test
  void serveBecomesTheProxyWithItsVariables() throws Exception {
    script(
        "jdk/bin/java",
        "printf '%s\\n' \"$$\" \"$@\" \"$PORT $FIRST_TOKEN_HOST $LLM_BASE_URL $RESULTS_DIR\"");
    Files.createDirectories(dir.resolve("my results"));

    Run run =
        run(
            Map.of("PORT", "1"),
            "sh",
            "-c",
            "echo \"$$\"; exec \"$@\"",
            "sh",
            home.resolve("bench").toString(),
            "serve",
            "--port=65535",
            "--host=::1",
            "--upstream=http://localhost:1/v1",
            "--results=my results");

    assertThat(run.status()).as(run.err()).isZero();
    assertThat(run.words().get(1)).as("process").isEqualTo(run.words().getFirst());
    assertThat(run.words())
        .contains(
            "@" + home.resolve("proxy/target/proxy.jvmargs"),
            "-XX:AOTCache=" + home.resolve("proxy/target/proxy.aot"))
        .endsWith(
            "-jar",
            home.resolve("proxy/target/proxy.jar").toString(),
            "65535 ::1 http://localhost:1/v1 " + dir.resolve("my results"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "--help",
        "--memory=1g",
        "--port 8080",
        "--port=65536",
        "--port=100000",
        "--port=8o80",
        "--port=",
        "--host=",
        "--results=nowhere",
        "--port=1 --port=2",
        "--prot=1",
        "word"
      })
  void flagsOfServeThatNeedACheckGoToTheCommandLine(String flags) throws Exception {
    List<String> command = new ArrayList<>(List.of(home.resolve("bench").toString(), "serve"));
    command.addAll(List.of(flags.split(" ", -1)));

    Run run = run(Map.of("PORT", "1"), command.toArray(String[]::new));

    assertThat(run.status()).as(run.err()).isZero();
    assertThat(String.join(" ", run.words()))
        .contains("dev.firsttoken.bench.cli.Main serve " + flags)
        .doesNotContain("-jar");
  }

  @Test
  void commandThatTheCommandLinePrintsIsRunInItsPlace() throws Exception {
    script(
        "jdk/bin/java",
        "echo \"exec 'env' 'A=it'\\\\''s \\$HOME' 'sh' '-c' 'echo \\\"\\$A\\\"; exit 7'\"");

    Run run = run(Map.of(), home.resolve("bench").toString(), "serve", "--memory=1g");

    assertThat(run.out()).isEqualTo("it's $HOME\n");
    assertThat(run.status()).isEqualTo(7);
  }

  @Test
  void failureOfTheCommandLineIsThatOfServe() throws Exception {
    script("jdk/bin/java", "echo 'no such flag' >&2; exit 2");

    Run run = run(Map.of(), home.resolve("bench").toString(), "serve", "--no-such-flag");

    assertThat(run.status()).isEqualTo(ExitStatus.USAGE);
    assertThat(run.out()).isEmpty();
    assertThat(run.err()).isEqualTo("no such flag\n");
  }

  @Test
  void classesThatAreNewerThanTheJarAreLeftToTheCommandLine() throws Exception {
    write("check out/proxy/target/classes/Application.class", "");
    Files.setLastModifiedTime(home.resolve("proxy/target/classes/Application.class"), LATEST);

    assertThat(run(Map.of(), home.resolve("bench").toString(), "serve").out())
        .contains("dev.firsttoken.bench.cli.Main");
  }

  @Test
  void collectorOfTheEnvironmentIsRefusedInOneSentence() throws Exception {
    Run run = run(Map.of("JAVA_TOOL_OPTIONS", "-XX:+UseG1GC"));

    assertThat(run.status()).isEqualTo(ExitStatus.FAILED);
    assertThat(run.err()).startsWith("bench: JAVA_TOOL_OPTIONS").hasLineCount(1);
    assertThat(run(Map.of("JAVA_TOOL_OPTIONS", "-Duser.timezone=UTC")).status()).isZero();
  }

  @Test
  void fewerOpenFilesThanTheBenchNeedsAreRefusedInOneSentence() throws Exception {
    String bench = "exec '" + home.resolve("bench") + "' sweep --total=1";
    Run refused = run(Map.of(), "sh", "-c", "ulimit -n 159; " + bench);

    assertThat(refused.status()).isEqualTo(ExitStatus.FAILED);
    assertThat(refused.err())
        .startsWith("bench: this shell may open 159 files (ulimit -n)")
        .hasLineCount(1);
    assertThat(run(Map.of(), "sh", "-c", "ulimit -n 160; " + bench).status()).isZero();
  }

  @Test
  void longBuildSaysHowFarItIs() throws Exception {
    script("bin/sleep", "exit 0");
    Files.delete(home.resolve("proxy/target/proxy.aot"));
    write(
        "mvn.sh",
        """
        echo '[INFO] Building First Token: proxy 0.1.0-SNAPSHOT [3/4]'
        echo '[INFO] --- maven-compiler-plugin:3.16.0:compile (default-compile) @ proxy ---'
        until grep -q 'still building.*compile' '%s'; do :; done
        touch '%s'
        """
            .formatted(dir.resolve("stderr"), home.resolve("proxy/target/proxy.aot")));

    Run run = run(Map.of());

    assertThat(isBuiltAgain(run)).isTrue();
    assertThat(run.err())
        .contains("bench: building First Token: proxy [3/4]")
        .containsPattern(
            "bench: still building: \\d+ s so far, 0 files downloaded, proxy: compile\n");
  }

  @Test
  void buildWhoseOutputHasNoLastLineEndSucceeds() throws Exception {
    Path cache = home.resolve("proxy/target/proxy.aot");
    Files.delete(cache);
    write("mvn.sh", "touch '%s'; printf '\\033[0m'".formatted(cache));

    Run run = run(Map.of());

    assertThat(run.status()).as(run.err()).isZero();
    assertThat(isBuiltAgain(run)).isTrue();
  }

  @Test
  void failedBuildNamesItsLog() throws Exception {
    Files.delete(home.resolve("proxy/target/proxy.aot"));
    write("mvn.sh", "exit 1");

    Run run = run(Map.of());

    assertThat(run.status()).isEqualTo(ExitStatus.FAILED);
    assertThat(run.err()).contains("the whole log is in " + home.resolve("target/build.log"));
  }

  @Test
  void pathWithAColonIsRefused() throws Exception {
    Path colon = dir.resolve("a:b");
    Files.move(home, colon);
    home = colon;

    Run run = run(Map.of());

    assertThat(run.status()).isEqualTo(ExitStatus.FAILED);
    assertThat(run.err()).contains("has a colon").hasLineCount(1);
  }
}
