package dev.firsttoken.proxy.meter;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/** Text of all series: the contract's, and those that Micronaut binds for JVM and process. */
public final class MetricsText {
  private final PrometheusMeterRegistry registry;
  private final AtomicLong requests = new AtomicLong();
  private final ReentrantLock formatting = new ReentrantLock();

  /** The latest text, and the number of requests that it covers. */
  private long formattedRequests;

  private @Nullable String formattedType;
  private byte[] formatted = {};

  /**
   * @param registry holds all series
   * @param binding Micronaut's registry. It is not read: its creation binds the meters of the JVM
   *     and the process to {@code registry}
   */
  public MetricsText(
      PrometheusMeterRegistry registry, @SuppressWarnings("unused") MeterRegistry binding) {
    this.registry = registry;
  }

  /**
   * Formats all series. Requests that wait for each other share one text, so that many scrapes at
   * once cost little more than one. A text is never older than the request for it.
   *
   * @param contentType of the Prometheus text format, or of OpenMetrics
   * @return the text in UTF-8, which is shared and must not be changed
   */
  public byte[] scrape(String contentType) {
    long request = requests.incrementAndGet();
    formatting.lock();
    try {
      if (formattedRequests < request || !contentType.equals(formattedType)) {
        formattedRequests = requests.get();
        formattedType = contentType;
        formatted = registry.scrape(contentType).getBytes(StandardCharsets.UTF_8);
      }
      return formatted;
    } finally {
      formatting.unlock();
    }
  }
}
