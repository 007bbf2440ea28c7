package dev.firsttoken.bench.report.export;

import static dev.firsttoken.bench.compare.TestComparison.options;
import static dev.firsttoken.bench.compare.TestComparison.rounds;
import static org.assertj.core.api.Assertions.assertThat;

import dev.firsttoken.bench.compare.CompareMode;
import dev.firsttoken.bench.compare.Comparison;
import dev.firsttoken.bench.compare.RandomRounds;
import dev.firsttoken.bench.compare.TestComparison;
import dev.firsttoken.bench.result.RoundMetric;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class CompareMarkdownTest {
  private static String markdown(String slowName, String option) {
    RandomRounds random = new RandomRounds(1, 0.02);
    return CompareMarkdown.format(
        Comparison.of(
            TestComparison.with(options("expect", option))
                .level("one", 8, random.of(CompareMode.SYNTHETIC, 10, 1))
                .level(slowName, 8, random.of(CompareMode.SYNTHETIC, 10, 2))
                .level("one", 32, random.of(CompareMode.SYNTHETIC, 10, 1))
                .level(slowName, 32, random.of(CompareMode.SYNTHETIC, 10, 2))
                .result()));
  }

  @Test
  void everyLoadHasATableWhoseRowsHaveEqualCells() {
    List<String> rows =
        markdown("slow", "slow<=one:rps").lines().filter(line -> line.startsWith("|")).toList();

    assertThat(rows).hasSize(8);
    assertThat(rows)
        .allSatisfy(row -> assertThat(row.chars().filter(c -> c == '|').count()).isEqualTo(7));
    assertThat(rows.get(0)).contains("c=8", "TTFT p50, ms");
    assertThat(rows.get(2)).startsWith("| one (reference) |");
    assertThat(rows.get(3)).startsWith("| slow |").contains("**slower** 2.0", "**fewer** 0.5");
  }

  @Test
  void wordsOfUsersAreNoMarkup() {
    String text =
        CompareMarkdown.format(
            Comparison.of(
                TestComparison.with(Map.of())
                    .level("one", 8, rounds(RoundMetric.RPS, 1, 2))
                    .failed("<b>|x", "`rm` *it*\n# now")
                    .result()));

    assertThat(text).contains("\\<b\\>\\|x was not measured").contains("\\`rm\\` \\*it\\* \\# now");
  }

  @Test
  void expectationsFollowTheTables() {
    assertThat(markdown("slow", "slow<=one:ttft_p50"))
        .contains("slow\\<=one:ttft\\_p50 FAILED")
        .contains("that of one");
  }
}
