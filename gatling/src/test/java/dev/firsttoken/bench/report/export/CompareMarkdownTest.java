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

  @Test
  void relayShowsTransitAddedMillisecondsAndWhatHasNoVerdict() {
    RandomRounds random = new RandomRounds(1, 0.02);
    String text =
        CompareMarkdown.format(
            Comparison.of(
                TestComparison.with(options("mode", "relay"))
                    .level("one", 8, random.of(CompareMode.RELAY, 10, 1))
                    .level("two", 8, random.of(CompareMode.RELAY, 10, 2))
                    .level("direct", 8, random.of(CompareMode.RELAY, 10, 0.5))
                    .result()));
    List<String> two = cells(text, "| two ");
    int transitP50 = cells(text, "| c=8 ").indexOf("transit p50, ms");
    int cpu = cells(text, "| c=8 ").indexOf("CPU, ms/100k frames");

    assertThat(two.get(transitP50)).matches("\\d+\\.\\d+ \\(\\+\\d+\\.\\d+\\)");
    assertThat(cells(text, "| direct ").get(cpu)).endsWith("<br>no verdict");
    assertThat(cells(text, "| one ").get(cpu)).doesNotContain("verdict");
    assertThat(text).contains("In brackets: milliseconds more than the upstream itself, direct.");
  }

  private static List<String> cells(String markdown, String row) {
    String line = markdown.lines().filter(known -> known.startsWith(row)).findFirst().orElseThrow();
    return List.of(line.split(" \\| ", -1));
  }

  @Test
  void startAndMemoryFollowTheTables() {
    assertThat(markdown("slow", "slow<=one:rps"))
        .contains("- one: started in 1.50 s, peak memory 200 MiB")
        .contains("one shows a difference.");
  }
}
