package dev.firsttoken.proxy.meter;

import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.util.function.IntSupplier;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/** Metrics of the proxy: begins a {@link Timeline} per request and counts rejected requests. */
public final class Meter {
  private final ProxyMetrics metrics;
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
    MetricFactory factory = new MetricFactory(registry);
    this.metrics = new ProxyMetrics(factory, version);
    this.nanoTime = nanoTime;
    this.pool = new PoolMeter(metrics);
    this.series =
        new SeriesRegistry(
            new RequestCounters(factory),
            new RequestTimes(factory),
            new RecentRequests(nanoTime),
            configuredModel);
  }

  /**
   * Begins the timeline of an accepted request, which is in flight until its timeline ends.
   *
   * @param model as the request names it; null or empty if it names none
   */
  public Timeline begin(ReceivedRequest request, @Nullable String model) {
    return new Timeline(series, request, model);
  }

  /** Begins the timeline of a request that involves no model: only its route is counted. */
  public Timeline beginUnlabelled(ReceivedRequest request) {
    return new Timeline(series, request, null).markUnlabelled();
  }

  /**
   * Counts a request that was refused before it began, under {@code other}.
   *
   * @param status the HTTP status sent
   * @param bodyBytes size of the response's body
   */
  public void onRejected(
      ReceivedRequest request, int status, ErrorReason errorReason, long bodyBytes) {
    long bytes = request.bytesSent(bodyBytes);
    count(entry(request, RequestOutcome.REJECTED, status, bytes), errorReason);
  }

  /** Counts a client that left before its request was complete, under {@code other}. */
  public void onClientDisconnected(ReceivedRequest request) {
    count(entry(request, RequestOutcome.CLIENT_GONE, 0, 0), ErrorReason.CLIENT_GONE);
  }

  /** Writes each request that ends from now on to this log. */
  public void setAccessLog(AccessLog accessLog) {
    series.setAccessLog(accessLog);
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

  /** The records of the last requests. */
  public RecentRequests recentRequests() {
    return series.recentRequests();
  }

  /** A request that ended before its body, and with it its model, was read. */
  private AccessLog.Entry entry(
      ReceivedRequest request, RequestOutcome outcome, int status, long bytes) {
    return new AccessLog.Entry(
        request,
        null,
        outcome.countedStatus(status),
        outcome,
        AccessLog.NONE,
        request.millisUntil(nanoTime.getAsLong()),
        0,
        bytes);
  }

  private void count(AccessLog.Entry ended, ErrorReason errorReason) {
    ModelSeries other = series.other();
    other.bytesOut.inc(ended.bytes());
    other.duration.observe(ended.durationMillis());
    series.countRoute(ended.request(), ended.status());
    series.accessLog().write(ended);
    keepRecord(ended, errorReason);
    series.countRequest(other, ended.outcome(), ended.status(), errorReason);
  }

  /** Callers without the key leave no record: they would push out those of the others. */
  private void keepRecord(AccessLog.Entry ended, ErrorReason errorReason) {
    ReceivedRequest request = ended.request();
    String id = request.id();
    if (id != null && errorReason != ErrorReason.UNAUTHORIZED) {
      recentRequests()
          .add(
              new RequestRecord(
                  id,
                  null,
                  null,
                  ended.status(),
                  ended.outcome(),
                  RequestRecord.Moments.ofRejected(
                      request.headersReadNanos(), nanoTime.getAsLong()),
                  0,
                  ended.bytes()));
    }
  }
}
