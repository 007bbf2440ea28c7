package dev.firsttoken.bench.compare;

import static org.assertj.core.api.Assertions.assertThat;

import dev.firsttoken.bench.compare.Verdict.Finding;
import dev.firsttoken.bench.result.LevelResult;
import dev.firsttoken.bench.result.Result;
import dev.firsttoken.bench.result.RoundMetric;
import dev.firsttoken.bench.result.RoundResult;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Simulates many tables, each with its own random rounds. The seeds are fixed. */
class ErrorRateTest {
  private static final int TABLES = 500;

  /** Returns a table of four servers at three loads; its verdicts are 45. */
  private static Comparison table(RandomRounds random, int rounds, double factor) {
    TestComparison table = TestComparison.with(Map.of());
    for (int users : new int[] {1, 8, 32}) {
      table.level("reference", users, random.of(CompareMode.SYNTHETIC, rounds, 1));
      table.level("changed", users, random.of(CompareMode.SYNTHETIC, rounds, factor));
      table.level("one", users, random.of(CompareMode.SYNTHETIC, rounds, 1));
      table.level("two", users, random.of(CompareMode.SYNTHETIC, rounds, 1));
    }
    return Comparison.of(table.result());
  }

  private static boolean isDifferent(Verdict verdict) {
    return verdict.finding() != Finding.NO_DIFFERENCE;
  }

  @Test
  void oneTableOfAHundredShowsADifferenceOfEqualServers() {
    for (int rounds : new int[] {5, 10}) {
      RandomRounds random = new RandomRounds(1, 0.03);
      int wrong = 0;
      for (int i = 0; i < TABLES; i++) {
        Comparison table = table(random, rounds, 1);
        assertThat(table.verdicts()).hasSize(45);
        wrong += table.verdicts().stream().anyMatch(ErrorRateTest::isDifferent) ? 1 : 0;
      }
      // 1 % of 500 tables are 5, give or take three standard deviations.
      assertThat(wrong).as("%d rounds", rounds).isBetween(1, 12);
    }
  }

  /** 45 verdicts, ten rounds: 0.82 of the differences of 10 % at 3 % of scatter. */
  @Test
  void tenRoundsSeeTenPercentAsOftenAsTheTableOfTheDocsSays() {
    RandomRounds random = new RandomRounds(2, 0.03);
    int seen = 0;
    int asked = 0;
    for (int i = 0; i < 100; i++) {
      List<Verdict> changed =
          table(random, 10, 1.1).verdicts().stream()
              .filter(verdict -> verdict.target().equals("changed"))
              .filter(verdict -> verdict.metric() != RoundMetric.RPS)
              .toList();
      seen += (int) changed.stream().filter(v -> v.finding() == Finding.SLOWER).count();
      asked += changed.size();
    }
    assertThat((double) seen / asked).isBetween(0.75, 0.9);
  }

  /** The floor would hide what is tested here: 2 % of 20 ms are 0.4 ms, above its 0.3 ms. */
  @Test
  void plannedRoundsSeeTheirDifferenceInNineOfTenTables() {
    RandomRounds random = new RandomRounds(3, 0.03);
    int seen = 0;
    int asked = 0;
    for (int i = 0; i < 150; i++) {
      TestComparison pilot = TestComparison.with(TestComparison.options("resolve", "4%"));
      pilot.level("reference", 8, random.of(CompareMode.SYNTHETIC, 10, 1));
      pilot.level("changed", 8, random.of(CompareMode.SYNTHETIC, 10, 1.04));
      Comparison planned = continued(pilot, random);
      for (Verdict verdict : planned.verdicts()) {
        if (verdict.metric() == RoundMetric.CPU_PER_100K_FRAMES) {
          seen += verdict.finding() == Finding.SLOWER ? 1 : 0;
          asked++;
        }
      }
    }
    assertThat((double) seen / asked).isGreaterThan(0.9);
  }

  private static Comparison continued(TestComparison pilot, RandomRounds random) {
    Result result = pilot.result();
    CompareSettings settings =
        CompareSettings.parse(result.header().options(), List.of("reference", "changed"));
    int rounds = RoundPlanner.plannedRounds(result, settings, 10_000);
    List<LevelResult> levels = result.levels();
    TestComparison all = TestComparison.with(result.header().options());
    for (int i = 0; i < 2; i++) {
      List<RoundResult> more = new ArrayList<>(levels.get(i).rounds());
      random.of(CompareMode.SYNTHETIC, rounds, i == 0 ? 1 : 1.04).stream()
          .skip(more.size())
          .forEach(more::add);
      all.level(levels.get(i).level().target(), 8, more);
    }
    return Comparison.of(all.result());
  }
}
