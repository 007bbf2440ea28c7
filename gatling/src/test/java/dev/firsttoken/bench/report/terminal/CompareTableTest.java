package dev.firsttoken.bench.report.terminal;

import static dev.firsttoken.bench.compare.TestComparison.options;
import static dev.firsttoken.bench.compare.TestComparison.rounds;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.firsttoken.bench.compare.CompareMode;
import dev.firsttoken.bench.compare.CompareSettings;
import dev.firsttoken.bench.compare.Comparison;
import dev.firsttoken.bench.compare.NamedResult;
import dev.firsttoken.bench.compare.RandomRounds;
import dev.firsttoken.bench.compare.TestComparison;
import dev.firsttoken.bench.result.RoundMetric;
import dev.firsttoken.bench.trust.Warning;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class CompareTableTest {
  private static Comparison compare(CompareMode mode) {
    RandomRounds random = new RandomRounds(1, 0.02);
    TestComparison run =
        TestComparison.with(
            options(
                "mode",
                mode.label(),
                "reference",
                "micronaut",
                "expect",
                "express<=micronaut*1.1:ttft_p50 flask>=micronaut:rps"));
    for (int users : new int[] {1, 8}) {
      run.level("flask", users, random.of(mode, 10, 3.3))
          .warning(Warning.Code.SENT_LATE)
          .level("micronaut", users, random.of(mode, 10, 1))
          .level("express", users, random.of(mode, 10, 1.02))
          .level("direct", users, random.of(mode, 10, 0.7));
    }
    return Comparison.of(run.failed("gopher", "go is \u001b[2J not installed.").result());
  }

  private static String print(Comparison comparison, int columns, boolean colour) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    CompareReport.print(
        comparison, new PrintStream(out, true, UTF_8), ReportFormat.within(columns, colour));
    return out.toString(UTF_8);
  }

  private static List<String> block(String text, String load) {
    return text.lines()
        .dropWhile(line -> !line.startsWith(load))
        .takeWhile(line -> !line.isBlank())
        .toList();
  }

  @Test
  void plainRequestsAreComparedByLatencyAndCpuPerRequest() {
    String text = print(compare(CompareMode.MICRO), 100, false);
    assertThat(text).startsWith("Compared with micronaut: plain GET requests, 10 rounds");
    assertThat(block(text, "c=8 ").getFirst())
        .containsSubsequence("latency p50", "latency p99", "CPU", "responses");
    assertThat(block(text, "c=8 ").get(1))
        .containsSubsequence("ms", "ms", "ms/100k requests", "per second");
    assertThat(block(text, "c=8 ").get(2)).startsWith("direct");
    for (int columns = 40; columns <= 120; columns++) {
      int width = Math.max(columns, 60);
      assertThat(print(compare(CompareMode.MICRO), width, false).lines())
          .allMatch(line -> line.length() <= width);
    }
  }

  @Test
  void eachLoadHasABlockWithTheBestFirst() {
    for (String load : List.of("c=1 ", "c=8 ")) {
      assertThat(block(print(compare(CompareMode.SYNTHETIC), 100, false), load))
          .extracting(line -> line.split(" ", -1)[0])
          .filteredOn(first -> !first.isEmpty())
          .containsExactly(load.strip(), "direct", "micronaut", "(reference)", "express", "flask");
    }
  }

  @Test
  void cellSaysTheVerdictTheFactorAndItsRange() {
    List<String> block = block(print(compare(CompareMode.SYNTHETIC), 100, false), "c=8 ");
    int flask = rowOf(block, "flask");

    assertThat(block.get(flask + 1)).contains("slower 3.", "more 3.", "fewer 0.3");
    assertThat(block.get(flask + 2)).contains("95 %: 3.").contains("–3.");
    assertThat(block.get(rowOf(block, "express") + 1).strip().split(" {2,}", -1))
        .containsOnly("no difference")
        .hasSize(5);
    assertThat(block.get(rowOf(block, "express") + 2)).contains("% visible");
  }

  private static int rowOf(List<String> block, String target) {
    for (int i = 0; i < block.size(); i++) {
      if (block.get(i).startsWith(target)) {
        return i;
      }
    }
    throw new AssertionError(target + " is in no row");
  }

  @Test
  void noLineIsWiderThanTheTerminalAndFullTablesFitAHundredAndTwentyColumns() {
    for (CompareMode mode : CompareMode.values()) {
      Comparison comparison = compare(mode);
      for (int columns = 40; columns <= 140; columns++) {
        int width = columns;
        assertThat(print(comparison, columns, false).lines())
            .as("%s, %d columns", mode, columns)
            .allMatch(line -> line.length() <= width);
      }
      assertThat(print(comparison, 120, false)).doesNotContain("hidden");
    }
  }

  @Test
  void narrowTerminalHidesColumnsAndSaysSo() {
    assertThat(print(compare(CompareMode.SYNTHETIC), 60, false))
        .contains("TTFT p50", "(3 columns hidden; see the JSON)")
        .doesNotContain("due-delay");
    assertThat(print(compare(CompareMode.RELAY), 60, false)).contains("transit p99");
  }

  @Test
  void transitP50HasNoVerdictAndIsHiddenAfterTheResponses() {
    Comparison comparison = compare(CompareMode.RELAY);
    List<String> block = block(print(comparison, 120, false), "c=8 ");
    int flask = rowOf(block, "flask");
    int column = block.getFirst().indexOf("transit p50") + "transit p50".length();

    assertThat(block.get(flask).substring(0, column)).endsWith(")");
    assertThat(block.get(flask + 1).substring(column - 11, column)).isBlank();
    assertThat(print(comparison, 105, false))
        .contains("(1 column hidden", "transit p50")
        .doesNotContain("per second");
    assertThat(print(comparison, 90, false))
        .contains("(2 columns hidden", "TTFT p99")
        .doesNotContain("transit p50");
  }

  @Test
  void legendSaysNoDifferenceVisibleAndEqualServersShowADifference() {
    assertThat(print(compare(CompareMode.SYNTHETIC), 1000, false))
        .contains(
            "\"no difference, ≥ 4 % visible\": no difference visible (smallest visible: 4 %).",
            "Equal servers show a difference in one of a hundred tables.");
  }

  @Test
  void relayShowsTheAddedMilliseconds() {
    List<String> block = block(print(compare(CompareMode.RELAY), 100, false), "c=8 ");

    assertThat(block.get(rowOf(block, "micronaut"))).contains("(+6.");
    assertThat(block.get(rowOf(block, "direct"))).doesNotContain("(+");
  }

  @Test
  void warningMarksTheNumbersThatItSpoils() {
    String text = print(compare(CompareMode.SYNTHETIC), 100, false);
    List<String> block = block(text, "c=1 ");

    assertThat(block.get(rowOf(block, "flask")))
        .as("TTFT p50 and p99, but no other number")
        .matches("flask( +[0-9.]+ a){2}( +[0-9.]+){3}");
    assertThat(block.get(rowOf(block, "express"))).doesNotContain("a ");
    assertThat(text).contains("warning a: Requests were sent later than they were due");
  }

  @Test
  void warningsBeyondControlAreOneLineAndOneThatSpoilsAllStandsAtTheName() {
    RandomRounds random = new RandomRounds(1, 0.02);
    String text =
        print(
            Comparison.of(
                TestComparison.with(options("mode", "synthetic", "reference", "one"))
                    .level("one", 8, random.of(CompareMode.SYNTHETIC, 10, 1))
                    .warning(Warning.Code.CONNECTIONS_CLOSED)
                    .warning(Warning.Code.STREAMS_OF_ANOTHER_TYPE)
                    .level("two", 8, random.of(CompareMode.SYNTHETIC, 10, 1))
                    .warning(Warning.Code.LOAD_NOT_REACHED)
                    .warning(Warning.Code.LITTLE_BROKEN)
                    .result()),
            100,
            false);
    List<String> block = block(text, "c=8 ");

    assertThat(block.get(rowOf(block, "one"))).containsPattern("\\.\\d+ [ab]\\b");
    assertThat(block.get(rowOf(block, "two"))).containsPattern("^two (!.|.!) ");
    assertThat(text.lines().filter(line -> line.startsWith("beyond your control: ")))
        .singleElement()
        .asString()
        .containsPattern(
            "[ab] connections that the server closed, streams with another content type")
        .doesNotContain("on a new connection");
    assertThat(text).containsPattern("warning [ab]: The planned load was not reached");
  }

  @Test
  void failedExpectationAndFailedTargetAreBelow() {
    String text = print(compare(CompareMode.SYNTHETIC), 1000, false);

    assertThat(text)
        .contains("flask>=micronaut:rps FAILED")
        .contains("express<=micronaut*1.1:ttft_p50 holds")
        .contains("note: gopher was not measured, or not to the end: go is  [2J not installed.");
  }

  @Test
  void coloursCarryNoInformation() {
    Comparison comparison = compare(CompareMode.SYNTHETIC);

    assertThat(print(comparison, 100, true).replaceAll("\u001b\\[\\d+m", ""))
        .isEqualTo(print(comparison, 100, false));
    assertThat(print(comparison, 100, true)).contains("\u001b[33m");
  }

  @Test
  void differentTimesAreTheFirstWords() {
    NamedResult base =
        new NamedResult(
            "base",
            TestComparison.with(Map.of())
                .level("x", 8, rounds(RoundMetric.TTFT_P50, 10, 11, 12))
                .result());
    NamedResult other =
        new NamedResult(
            "new",
            TestComparison.with(Map.of())
                .level("x", 8, rounds(RoundMetric.TTFT_P50, 20, 21, 22))
                .result());
    String text =
        print(
            Comparison.ofEarlier(
                List.of(base, other), CompareSettings.parse(Map.of(), List.of("base", "new"))),
            100,
            false);

    assertThat(text).startsWith("MEASURED AT DIFFERENT TIMES");
  }
}
