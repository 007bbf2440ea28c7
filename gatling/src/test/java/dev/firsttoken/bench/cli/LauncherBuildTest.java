package dev.firsttoken.bench.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The launcher builds what is missing or older than its source, and nothing else. */
class LauncherBuildTest {
  @TempDir Path dir;
  private FakeCheckout checkout;

  @BeforeEach
  void makeCheckout() throws IOException {
    checkout = FakeCheckout.in(dir);
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
    checkout.write("mvn.sh", "touch '%s'".formatted(dir.resolve(file)));
    if (file.endsWith("gatling/target/classpath")) {
      checkout.write("mvn.sh", "echo / > '%s'".formatted(dir.resolve(file)));
    }

    assertThat(checkout.isBuiltAgain(checkout.sweep())).isTrue();
  }

  @Test
  void cacheOfAnEarlierJarIsMadeAgain() throws Exception {
    Files.setLastModifiedTime(checkout.path("proxy/target/proxy.aot"), FakeCheckout.EARLIER);

    assertThat(checkout.isBuiltAgain(checkout.sweep())).isTrue();
  }

  /** The class path of the bench may be written while the proxy is still compiled. */
  @ParameterizedTest
  @ValueSource(strings = {"wire", "frontend", "proxy", "baselines/netty"})
  void sourceThatABuildLeftOutIsBuiltThoughTheBenchIsNewer(String module) throws Exception {
    Files.setLastModifiedTime(
        checkout.path("gatling/target/classpath"), FileTime.fromMillis(4_000_000_002_000L));
    Files.setLastModifiedTime(
        checkout.path(module).resolve("src/main/Code.java"), FakeCheckout.LATEST);

    assertThat(checkout.isBuiltAgain(checkout.sweep())).isTrue();
  }

  @Test
  void buildCompilesNoTestAndSeveralModulesAtOnce() throws Exception {
    Files.delete(checkout.path("proxy/target/proxy.aot"));
    checkout.write("mvn.sh", "touch '%s'".formatted(checkout.path("proxy/target/proxy.aot")));

    assertThat(checkout.isBuiltAgain(checkout.sweep())).isTrue();
    assertThat(Files.readString(checkout.path("target/build.log")))
        .contains(
            " -T 1C ",
            " -Dmaven.test.skip=true ",
            " -pl !baselines,!dashboards,!deploy,!e2e-selenium ");
  }

  @ParameterizedTest
  @ValueSource(strings = {"wire", "frontend", "proxy", "baselines/netty", "gatling"})
  void newerSourceIsBuilt(String module) throws Exception {
    Files.setLastModifiedTime(
        checkout.path(module).resolve("src/main/Code.java"), FakeCheckout.LATEST);

    assertThat(checkout.isBuiltAgain(checkout.sweep())).isTrue();
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
    Files.setLastModifiedTime(checkout.write("check out/" + file, ""), FakeCheckout.LATEST);

    assertThat(checkout.isBuiltAgain(checkout.sweep())).isFalse();
  }

  @ParameterizedTest
  @ValueSource(strings = {"v18.20.4", "v20.18.3", "v22.11.0"})
  void pagesThatNeedANewerNodeAreLeftOut(String version) throws Exception {
    checkout.script("bin/node", "echo " + version);
    Files.delete(dir.resolve(FakeCheckout.PAGES));
    assertThat(checkout.isBuiltAgain(checkout.sweep())).isFalse();

    Files.setLastModifiedTime(checkout.path("wire/src/main/Code.java"), FakeCheckout.LATEST);
    LauncherRun run = checkout.sweep();

    assertThat(checkout.isBuiltAgain(run)).isTrue();
    assertThat(Files.readString(checkout.path("target/build.log"))).contains(" -DskipUi ");
    assertThat(run.err())
        .contains(
            "bench: leaving out the pages: they need Node 20.19, 22.12 or newer with npm, and this"
                + " is Node "
                + version.substring(1));
  }

  @Test
  void pagesAreLeftOutWithoutNode() throws Exception {
    checkout.script("bin/node", "exit 127");
    Files.delete(dir.resolve(FakeCheckout.PAGES));
    Files.setLastModifiedTime(checkout.path("wire/src/main/Code.java"), FakeCheckout.LATEST);

    assertThat(checkout.sweep().err())
        .contains("and there is no Node (Debian 12's own nodejs is 18");
  }

  @ParameterizedTest
  @ValueSource(strings = {"v20.19.0", "v22.12.0", "v24.1.0"})
  void pagesAreBuiltOnceNodeIsThere(String version) throws Exception {
    checkout.script("bin/node", "echo " + version);
    Files.delete(dir.resolve(FakeCheckout.PAGES));

    LauncherRun run = checkout.sweep();

    assertThat(checkout.isBuiltAgain(run)).isTrue();
    assertThat(Files.readString(checkout.path("target/build.log"))).doesNotContain("-DskipUi");
    assertThat(run.err()).doesNotContain("leaving out");
  }

  @Test
  void longBuildSaysHowFarItIs() throws Exception {
    checkout.script("bin/sleep", "exec /bin/sleep 0.02"); // a second of the launcher and of Maven
    Path cache = checkout.path("proxy/target/proxy.aot");
    Files.delete(cache);
    checkout.write(
        "mvn.sh",
        """
        echo '[INFO] Building First Token: proxy 0.1.0-SNAPSHOT [3/4]'
        echo '[INFO] --- maven-compiler-plugin:3.16.0:compile (default-compile) @ proxy ---'
        looks=0
        until grep -q 'still building.*compile' '%s'; do
          looks=$((looks + 1))
          [ "$looks" -lt 1000 ] || exit 1
          sleep 1
        done
        touch '%s'
        """
            .formatted(dir.resolve("stderr"), cache));

    LauncherRun run = checkout.sweep();

    assertThat(checkout.isBuiltAgain(run)).isTrue();
    assertThat(run.err())
        .contains("bench: building First Token: proxy [3/4]")
        .containsPattern(
            "bench: still building: \\d+ s so far, 0 files downloaded, proxy: compile\n");
  }

  @Test
  void buildWhoseOutputHasNoLastLineEndSucceeds() throws Exception {
    Path cache = checkout.path("proxy/target/proxy.aot");
    Files.delete(cache);
    checkout.write("mvn.sh", "touch '%s'; printf '\\033[0m'".formatted(cache));

    LauncherRun run = checkout.sweep();

    assertThat(run.status()).as(run.err()).isZero();
    assertThat(checkout.isBuiltAgain(run)).isTrue();
  }

  /**
   * As with {@code ./bench serve} and {@code ./bench sweep} in two terminals, right after a clone.
   */
  @Test
  void secondCommandWaitsForTheBuildOfTheFirst() throws Exception {
    Path cache = checkout.path("proxy/target/proxy.aot");
    Files.delete(cache);
    checkout.script("jdk/bin/java", "[ ! -e /proc/$$/fd/9 ] || echo keeps the lock");
    checkout.write(
        "mvn.sh",
        """
        echo built >> '%s'
        looks=0
        until grep -q 'another command is building' '%s'; do
          looks=$((looks + 1))
          [ "$looks" -lt 1000 ] || exit 1
          sleep 0.02
        done
        touch '%s'
        """
            .formatted(dir.resolve("builds"), dir.resolve("stderr"), cache));

    LauncherRun run =
        checkout.run(
            Map.of(), "sh", "-c", "\"$0\" sweep & \"$0\" sweep && wait $!", checkout.launcher());

    assertThat(run.status()).as(run.err()).isZero();
    assertThat(run.err())
        .containsOnlyOnce("bench: another command is building this checkout; waiting for it");
    assertThat(dir.resolve("builds")).hasContent("built");
    assertThat(run.out()).doesNotContain("keeps the lock");
  }

  @Test
  void failedBuildNamesItsLog() throws Exception {
    Files.delete(checkout.path("proxy/target/proxy.aot"));
    checkout.write("mvn.sh", "exit 1");

    LauncherRun run = checkout.sweep();

    assertThat(run.status()).isEqualTo(ExitStatus.FAILED);
    assertThat(run.err()).contains("the whole log is in " + checkout.path("target/build.log"));
  }
}
