package dev.firsttoken.bench.report.terminal;

import static org.assertj.core.api.Assertions.assertThat;

import dev.firsttoken.bench.result.Result;
import dev.firsttoken.bench.trust.Warning;
import dev.firsttoken.bench.trust.Warning.Code;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class WarningMarksTest {
  private static Result with(Result result, Warning... warnings) {
    return new Result(
        result.header(),
        result.levels(),
        result.requests(),
        false,
        null,
        List.of(warnings),
        Map.of());
  }

  private static Warning warning(Code code, Integer... levels) {
    return code.toWarning(" here", List.of(levels));
  }

  /** Splits the row of a level into its cells. */
  private static List<String> row(String text, String level) {
    return text.lines()
        .map(line -> List.of(line.strip().split(" +", -1)))
        .filter(cells -> cells.getFirst().equals(level))
        .findFirst()
        .orElseThrow();
  }

  @Test
  void starStandsBehindEachNumberThatAWarningSpoilsAndItsLetterInTheNotes() {
    String text =
        SweepTableTest.print(
            with(
                SweepTableTest.sweep(),
                warning(Code.FEW_FOR_P99, 0, 1),
                warning(Code.TOKENS_BY_EVENTS, 1)),
            100,
            false);

    assertThat(row(text, "1"))
        .containsExactly(
            "1", "2", "0", "2.00", "1.00", "10.00", "100.0", "100.0", "100.0*", "100.0", "500.0*",
            "1000.0", "1000.0", "a");
    assertThat(row(text, "32"))
        .containsExactly(
            "32", "1", "1", "20.00", "0.05", "0.10*", "2000.0", "2000.0", "2000.0*", "18000*",
            "18000*", "20000", "20000", "ab");
    assertThat(text)
        .contains(
            "warning a: Fewer than 100 responses here, so p99 is the slowest of them.",
            "warning b: The server sent no usage here");
  }

  @Test
  void numbersStayBelowTheirHeadings() {
    List<String> lines =
        SweepTableTest.print(
                with(
                    SweepTableTest.sweep(),
                    warning(Code.LOOP_DELAY, 1),
                    warning(Code.CPU_STOLEN, 1)),
                100,
                false)
            .lines()
            .toList();
    int heading =
        lines.indexOf(
            lines.stream().filter(line -> line.contains("p99")).findFirst().orElseThrow());
    int p99 = lines.get(heading).indexOf("p99") + "p99".length();

    assertThat(lines.get(heading + 1).substring(0, p99)).endsWith(" 100.0");
    assertThat(lines.get(heading + 2).substring(p99)).startsWith("* ").endsWith(" ab");
    assertThat(lines.get(heading + 2).substring(0, p99)).endsWith(" 2000.0");
  }

  @Test
  void warningsBeyondControlShareOneLineBelowTheOthers() {
    String text =
        SweepTableTest.print(
            with(
                SweepTableTest.sweep(),
                warning(Code.CONNECTIONS_CLOSED, 0),
                warning(Code.TOKENS_MIXED, 0, 1),
                warning(Code.STREAMS_OF_ANOTHER_TYPE, 1),
                warning(Code.NO_WARMUP, 0)),
            100,
            false);

    assertThat(text)
        .endsWith(
            """
            warning c: No warm-up requests were sent here, so the first responses include cold-start time.
            beyond your control: a connections that the server closed, b token counts from several sources,
              streams with another content type
            """);
    assertThat(row(text, "1").get(8)).isEqualTo("100.0*");
    assertThat(row(text, "32").get(5)).isEqualTo("0.10*");
  }

  @Test
  void warningAboutAWholeLevelStandsAtItsName() {
    String text =
        SweepTableTest.print(
            with(
                SweepTableTest.bothModels(),
                warning(Code.LITTLE_BROKEN, 1),
                warning(Code.LOAD_NOT_REACHED, 0, 1)),
            100,
            false);

    assertThat(text).contains("\n   8 a   2 ", "\n20/s !a  2 ");
    assertThat(text).contains("INVALID: Little's law does not hold here", "warning a: The planned");
  }

  @Test
  void warningOfHiddenNumbersHasNoLetter() {
    Result result =
        with(
            SweepTableTest.sweep(),
            warning(Code.COALESCED_READS, 1),
            warning(Code.TOKENS_BY_EVENTS, 1));

    assertThat(SweepTableTest.print(result, 100, false))
        .contains("warning b: The server", "control: a events that came in one read");
    assertThat(SweepTableTest.print(result, 50, false))
        .contains("warning a: The server", "control: events that came in one read");
  }

  @Test
  void percentilesOfFewResponsesAreMarkedOnce() {
    assertThat(WarningMarks.atNumber(List.of(Code.FEW_FOR_P95, Code.FEW_FOR_P99), "ttft_p99"))
        .containsExactly(Code.FEW_FOR_P95);
    assertThat(WarningMarks.atNumber(List.of(Code.FEW_FOR_P99), "ttft_p99"))
        .containsExactly(Code.FEW_FOR_P99);
  }

  @Test
  void marksOfBothModelsFitAHundredColumnsAndHideNoFurtherNumbers() {
    Warning[] all =
        Arrays.stream(Code.values())
            .filter(code -> !code.invalidates())
            .map(code -> warning(code, 0, 1))
            .toArray(Warning[]::new);
    for (Result result : List.of(SweepTableTest.bothModels(), SweepTableTest.sweep())) {
      for (int columns = 40; columns <= 140; columns++) {
        int width = columns;
        assertThat(SweepTableTest.print(with(result, all), columns, false).lines())
            .as("%d columns", columns)
            .allMatch(line -> line.length() <= width);
      }
      Result usual = with(result, warning(Code.LOOP_DELAY, 0, 1), warning(Code.FEW_FOR_P95, 0, 1));
      assertThat(hidden(SweepTableTest.print(usual, 100, false)))
          .isLessThanOrEqualTo(hidden(SweepTableTest.print(with(result), 100, false)) + 1);
    }
  }

  private static int hidden(String text) {
    return text.lines()
        .filter(line -> line.endsWith("columns hidden; see the JSON)"))
        .mapToInt(line -> Integer.parseInt(line.substring(1, line.indexOf(' '))))
        .sum();
  }
}
