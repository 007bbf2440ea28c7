package dev.firsttoken.bench.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The launcher starts a simulation by Maven once all tests have passed. */
class LauncherGatlingTest {
  private static final String FAILURE =
      "bench: the tests passed, and mvn gatling:test failed: see above\n";

  @TempDir Path dir;
  private FakeCheckout checkout;

  @BeforeEach
  void makeCheckout() throws IOException {
    checkout = FakeCheckout.in(dir);
    checkout.script("bin/uname", "echo Linux aarch64");
    checkout.script("bin/id", "echo 1000");
    for (String program : List.of("wrk", "python3", "chromium", "chromedriver", "prometheus")) {
      checkout.script("bin/" + program, "");
    }
    letMavenFailAt("no goal");
  }

  private void letMavenFailAt(String goal) throws IOException {
    checkout.script(
        "bin/mvn", "echo \"$@\"\ncase \" $* \" in *\" %s \"*) exit 7 ;; esac".formatted(goal));
  }

  private LauncherRun test(String... flags) throws Exception {
    List<String> command = new ArrayList<>(List.of(checkout.launcher(), "test"));
    command.addAll(List.of(flags));
    return checkout.run(Map.of(), command.toArray(String[]::new));
  }

  @Test
  void allTestsEndWithTheSmokeSimulation() throws Exception {
    LauncherRun run = test("--all", "-o");

    assertThat(run.status()).as(run.err()).isZero();
    assertThat(run.words())
        .containsExactly(
            "-B verify -Dexcluded.groups=none -o",
            "-B gatling:test -Dgatling.simulationClass=dev.firsttoken.bench.SmokeSimulation"
                + " -DextraBody={\"temperature\":0}"
                + " -Dmaven.compiler.useIncrementalCompilation=false -Dformat.skip=true"
                + " -Dexcluded.groups=none -o");
    assertThat(run.err()).doesNotContain(FAILURE);
  }

  @Test
  void simulationThatFailsFailsTheSuite() throws Exception {
    letMavenFailAt("gatling:test");

    LauncherRun run = test("--all");

    assertThat(run.status()).isOne();
    assertThat(run.err()).endsWith(FAILURE);
  }

  @Test
  void noSimulationFollowsTestsThatFailed() throws Exception {
    letMavenFailAt("verify");

    LauncherRun run = test("--all");

    assertThat(run.status()).isEqualTo(7);
    assertThat(run.out()).doesNotContain("gatling:test");
  }

  @Test
  void testsOfSomeModulesStartNoSimulation() throws Exception {
    LauncherRun run = test("--all", "-pl", "wire");

    assertThat(run.status()).as(run.err()).isZero();
    assertThat(run.out()).doesNotContain("gatling:test");
  }

  @Test
  void everydayTestsStartNoSimulation() throws Exception {
    LauncherRun run = test();

    assertThat(run.status()).as(run.err()).isZero();
    assertThat(run.words()).containsExactly("-B verify");
  }
}
