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

/** The launcher runs the tests, with the archive and the image where they can be made. */
class LauncherSuiteTest {
  private static final String ALL_TAGS = "-Dexcluded.groups=none";
  private static final String ARCHIVE = "-Pdist,image";

  /** The machine's own programs that the launcher calls here, and none that it would install. */
  private static final List<String> MACHINE_PROGRAMS =
      List.of(
          "cat",
          "dirname",
          "env",
          "find",
          "grep",
          "head",
          "locale",
          "mkdir",
          "readlink",
          "sed",
          "sh",
          "sort",
          "touch");

  private static final List<String> PROGRAMS_OF_TESTS =
      List.of("wrk", "python3", "chromium", "chromedriver", "prometheus");

  private static final List<String> PROGRAMS_OF_CLUSTERS =
      List.of("haproxy", "ip", "munged", "slurmctld", "slurmd", "sbatch");

  /** Maven code that leaves the report of a test class, whose last change has a date. */
  private static final String REPORT =
      """
      mkdir -p proxy/target/failsafe-reports
      cat >proxy/target/failsafe-reports/TEST-%1$s.xml <<'END'
      <testcase name="a"><skipped type="T"><![CDATA[T: Assumption failed: %1$s is not run: %2$s
      \tat a.Line.of(Code.java)
      ]]></skipped><system-err>%1$s is not run: %2$s</system-err></testcase>
      END
      touch -d %3$s proxy/target/failsafe-reports/TEST-%1$s.xml
      """;

  @TempDir Path dir;
  private FakeCheckout checkout;

  @BeforeEach
  void makeCheckout() throws IOException {
    checkout = FakeCheckout.in(dir);
    checkout.script("bin/mvn", "[ \"$2\" != verify ] || printf '%s\n' \"$@\"; sh \"$MVN_SCRIPT\"");
    checkout.script("bin/uname", "echo Linux x86_64");
    checkout.script("bin/id", "echo 1000");
    install(PROGRAMS_OF_TESTS);
    for (String program : MACHINE_PROGRAMS) {
      checkout.offer(program);
    }
  }

  private void install(List<String> programs) throws IOException {
    for (String program : programs) {
      checkout.script("bin/" + program, "");
    }
  }

  private LauncherRun test(String... flags) throws Exception {
    List<String> command = new ArrayList<>(List.of(checkout.launcher(), "test"));
    command.addAll(List.of(flags));
    String path = dir.resolve("bin") + ":" + dir.resolve("machine");
    return checkout.run(Map.of("PATH", path), command.toArray(String[]::new));
  }

  @Test
  void everydayTestsMakeNoArchive() throws Exception {
    LauncherRun run = test("-pl", "wire");

    assertThat(run.words()).containsExactly("-B", "verify", "-pl", "wire");
    assertThat(run.err()).isEmpty();
  }

  @Test
  void allTestsIncludeThoseOfArchiveAndImageAndDownloadNoBaseImage() throws Exception {
    LauncherRun run = test("--all", "-fae");

    assertThat(run.words())
        .containsExactly(
            "-B",
            "verify",
            ALL_TAGS,
            ARCHIVE,
            "-Dimage.base=tar://" + checkout.path("dist/image/target/empty-base.tar"),
            "-fae");
    assertThat(run.err()).isEmpty();
  }

  @Test
  void archiveIsLeftOutWhereItCannotBeMade() throws Exception {
    checkout.script("bin/uname", "echo Linux aarch64");

    LauncherRun run = test("--all");

    assertThat(run.words()).containsExactly("-B", "verify", ALL_TAGS);
    assertThat(run.err())
        .isEqualTo(
            "bench: leaving out the archive, the image and their tests: it is made on Linux on"
                + " x86-64, and this is Linux aarch64\n");
  }

  @Test
  void archiveIsLeftOutWithoutNode() throws Exception {
    checkout.script("bin/node", "exit 127");

    LauncherRun run = test("--all");

    assertThat(run.words()).containsExactly("-B", "verify", "-DskipUi", ALL_TAGS);
    assertThat(run.err()).contains("bench: leaving out the archive, the image and their tests: ");
  }

  @Test
  void debootstrapThatCannotBeInstalledStopsNoTest() throws Exception {
    checkout.script("bin/id", "echo 0");
    install(PROGRAMS_OF_CLUSTERS);
    checkout.script("bin/apt-get", "exit 100");

    LauncherRun run = test("--all");

    assertThat(run.status()).as(run.err()).isZero();
    assertThat(run.words()).contains(ARCHIVE);
    assertThat(run.err())
        .isEqualTo(
            """
            bench: missing: debootstrap. Installing with apt-get.
            bench: apt-get update failed: see above
            """);
  }

  @Test
  void packagesOfClustersThatCannotBeInstalledStopNoTest() throws Exception {
    checkout.script("bin/id", "echo 0");
    checkout.script("bin/apt-get", "exit 100");

    LauncherRun run = test("--all");

    assertThat(run.status()).as(run.err()).isZero();
    assertThat(run.words()).contains(ALL_TAGS, ARCHIVE);
    assertThat(run.err()).contains("slurmctld", "bench: apt-get update failed: see above");
  }

  @Test
  void testsThatWereNotRunAreNamedAtTheEnd() throws Exception {
    checkout.script("bin/mvn", "echo \"$2\" >&2; sh \"$MVN_SCRIPT\"");
    checkout.write(
        "mvn.sh",
        REPORT.formatted("HostIT", "ip is not in PATH; apt-get install iproute2", "2100-01-01")
            + REPORT.formatted("OldIT", "of an earlier run", "2001-01-01"));

    LauncherRun run = test("--all");

    assertThat(run.status()).as(run.err()).isZero();
    assertThat(run.err().lines())
        .containsExactly(
            "verify",
            "gatling:test",
            "bench: HostIT is not run: ip is not in PATH; apt-get install iproute2");
  }

  @Test
  void statusIsThatOfTheTests() throws Exception {
    checkout.write("mvn.sh", "exit 7");

    assertThat(test().status()).isEqualTo(7);
  }
}
