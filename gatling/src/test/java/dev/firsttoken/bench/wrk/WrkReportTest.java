package dev.firsttoken.bench.wrk;

import static org.assertj.core.api.Assertions.assertThat;

import dev.firsttoken.bench.wrk.output.WrkErrors;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class WrkReportTest {

  private static List<String> format(TestRuns runs, int width) {
    return WrkReport.format(WrkComparison.of(runs.result()), width);
  }

  private static TestRuns fourServers() {
    return new TestRuns()
        .target("micronaut", 1.5, 1.6, 1.5)
        .target("express", 3.1, 3.3, 3.2)
        .target("a-name-of-twenty-letters", 1234.5, 2000, 3000)
        .target("flask", 1.5, 1.7, 1.4);
  }

  @Test
  void oneRunIsOneRow() {
    List<String> lines = format(new TestRuns().target("target", 2), 100);

    assertThat(lines.getFirst())
        .startsWith("wrk2 4.1.0: 128 connections, 4 threads, 30 s, 5,000 requests/s asked, GET");
    assertThat(lines)
        .contains(
            "         p50   p90    p99  p99.9    max   responses   read  errors      CPU  peak RSS",
            "          ms    ms     ms     ms     ms  per second  MiB/s          ms/100k       MiB",
            "target  2.00  6.00  20.00  24.00  40.00      2500.0   1.00       0    100.0    "
                + " 64.00");
    assertThat(String.join(" ", lines)).contains("achieved 2,500 of 5,000 requests/s");
  }

  @Test
  void rowOfSeveralRunsIsOfAllOfThem() {
    assertThat(format(new TestRuns().target("target", 16, 1), 100))
        .contains(
            "target  4.00  12.00  40.00  48.00  320.0      1250.0   1.00       0    200.0    "
                + " 64.00");
  }

  @Test
  void verdictsStandBelowTheirValues() {
    List<String> lines = format(fourServers(), 100);

    assertThat(String.join("\n", lines))
        .contains("(reference)", "slower 2.09×", "95 %: ", "more 2.09×");
    assertThat(lines).anyMatch(line -> line.startsWith("a-name-of-twent…"));
  }

  @ParameterizedTest
  @ValueSource(ints = {40, 60, 80, 100})
  void noLineIsWiderThanTheTerminal(int width) {
    for (TestRuns runs : List.of(fourServers(), new TestRuns().target("one", 12345.6))) {
      assertThat(format(runs, width)).allMatch(line -> line.length() <= width);
    }
  }

  @Test
  void narrowTerminalHidesColumnsAndSaysSo() {
    assertThat(format(new TestRuns().target("one", 1), 60))
        .anyMatch(line -> line.matches("\\(\\d columns hidden; see the JSON\\)"));
  }

  @Test
  void failuresAndErrorsAreNamed() {
    List<String> lines =
        format(
            new TestRuns()
                .target("one", 1)
                .errors("one", new WrkErrors(0, 1500, 0, 2, 3))
                .target("two", 1)
                .failedRun("two", Ending.TIMED_OUT, null, "")
                .failedTarget("three", "It has no port."),
            100);

    assertThat(lines)
        .contains(
            "one had errors: connect 0, read 1,500, write 0, timeout 2, status other than 2xx and"
                + " 3xx 3",
            "two: wrk2 did not end after its duration, so it was ended",
            "three: It has no port.");
  }

  @Test
  void toolThatIsBusyAllTheTimeIsSaidToBeAPossibleLimit() {
    assertThat(format(new TestRuns().target("one", 1), 100))
        .contains("wrk2 was busy on up to 0.50 of the 2 cores that it can use.");
    TestRuns busy = new TestRuns().target("one", 1).toolCpu(48_000_000_000L).target("two", 1);
    assertThat(String.join(" ", format(busy, 100)))
        .contains(
            "wrk2 was busy on up to 1.60 of the 2 cores that it can use: the numbers may show");
    TestRuns unknown = new TestRuns().toolCpu(null).target("one", 1);
    assertThat(String.join(" ", format(unknown, 100))).contains("The CPU time of wrk2 is unknown");
  }

  @Test
  void latenciesOfWrkAreSaidToLeaveOutTheWait() {
    List<String> lines = format(new TestRuns().by(WrkTool.WRK).target("one", 1), 100);

    assertThat(String.join(" ", lines)).contains("(coordinated omission)").doesNotContain("asked");
  }

  @Test
  void textOfAToolCannotDriveTheTerminal() {
    List<String> lines =
        format(
            new TestRuns()
                .target("one", 1)
                .failedRun("one", Ending.EXITED, 1, "\u001b[2Jbroken\u0007"),
            100);

    assertThat(String.join("", lines)).contains("broken").doesNotContain("\u001b", "\u0007");
  }
}
