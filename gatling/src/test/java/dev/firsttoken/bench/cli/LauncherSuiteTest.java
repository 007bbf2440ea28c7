package dev.firsttoken.bench.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The launcher runs the tests, with the archive and the image where they can be made. */
class LauncherSuiteTest {
  private static final String ALL_TAGS = "-Dexcluded.groups=none";
  private static final String ARCHIVE = "-Pdist,image";

  @TempDir Path dir;
  private FakeCheckout checkout;

  @BeforeEach
  void makeCheckout() throws IOException {
    checkout = FakeCheckout.in(dir);
    checkout.script("bin/mvn", "[ \"$2\" != verify ] || printf '%s\\n' \"$@\"");
    checkout.script("bin/uname", "echo Linux x86_64");
    checkout.script("bin/id", "echo 1000");
    for (String tool : new String[] {"wrk", "python3", "chromium", "chromedriver", "prometheus"}) {
      checkout.script("bin/" + tool, "");
    }
  }

  private LauncherRun test(String... args) throws Exception {
    String[] command = new String[args.length + 2];
    command[0] = checkout.launcher();
    command[1] = "test";
    System.arraycopy(args, 0, command, 2, args.length);
    // Without the folders of root, in which debootstrap is.
    return checkout.run(Map.of("PATH", dir.resolve("bin") + ":/usr/bin:/bin"), command);
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
    for (String tool : new String[] {"haproxy", "ip", "munged", "slurmctld", "slurmd", "sbatch"}) {
      checkout.script("bin/" + tool, "");
    }
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
}
