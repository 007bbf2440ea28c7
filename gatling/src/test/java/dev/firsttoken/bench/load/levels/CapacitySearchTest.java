package dev.firsttoken.bench.load.levels;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class CapacitySearchTest {
  @Test
  void loadDoublesUntilAProbeMissesAndIsThenBisected() {
    CapacitySearch capacitySearch = new CapacitySearch(1, 256, true);
    assertThat(probes(capacitySearch, 11))
        .containsExactly(1.0, 2.0, 4.0, 8.0, 16.0, 12.0, 10.0, 11.0);
    assertThat(capacitySearch.best()).isEqualTo(11);
  }

  @Test
  void everyIntegerLoadIsFoundWithinATwentiethAndNeverOverestimated() {
    int max = 0;
    for (int truth = 1; truth <= 256; truth++) {
      CapacitySearch capacitySearch = new CapacitySearch(1, 256, true);
      max = Math.max(max, probes(capacitySearch, truth).size());
      assertThat(capacitySearch.best()).as("%d", truth).isBetween(truth / 1.05 - 1, (double) truth);
    }
    assertThat(max).isEqualTo(new CapacitySearch(1, 256, true).maxProbes());
  }

  @Test
  void everyRateIsFoundWithinATwentieth() {
    int max = new CapacitySearch(0.1, 1000, false).maxProbes();
    for (double truth = 0.1; truth < 1000; truth *= 1.37) {
      CapacitySearch capacitySearch = new CapacitySearch(0.1, 1000, false);
      assertThat(probes(capacitySearch, truth)).hasSizeLessThanOrEqualTo(max);
      assertThat(capacitySearch.best()).as("%f", truth).isBetween(truth / 1.06, truth);
    }
  }

  @Test
  void ratesAreRoundedToReadableNumbers() {
    assertThat(probes(new CapacitySearch(2.0 / 3, 10, false), 4))
        .containsExactly(0.667, 1.33, 2.66, 5.32, 3.99, 4.66, 4.33, 4.16);
    assertThat(probes(new CapacitySearch(0.01, 12.3456, false), 100)).endsWith(10.2, 12.3456);
  }

  @Test
  void searchStopsAtTheMaxWhenItIsMet() {
    CapacitySearch capacitySearch = new CapacitySearch(1, 100, true);
    assertThat(probes(capacitySearch, 1000))
        .containsExactly(1.0, 2.0, 4.0, 8.0, 16.0, 32.0, 64.0, 100.0);
    assertThat(capacitySearch.best()).isEqualTo(100);
  }

  @Test
  void missedMinMeansNoLoadIsFound() {
    for (boolean integersOnly : new boolean[] {true, false}) {
      CapacitySearch capacitySearch = new CapacitySearch(1, 100, integersOnly);
      assertThat(probes(capacitySearch, 0)).containsExactly(1.0);
      assertThat(capacitySearch.best()).isZero();
    }
  }

  @Test
  void noProbeExceedsTheMaxDespiteRounding() {
    for (int tenths = 5; tenths < 20_000; tenths += 7) {
      double max = tenths / 10.0;
      List<Double> probes = probes(new CapacitySearch(max / 16, max, false), Double.MAX_VALUE);
      assertThat(probes).as("%s", max).hasSize(5).isSorted().endsWith(max);
    }
  }

  private static List<Double> probes(CapacitySearch capacitySearch, double truth) {
    List<Double> probes = new ArrayList<>();
    for (Double load = capacitySearch.next(); load != null; load = capacitySearch.next()) {
      probes.add(load);
      capacitySearch.recordResult(load <= truth);
    }
    return probes;
  }
}
