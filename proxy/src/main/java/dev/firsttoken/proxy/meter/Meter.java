package dev.firsttoken.proxy.meter;

import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.util.function.IntSupplier;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/** Metrics of the proxy: begins a {@link Timeline} per request and counts rejected requests. */
public final class Meter {
  private final Metrics metrics;
  private final LongSupplier nanoTime;
  private final PoolMeter pool;
  private final SeriesRegistry series;

  /**
   * @param registry where the series are registered
   * @param version the build's version, for {@code build_info}
   * @param configuredModel the model of requests that name none, or null if each has its own
   * @param nanoTime the monotonic clock
   */
  public Meter(
      PrometheusRegistry registry,
      String version,
      @Nullable String configuredModel,
      LongSupplier nanoTime) {
    this.metrics = new Metrics(registry, version);
    this.nanoTime = nanoTime;
    this.pool = new PoolMeter(metrics);
    this.series = new SeriesRegistry(metrics, configuredModel);
  }

  /**
   * Begins the timeline of an accepted request, which is in flight until its timeline ends.
   *
   * @param headersReadNanos when its headers were read, on the monotonic clock
   * @param model as the request names it; null or empty if it names none
   * @param route the route's label
   */
  public Timeline begin(long headersReadNanos, @Nullable String model, String route) {
    return new Timeline(series, model, headersReadNanos, route);
  }

  /** Begins the timeline of a request that involves no model: only its route is counted. */
  public Timeline beginUnlabelled(long headersReadNanos, String route) {
    return new Timeline(series, null, headersReadNanos, route).markUnlabelled();
  }

  /**
   * Counts a request that was refused before it began, under {@code other}.
   *
   * @param headersReadNanos when its headers were read, on the monotonic clock
   * @param status the HTTP status sent
   * @param bytes body bytes of the response
   */
  public void onRejected(long headersReadNanos, int status, ErrorReason errorReason, long bytes) {
    observeDuration(headersReadNanos);
    onRejected(status, errorReason, bytes);
  }

  /** Counts a refused request without a duration, if its headers were never read. */
  public void onRejected(int status, ErrorReason errorReason, long bytes) {
    series.other().bytesOut.inc(bytes);
    series.countRequest(series.other(), RequestOutcome.REJECTED, status, errorReason);
    series.accessLog().write(AccessLog.Entry.unread(status, RequestOutcome.REJECTED, bytes));
  }

  /** Writes each request that ends from now on to this log. */
  public void setAccessLog(AccessLog accessLog) {
    series.setAccessLog(accessLog);
  }

  /** Counts a client that left before its request was complete, under {@code other}. */
  public void onClientDisconnected(long headersReadNanos) {
    observeDuration(headersReadNanos);
    series.countRequest(series.other(), RequestOutcome.CLIENT_GONE, 0, ErrorReason.CLIENT_GONE);
    int status = RequestOutcome.CLIENT_GONE.countedStatus(0);
    series.accessLog().write(AccessLog.Entry.unread(status, RequestOutcome.CLIENT_GONE, 0));
  }

  /** Counts a request by its route and final status. */
  public void countRoute(String route, int status) {
    series.countRoute(route, status);
  }

  /**
   * Shows the memory budget.
   *
   * @param used reserved bytes
   * @param limit bytes that can be reserved
   */
  public void observeMemory(LongSupplier used, long limit) {
    metrics.observeMemory(used, limit);
  }

  /**
   * Shows how many circuit breakers of an upstream are open.
   *
   * @param upstream scheme, host and port of the upstream
   */
  public void observeBreakers(String upstream, IntSupplier open) {
    metrics.observeBreakers(upstream, open);
  }

  /** Counts a reservation that the memory budget refused. */
  public void onMemoryRefused(MemoryUse use) {
    metrics.memoryRefused.labelValues(use.label()).inc();
  }

  /** A watchdog that measures the lag of event loops. */
  public EventLoopWatchdog eventLoopWatchdog() {
    return new EventLoopWatchdog(metrics.eventLoopLag, nanoTime);
  }

  public PoolMeter pool() {
    return pool;
  }

  private void observeDuration(long headersReadNanos) {
    series
        .other()
        .duration
        .observe((nanoTime.getAsLong() - headersReadNanos) / Timeline.NANOS_PER_MILLI);
  }
}
