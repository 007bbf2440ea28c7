package dev.firsttoken.bench.load;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class SearchTest {
  @Test
  void loadDoublesUntilAProbeMissesAndIsThenBisected() {
    Search search = new Search(1, 256, true);
    assertThat(probes(search, 11)).containsExactly(1.0, 2.0, 4.0, 8.0, 16.0, 12.0, 10.0, 11.0);
    assertThat(search.best()).isEqualTo(11);
  }

  @Test
  void everyWholeLoadIsFoundWithinATwentiethAndNeverOverestimated() {
    int most = 0;
    for (int truth = 1; truth <= 256; truth++) {
      Search search = new Search(1, 256, true);
      most = Math.max(most, probes(search, truth).size());
      assertThat(search.best()).as("%d", truth).isBetween(truth / 1.05 - 1, (double) truth);
    }
    assertThat(most).isEqualTo(new Search(1, 256, true).mostProbes());
  }

  @Test
  void everyRateIsFoundWithinATwentieth() {
    int most = new Search(0.1, 1000, false).mostProbes();
    for (double truth = 0.1; truth < 1000; truth *= 1.37) {
      Search search = new Search(0.1, 1000, false);
      assertThat(probes(search, truth)).hasSizeLessThanOrEqualTo(most);
      assertThat(search.best()).as("%f", truth).isBetween(truth / 1.06, truth);
    }
  }

  @Test
  void ratesAreNumbersThatCanBeTypedAgain() {
    assertThat(probes(new Search(2.0 / 3, 10, false), 4))
        .containsExactly(0.667, 1.33, 2.66, 5.32, 3.99, 4.66, 4.33, 4.16);
    assertThat(probes(new Search(0.01, 12.3456, false), 100)).endsWith(10.2, 12.3456);
  }

  @Test
  void whereTheMostIsMetNothingBeyondIsTried() {
    Search search = new Search(1, 100, true);
    assertThat(probes(search, 1000)).containsExactly(1.0, 2.0, 4.0, 8.0, 16.0, 32.0, 64.0, 100.0);
    assertThat(search.best()).isEqualTo(100);
  }

  @Test
  void whereTheLeastIsMissedThereIsNone() {
    for (boolean whole : new boolean[] {true, false}) {
      Search search = new Search(1, 100, whole);
      assertThat(probes(search, 0)).containsExactly(1.0);
      assertThat(search.best()).isZero();
    }
  }

  @Test
  void noProbeGoesBeyondTheMostWhereverRoundingLeads() {
    for (int tenths = 5; tenths < 20_000; tenths += 7) {
      double most = tenths / 10.0;
      List<Double> probes = probes(new Search(most / 16, most, false), Double.MAX_VALUE);
      assertThat(probes).as("%s", most).hasSize(5).isSorted().endsWith(most);
    }
  }

  private static List<Double> probes(Search search, double truth) {
    List<Double> probes = new ArrayList<>();
    for (Double load = search.next(); load != null; load = search.next()) {
      probes.add(load);
      search.tried(load <= truth);
    }
    return probes;
  }
}
