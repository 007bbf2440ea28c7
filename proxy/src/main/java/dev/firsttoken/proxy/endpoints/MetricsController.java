package dev.firsttoken.proxy.endpoints;

import dev.firsttoken.proxy.meter.MetricsText;
import io.micronaut.http.HttpHeaders;
import io.micronaut.http.HttpRequest;
import io.micronaut.http.HttpResponse;
import io.micronaut.http.MediaType;
import io.micronaut.http.annotation.Controller;
import io.micronaut.http.annotation.Get;
import io.micronaut.http.annotation.Produces;
import io.micronaut.scheduling.TaskExecutors;
import io.micronaut.scheduling.annotation.ExecuteOn;

/** {@code GET /metrics}: Prometheus text, or OpenMetrics if the request prefers it. */
@Controller
final class MetricsController {
  private static final String PROMETHEUS = "text/plain; version=0.0.4; charset=utf-8";
  private static final String OPEN_METRICS =
      "application/openmetrics-text; version=1.0.0; charset=utf-8";

  private final MetricsText metricsText;

  MetricsController(MetricsText metricsText) {
    this.metricsText = metricsText;
  }

  /** Reports whether a response has the content type of a scrape. */
  static boolean isScrape(String contentType) {
    return contentType.equals(PROMETHEUS) || contentType.equals(OPEN_METRICS);
  }

  // Off the event loops: a scrape would delay the streams.
  @ExecuteOn(TaskExecutors.BLOCKING)
  @Get("/metrics")
  @Produces(MediaType.ALL)
  HttpResponse<byte[]> metrics(HttpRequest<?> request) {
    AcceptHeader accept = new AcceptHeader(request.getHeaders().getAll(HttpHeaders.ACCEPT));
    boolean openMetrics = accept.prefers("application/openmetrics-text", "text/plain");
    String type = openMetrics ? OPEN_METRICS : PROMETHEUS;
    return HttpResponse.ok(metricsText.scrape(type)).header(HttpHeaders.CONTENT_TYPE, type);
  }
}
