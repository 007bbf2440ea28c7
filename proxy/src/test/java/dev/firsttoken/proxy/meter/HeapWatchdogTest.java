package dev.firsttoken.proxy.meter;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class HeapWatchdogTest {
  private long nowNanos;
  private long collectionMillis = 5_000;

  @ParameterizedTest(name = "{0} of 10,000 ms in collections, {1} of the heap in use")
  @CsvSource({
    "9500, 0.97, true",
    "8500, 0.97, false",
    "9500, 0.90, false",
    "0, 1.00, false",
  })
  void heapIsExhaustedIfCollectionsFillTheTimeAndFreeNothing(
      long millis, double occupancy, boolean exhausted) {
    HeapWatchdog watchdog =
        new HeapWatchdog(() -> collectionMillis, () -> occupancy, () -> nowNanos);

    collectionMillis += millis;
    nowNanos += TimeUnit.SECONDS.toNanos(10);

    assertThat(watchdog.isExhausted()).isEqualTo(exhausted);
    nowNanos += TimeUnit.SECONDS.toNanos(10);
    assertThat(watchdog.isExhausted()).as("in the next interval").isFalse();
  }

  /** A process without a free file descriptor could not load the beans later. */
  @Test
  void beansAreReadBeforeTheFirstPause() {
    List<String> steps = new ArrayList<>();
    HeapWatchdog watchdog =
        new HeapWatchdog(
            () -> {
              steps.add("collections");
              return collectionMillis;
            },
            () -> {
              steps.add("occupancy");
              return 1;
            },
            () -> nowNanos);

    watchdog.awaitExhaustion(
        () -> {
          steps.add("pause");
          collectionMillis += 10_000;
          nowNanos += TimeUnit.SECONDS.toNanos(10);
        });

    assertThat(steps)
        .containsExactly("collections", "occupancy", "pause", "collections", "occupancy");
  }
}
