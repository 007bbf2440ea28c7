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
  private static final int MAX_MODELS = 64;
  private static final int MAX_MODEL_LENGTH = 128;

  private final PrometheusMeterRegistry registry =
      new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
  private final Metrics metrics;
  private final LongSupplier nanoTime;
  private final ModelSeries otherSeries;
  private final ModelSeries defaultSeries;
  private final PoolMeter pool;
  private final ConcurrentHashMap<String, ModelSeries> seriesByModel = new ConcurrentHashMap<>();

  /**
   * @param version of the build, for {@code build_info}
   * @param configuredModel the configured model, which a request that names none counts under
   * @param nanoTime the monotonic clock
   */
  public Meter(String version, String configuredModel, LongSupplier nanoTime) {
    this.metrics = new Metrics(registry.getPrometheusRegistry(), version);
    this.nanoTime = nanoTime;
    this.pool = new PoolMeter(metrics);
    metrics.labelOverflow.labelValues();
    this.otherSeries = new ModelSeries(metrics, OTHER);
    this.defaultSeries = addModel(configuredModel);
    addModel(SYNTHETIC);
  }

  /**
   * A request was taken on: in flight until its timeline ends.
   *
   * @param headersReadNanos when its head was read, on the monotonic clock
   * @param model as the request names it; null or empty where it names none
   * @param route what was asked for, in the few words of the metric's label
   */
  public Timeline begin(long headersReadNanos, @Nullable String model, String route) {
    return new Timeline(this, model, headersReadNanos, route);
  }

  /** The same for what is no work of a model's: it counts by its route alone. */
  public Timeline beginUnlabelled(long headersReadNanos, String route) {
    return new Timeline(this, null, headersReadNanos, route).markUnlabelled();
  }

  /**
   * A request was refused before it began: counted once, under {@code other}.
   *
   * @param headersReadNanos when its head was read, on the monotonic clock
   * @param status the HTTP status sent
   * @param bytes of the answer's body
   */
  public void onRejected(long headersReadNanos, int status, ErrorReason errorReason, long bytes) {
    observeDuration(headersReadNanos);
    onRejected(status, errorReason, bytes);
  }

  /** A client left before its request was whole: counted once, under {@code other}. */
  public void onClientDisconnected(long headersReadNanos) {
    observeDuration(headersReadNanos);
    countRequest(otherSeries, RequestOutcome.CLIENT_GONE, 0, ErrorReason.CLIENT_GONE);
  }

  /** The same where nobody knows when the head was read: without a duration. */
  public void onRejected(int status, ErrorReason errorReason, long bytes) {
    otherSeries.bytesOut.inc(bytes);
    countRequest(otherSeries, RequestOutcome.REJECTED, status, errorReason);
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

  ModelSeries series(@Nullable String model) {
    if (model == null || model.isEmpty()) {
      return defaultSeries;
    }
    return seriesByModel.getOrDefault(model, otherSeries);
  }

  /** The name's own series from now on, if it may have one. */
  ModelSeries registerModel(@Nullable String model) {
    ModelSeries series = series(model);
    if (series == otherSeries && model != null) {
      series = addModel(model);
      if (series == otherSeries) {
        metrics.labelOverflow.inc();
      }
    }
    return series;
  }

  private ModelSeries addModel(String model) {
    if (!isValidLabel(model)) {
      return otherSeries;
    }
    synchronized (seriesByModel) {
      return seriesByModel.size() < MAX_MODELS
          ? seriesByModel.computeIfAbsent(model, name -> new ModelSeries(metrics, name))
          : seriesByModel.getOrDefault(model, otherSeries);
    }
  }

  /** The request itself is counted last: who sees it counted sees how it went, too. */
  void countRequest(
      ModelSeries series, RequestOutcome outcome, int status, @Nullable ErrorReason errorReason) {
    if (errorReason != null) {
      metrics.errors.labelValues(series.model, errorReason.label()).inc();
    }
    metrics.endings.labelValues(series.model, outcome.label()).inc();
    metrics
        .requests
        .labelValues(series.model, Integer.toString(outcome.countedStatus(status)))
        .inc();
  }

  /** A request for a route was answered, or broke off, with this status. */
  public void countRoute(String route, int status) {
    metrics.routes.labelValues(route, Integer.toString(status)).inc();
  }

  private void observeDuration(long headersReadNanos) {
    otherSeries.duration.observe(
        (nanoTime.getAsLong() - headersReadNanos) / Timeline.NANOS_PER_MILLI);
  }

  /** Printable ASCII without what a label would have to escape; so its length is its bytes. */
  private static boolean isValidLabel(String model) {
    return model.length() <= MAX_MODEL_LENGTH
        && model.chars().allMatch(c -> c > ' ' && c < 0x7f && c != '"' && c != '\\');
  }
}
