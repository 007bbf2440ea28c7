package dev.firsttoken.proxy.meter;

import io.netty.util.concurrent.FastThreadLocal;
import io.prometheus.metrics.model.registry.Collector;
import io.prometheus.metrics.model.snapshots.ClassicHistogramBuckets;
import io.prometheus.metrics.model.snapshots.Exemplars;
import io.prometheus.metrics.model.snapshots.HistogramSnapshot;
import io.prometheus.metrics.model.snapshots.HistogramSnapshot.HistogramDataPointSnapshot;
import io.prometheus.metrics.model.snapshots.Labels;
import io.prometheus.metrics.model.snapshots.MetricMetadata;
import io.prometheus.metrics.model.snapshots.MetricSnapshot;
import java.util.List;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicLongArray;

/**
 * Histogram of times that are observed for every frame. Each event loop counts in cells of its own,
 * so that no observation waits for another core, and a scrape adds them up: it counts every
 * observation that was made before it.
 */
final class LoopHistogram implements Collector {
  private static final double NANOS_PER_MILLI = Timeline.NANOS_PER_MILLI;

  private final MetricMetadata metadata;
  private final Labels labels;

  /** In milliseconds, the last one infinite. */
  private final double[] upperBounds;

  private final long[] upperNanos;
  private final ConcurrentHashMap<String, Series> seriesByModel = new ConcurrentHashMap<>();

  /**
   * @param labels of all series, beside the model
   * @param buckets upper bounds in milliseconds, ascending
   */
  LoopHistogram(MetricMetadata metadata, Labels labels, double[] buckets) {
    this.metadata = metadata;
    this.labels = labels;
    this.upperBounds = new double[buckets.length + 1];
    this.upperNanos = new long[buckets.length];
    for (int i = 0; i < buckets.length; i++) {
      upperBounds[i] = buckets[i];
      upperNanos[i] = Math.round(buckets[i] * NANOS_PER_MILLI);
    }
    upperBounds[buckets.length] = Double.POSITIVE_INFINITY;
  }

  /** The series of this model, which a scrape shows from now on. */
  Series series(String model) {
    return seriesByModel.computeIfAbsent(model, name -> new Series(Labels.of("model", name)));
  }

  @Override
  public MetricSnapshot collect() {
    List<HistogramDataPointSnapshot> points =
        seriesByModel.values().stream().map(Series::snapshot).toList();
    return new HistogramSnapshot(metadata, points);
  }

  @Override
  public String getPrometheusName() {
    return metadata.getPrometheusName();
  }

  /** Times of one model. */
  final class Series {
    private final Labels seriesLabels;
    private final long createdMillis = System.currentTimeMillis();
    private final List<Cells> cellsOfThreads = new CopyOnWriteArrayList<>();
    private final FastThreadLocal<Cells> ownCells =
        new FastThreadLocal<>() {
          @Override
          protected Cells initialValue() {
            Cells cells = new Cells(upperNanos);
            cellsOfThreads.add(cells);
            return cells;
          }
        };

    private Series(Labels model) {
      this.seriesLabels = labels.merge(model);
    }

    /** The cells of the current thread, which no other may write. */
    Cells currentCells() {
      return ownCells.get();
    }

    private HistogramDataPointSnapshot snapshot() {
      long[] counts = new long[upperBounds.length];
      long sumNanos = 0;
      for (Cells cells : cellsOfThreads) {
        sumNanos += cells.sumNanos();
        for (int bucket = 0; bucket < counts.length; bucket++) {
          counts[bucket] += cells.count(bucket);
        }
      }
      return new HistogramDataPointSnapshot(
          ClassicHistogramBuckets.of(upperBounds, counts),
          sumNanos / NANOS_PER_MILLI,
          seriesLabels,
          Exemplars.EMPTY,
          createdMillis);
    }
  }

  /**
   * Counts of one thread. It is the only writer, so an ordered write is enough. Several writers
   * would need an atomic addition.
   */
  static final class Cells {
    private final long[] upperNanos;

    /** The count of each bucket, then the sum in nanoseconds. */
    private final AtomicLongArray values;

    private Cells(long[] upperNanos) {
      this.upperNanos = upperNanos;
      this.values = new AtomicLongArray(upperNanos.length + 2);
    }

    void observe(long nanos) {
      int bucket = 0;
      while (bucket < upperNanos.length && nanos > upperNanos[bucket]) {
        bucket++;
      }
      add(bucket, 1);
      add(values.length() - 1, nanos);
    }

    private void add(int index, long value) {
      values.setRelease(index, values.getPlain(index) + value);
    }

    private long count(int bucket) {
      return values.getAcquire(bucket);
    }

    private long sumNanos() {
      return values.getAcquire(values.length() - 1);
    }
  }
}
