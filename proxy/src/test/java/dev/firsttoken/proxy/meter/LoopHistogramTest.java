package dev.firsttoken.proxy.meter;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.prometheus.metrics.core.datapoints.DistributionDataPoint;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The cells of all threads come to the histogram that one thread alone would have made. */
class LoopHistogramTest {
  private static final double[] BUCKETS = {0.1, 0.5, 1, 25, 10_000};
  private static final int THREADS = 4;
  private static final int TIMES = 10_000;

  private final PrometheusMeterRegistry registry =
      new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
  private final LoopHistogram histogram =
      new MetricFactory(registry.getPrometheusRegistry()).loopHistogram("times", "Help.", BUCKETS);

  @Test
  void textIsThatOfTheLibrarysHistogram() {
    PrometheusMeterRegistry theirs = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
    DistributionDataPoint their =
        new MetricFactory(theirs.getPrometheusRegistry())
            .histogram("times", "Help.", BUCKETS, "model")
            .labelValues("m");
    LoopHistogram.Series ours = histogram.series("m");
    for (long nanos = 0; nanos < 40_000_000; nanos += 250_000) {
      ours.currentCells().observe(nanos);
      their.observe(nanos / 1e6);
    }
    for (String type : List.of("text/plain", "application/openmetrics-text")) {
      assertThat(registry.scrape(type)).isEqualTo(theirs.scrape(type)).contains("times_count{");
    }
  }

  @ParameterizedTest
  @CsvSource({
    "0, 0.1",
    "100000, 0.1",
    "100001, 0.5",
    "1000000, 1.0",
    "10000000000, 10000.0",
    "10000000001, +Inf"
  })
  void bucketIncludesItsUpperBound(long nanos, String bound) {
    histogram.series("m").currentCells().observe(nanos);

    assertThat(
            registry
                .scrape("text/plain")
                .lines()
                .filter(line -> line.startsWith("times_bucket") && line.endsWith(" 1"))
                .findFirst())
        .hasValueSatisfying(line -> assertThat(line).contains("le=\"" + bound + "\""));
  }

  @Test
  void seriesIsShownBeforeItsFirstObservation() {
    histogram.series("m");
    assertThat(registry.scrape("text/plain"))
        .contains("times_count{model=\"m\",runtime=\"micronaut\"} 0");
  }

  @Test
  void noObservationOfAnyThreadIsLost() throws InterruptedException {
    LoopHistogram.Series series = histogram.series("m");
    List<Thread> threads = new ArrayList<>();
    for (int i = 0; i < THREADS; i++) {
      threads.add(
          Thread.ofPlatform()
              .start(
                  () -> {
                    for (int time = 0; time < TIMES; time++) {
                      series.currentCells().observe(1_000_000);
                    }
                  }));
    }
    long seen = 0;
    while (threads.stream().anyMatch(Thread::isAlive)) {
      long count = value("times_count");
      assertThat(count).isBetween(seen, (long) THREADS * TIMES);
      seen = count;
    }
    for (Thread thread : threads) {
      thread.join();
    }
    assertThat(value("times_count")).isEqualTo(THREADS * TIMES);
    assertThat(value("times_sum")).isEqualTo(THREADS * TIMES);
  }

  private long value(String name) {
    String line =
        registry
            .scrape("text/plain")
            .lines()
            .filter(text -> text.startsWith(name + "{"))
            .findFirst()
            .orElseThrow();
    return (long) Double.parseDouble(line.substring(line.lastIndexOf(' ')));
  }
}
