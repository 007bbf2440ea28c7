package dev.firsttoken.bench.wrk;

import static org.assertj.core.api.Assertions.assertThat;

import dev.firsttoken.bench.wrk.output.WrkErrors;
import java.net.URI;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class WrkReportTest {

  private static List<String> format(TestRuns runs, int width) {
    return WrkReport.format(WrkComparison.of(runs.result()), width, width);
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

  private static String text(TestRuns runs) {
    return String.join(" ", format(runs, 100)).replaceAll("\\s+", " ");
  }

  @Test
  void toolThatIsBusyAllTheTimeIsSaidToBeAPossibleLimit() {
    assertThat(text(new TestRuns().target("one", 1).toolCpu(48_000_000_000L).target("two", 1)))
        .contains(
            "wrk2 was busy on up to 1.60 of the 2 cores that it can use: the numbers may show its"
                + " limit and not the server's. Load");
    assertThat(text(new TestRuns().toolCpu(null).target("one", 1)))
        .contains("The CPU time of wrk2 is unknown");
  }

  @Test
  void toolAndServerThatFillTheirMachineTogetherAreSaidToDoSo() {
    TestRuns full = new TestRuns().toolCpu(22_000_000_000L).serverCpu(38_000_000_000L);
    assertThat(text(full.target("one", 1)))
        .contains(
            "wrk2 was busy on up to 0.73 of the 2 cores that it can use, and with one on up to 2.00"
                + " of the 2 cores of the machine: together they filled it");
    TestRuns idle = new TestRuns().serverCpu(27_000_000_000L).target("default", 1);
    assertThat(text(idle))
        .contains(
            "wrk2 was busy on up to 0.50 of the 2 cores that it can use, and with the server on up"
                + " to 1.40 of the 2 cores of the machine.")
        .doesNotContain("filled");
  }

  @Test
  void serverWhoseCpuIsUnknownMayShareTheCores() {
    assertThat(text(new TestRuns().onAnotherMachine().target("one", 1)))
        .contains(
            "wrk2 was busy on up to 0.50 of the 2 cores that it can use. If the server runs on the"
                + " same machine, it shares them.");
  }

  @Test
  void percentilesOfFewResponsesAreTheSlowestOfThem() {
    assertThat(text(new TestRuns().target("one", 1))).doesNotContain("the slowest of them");
    assertThat(text(new TestRuns().latencies(100).target("one", 1)))
        .doesNotContain("the slowest of them", "12.00");
    assertThat(text(new TestRuns().latencies(99).target("one", 1)))
        .contains("one has a run of 99 responses: p99 is the slowest of them. Give a longer");
    assertThat(text(new TestRuns().target("one", 1).latencies(1).target("two", 1)))
        .contains("two has a run of 1 response: p90 and p99 are the slowest of them.");
  }

  private static TestRuns refusing(@Nullable Integer status) {
    WrkTarget target = WrkTarget.at("one", URI.create("http://127.0.0.1:1/x"), null);
    return new TestRuns()
        .target("one", 1)
        .errors("one", new WrkErrors(0, 0, 0, 0, 1000))
        .replaceTarget(status == null ? target : target.withResponse(status, 3));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "404 | one responds to http://127.0.0.1:1/x with status 404: there is nothing at this"
            + " path.",
        "401 | with status 401: it needs a key, which the tool",
        "405 | with status 405: it takes no GET.",
        "429 | with status 429: it limits its requests.",
        "500 | with status 500: the server fails. See its log.",
        "400 | with status 400: it refuses the request. Check the path and the query of --url.",
        "200 | with status 200, so the errors came with the load",
      })
  void statusOfTheErrorsIsNamedWithTheWayOut(int status, String sentence) {
    assertThat(text(refusing(status))).contains(sentence);
  }

  @Test
  void errorsWhoseStatusIsUnknownAreToBeLookedAt() {
    assertThat(text(refusing(null))).contains("status of its errors is unknown: try curl -i");
    assertThat(text(new TestRuns().target("one", 1))).doesNotContain("responds to", "responded to");
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
