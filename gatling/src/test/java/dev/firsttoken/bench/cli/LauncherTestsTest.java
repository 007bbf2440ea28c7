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

/** The launcher as it runs the tests of the checkout. */
class LauncherTestsTest {
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
    checkout.script("bin/uname", "echo Linux x86_64");
    for (String program :
        List.of("wrk", "python3", "chromium", "chromedriver", "prometheus", "debootstrap")) {
      checkout.script("bin/" + program, "");
    }
    for (String program : List.of("haproxy", "ip", "munged", "slurmctld", "slurmd", "sbatch")) {
      checkout.script("bin/" + program, "");
    }
  }

  private LauncherRun test(String... flags) throws Exception {
    List<String> command = new ArrayList<>(List.of(checkout.launcher(), "test"));
    command.addAll(List.of(flags));
    return checkout.run(Map.of(), command.toArray(String[]::new));
  }

  @Test
  void testsThatWereNotRunAreNamedAtTheEnd() throws Exception {
    checkout.write(
        "mvn.sh",
        REPORT.formatted("HostIT", "ip is not in PATH; apt-get install iproute2", "2100-01-01")
            + REPORT.formatted("OldIT", "of an earlier run", "2001-01-01"));

    LauncherRun run = test("--all");

    assertThat(run.status()).as(run.err()).isZero();
    assertThat(run.err().lines())
        .containsExactly("bench: HostIT is not run: ip is not in PATH; apt-get install iproute2");
  }

  @Test
  void statusIsThatOfTheTests() throws Exception {
    checkout.write("mvn.sh", "exit 7");

    assertThat(test().status()).isEqualTo(7);
  }
}
