package dev.firsttoken.bench.report.terminal;

import static dev.firsttoken.bench.report.terminal.SweepTableTest.bothModels;
import static dev.firsttoken.bench.report.terminal.SweepTableTest.fits;
import static dev.firsttoken.bench.report.terminal.SweepTableTest.print;
import static dev.firsttoken.bench.report.terminal.SweepTableTest.sweep;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.firsttoken.bench.result.Result;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Columns of the table at the widths of terminals, and in a file. */
class SweepTableWidthTest {
  @Test
  void narrowTerminalDropsTheLeastImportantColumnsAndSaysSo() {
    assertThat(print(sweep(), 60, false))
        .startsWith(
            """
            trust: 3 pass, 3 warn (failures at 32 users, tokens at 32
              users, samples), 6 not checked (Little's law at 32 users,
              load at 32 users, client CPU, loop delay, pauses, steal)
            load  ok  failed   rps  tok/s  TTFT ms         ICL ms  notes
                                              p50     p99     p99
               1   2       0  1.00  10.00   100.0   100.0*  500.0* b
              32   1       1  0.05   0.10* 2000.0* 2000.0*  18000* abc
            (5 columns hidden; see the JSON)
            """);
  }

  @Test
  void noLineIsWiderThanTheTerminal() {
    for (Result result : List.of(sweep(), bothModels())) {
      for (int columns = 40; columns <= 160; columns++) {
        assertThat(print(result, columns, false).lines())
            .as("%d columns", columns)
            .allMatch(fits(columns));
      }
    }
  }

  @Test
  void openLevelsShowDueTimesAndAnSloShowsGoodput() {
    assertThat(print(bothModels(), 140, false))
        .startsWith(
            """
            trust: 4 pass, 2 warn (send lag at 20 requests/s, samples), 6 not checked (Little's law, load at 8 users, client CPU, loop delay, pauses,
              steal)
            load  ok  failed   good  wall   rps  tok/s  TTFT ms              due-TTFT ms   send lag  TPOT ms  ICL ms  E2E ms          due-E2E ms  notes
                                  %     s                 p50    p95    p99    p50    p95    p99 ms      p50     p99     p50     p95         p50
               8   2       0  50.00  2.00  1.00  10.00  100.0  400.0* 400.0*     -      -         -    66.67   900.0* 1000.0  1000.0*          -  ab
            20/s   2       0  50.00  2.00  1.00  10.00  100.0* 400.0* 400.0* 110.0  410.0*    10.00*   66.67   900.0* 1000.0* 1000.0*     1010.0  abc
            (1 column hidden; see the JSON)
            """);
  }

  @Test
  void hundredColumnsKeepTheMostImportantNumbers() {
    assertThat(print(bothModels(), 100, false))
        .startsWith(
            """
            trust: 4 pass, 2 warn (send lag at 20 requests/s, samples), 6 not checked (Little's law, load at 8
              users, client CPU, loop delay, pauses, steal)
            load  ok  failed   good   rps  tok/s  TTFT ms              TPOT ms  ICL ms  E2E ms          notes
                                  %                 p50    p95    p99      p50     p99     p50     p95
               8   2       0  50.00  1.00  10.00  100.0  400.0* 400.0*   66.67   900.0* 1000.0  1000.0* ab
            20/s   2       0  50.00  1.00  10.00  100.0* 400.0* 400.0*   66.67   900.0* 1000.0* 1000.0* abc
            (6 columns hidden; see the JSON)
            """);
  }

  @Test
  void numbersThatTheSloLimitsAreShownWhateverTheWidth() {
    String slo = "ttft:p99<300ms,tpot:p99<50ms,icl:p50<50ms,due_e2e:p90<2s";
    for (int columns : new int[] {80, 100, ReportFormat.UNLIMITED}) {
      List<String> lines = print(bothModels(slo), columns, false).lines().toList();
      int heading = indexOf(lines, "load ");

      assertThat(lines.get(heading)).contains("TTFT ms", "TPOT ms", "ICL ms", "due-E2E ms");
      assertThat(lines.get(heading + 1)).containsSubsequence("p99", "p99", "p50", "p90");
    }
  }

  @Test
  void limitFromTheDueTimeKeepsTheTimeThatItIsAtClosedLevels() {
    List<String> lines = print(bothModels("due_ttft:p95<300ms"), 60, false).lines().toList();
    int heading = indexOf(lines, "load ");

    assertThat(lines.get(heading)).containsSubsequence("TTFT ms", "due-TTFT ms");
    assertThat(lines.get(heading + 1)).containsSubsequence("p95", "p95");
  }

  @Test
  void fileHasAllColumnsAndLinesOfUsualWidth() {
    ByteArrayOutputStream file = new ByteArrayOutputStream();
    PrintStream out = new PrintStream(file, true, UTF_8);
    TerminalReport.print(
        bothModels(), out, new Console(out, null, out, false, null).reportFormat());

    assertThat(file.toString(UTF_8))
        .contains("TTFT ms", "due-TTFT ms", "TPOT ms", "ICL ms", "due-E2E ms")
        .doesNotContain("hidden");
    assertThat(file.toString(UTF_8).lines().filter(line -> line.startsWith("warning")))
        .isNotEmpty()
        .allMatch(fits(100));
  }

  @Test
  void terminalOfUnknownWidthHasTheWidthOfPlainLines() {
    PrintStream out = new PrintStream(new ByteArrayOutputStream(), true, UTF_8);

    assertThat(new Console(System.err, null, out, false, null).reportFormat())
        .isEqualTo(ReportFormat.within(100, false));
  }

  private static int indexOf(List<String> lines, String start) {
    return lines.indexOf(
        lines.stream().filter(line -> line.startsWith(start)).findFirst().orElseThrow());
  }
}
