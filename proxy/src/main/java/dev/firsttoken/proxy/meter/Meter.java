package dev.firsttoken.proxy.meter;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Begins a {@link Timeline} per request and keeps the names that models count under. A name is its
 * own label where the server was configured with it or an upstream answered 2xx for it; every other
 * counts as {@code other}, so that no client can make the metrics grow.
 */
public final class Meter {
  private static final String OTHER = "other";
  private static final String SYNTHETIC = "synthetic";
  private static final int MOST_MODELS = 64;
  private static final int LONGEST_MODEL = 128;

  private final PrometheusMeterRegistry registry =
      new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
  private final Metrics metrics;
  private final LongSupplier nanoTime;
  private final Series other;
  private final Series unnamed;
  private final PoolMeter pool;
  private final ConcurrentHashMap<String, Series> known = new ConcurrentHashMap<>();

  /**
   * @param version of the build, for {@code build_info}
   * @param configured the configured model, which a request that names none counts under
   * @param nanoTime the monotonic clock
   */
  public Meter(String version, String configured, LongSupplier nanoTime) {
    this.metrics = new Metrics(registry.getPrometheusRegistry(), version);
    this.nanoTime = nanoTime;
    this.pool = new PoolMeter(metrics);
    metrics.labelOverflow.labelValues();
    this.other = new Series(metrics, OTHER);
    this.unnamed = learned(configured);
    learned(SYNTHETIC);
  }

  /**
   * A request was taken on: in flight until its timeline ends.
   *
   * @param headReadNanos when its head was read, on the monotonic clock
   * @param model as the request names it; null or empty where it names none
   * @param route what was asked for, in the few words of the metric's label
   */
  public Timeline begin(long headReadNanos, @Nullable String model, String route) {
    return new Timeline(this, model, headReadNanos, route);
  }

  /** The same for what is no work of a model's: it counts by its route alone. */
  public Timeline beginAside(long headReadNanos, String route) {
    return new Timeline(this, null, headReadNanos, route).aside();
  }

  /**
   * A request was refused before it began: counted once, under {@code other}.
   *
   * @param headReadNanos when its head was read, on the monotonic clock
   * @param status the HTTP status sent
   * @param bytes of the answer's body
   */
  public void rejected(long headReadNanos, int status, Reason reason, long bytes) {
    observeDuration(headReadNanos);
    rejected(status, reason, bytes);
  }

  /** A client left before its request was whole: counted once, under {@code other}. */
  public void left(long headReadNanos) {
    observeDuration(headReadNanos);
    count(other, StreamEnd.CLIENT_GONE, 0, Reason.CLIENT_GONE);
  }

  /** The same where nobody knows when the head was read: without a duration. */
  public void rejected(int status, Reason reason, long bytes) {
    other.bytesOut.inc(bytes);
    count(other, StreamEnd.REJECTED, status, reason);
  }

  /**
   * All series as text.
   *
   * @param contentType of the Prometheus text format, or of OpenMetrics
   */
  public String scrape(String contentType) {
    return registry.scrape(contentType);
  }

  /** The connections to upstreams. */
  public PoolMeter pool() {
    return pool;
  }

  MeterRegistry registry() {
    return registry;
  }

  Series series(@Nullable String model) {
    if (model == null || model.isEmpty()) {
      return unnamed;
    }
    return known.getOrDefault(model, other);
  }

  /** The name's own series from now on, if it may have one. */
  Series learn(@Nullable String model) {
    Series series = series(model);
    if (series == other && model != null) {
      series = learned(model);
      if (series == other) {
        metrics.labelOverflow.inc();
      }
    }
    return series;
  }

  private Series learned(String model) {
    if (!fitsLabel(model)) {
      return other;
    }
    synchronized (known) {
      return known.size() < MOST_MODELS
          ? known.computeIfAbsent(model, name -> new Series(metrics, name))
          : known.getOrDefault(model, other);
    }
  }

  /** The request itself is counted last: who sees it counted sees how it went, too. */
  void count(Series series, StreamEnd how, int status, @Nullable Reason reason) {
    if (reason != null) {
      metrics.errors.labelValues(series.model, reason.label()).inc();
    }
    metrics.endings.labelValues(series.model, how.label()).inc();
    metrics.requests.labelValues(series.model, Integer.toString(how.status(status))).inc();
  }

  /** A request for a route was answered, or broke off, with this status. */
  public void routed(String route, int status) {
    metrics.routes.labelValues(route, Integer.toString(status)).inc();
  }

  private void observeDuration(long headReadNanos) {
    other.duration.observe((nanoTime.getAsLong() - headReadNanos) / Timeline.NANOS_PER_MILLI);
  }

  /** Printable ASCII without what a label would have to escape; so its length is its bytes. */
  private static boolean fitsLabel(String model) {
    return model.length() <= LONGEST_MODEL
        && model.chars().allMatch(c -> c > ' ' && c < 0x7f && c != '"' && c != '\\');
  }
}
