package dev.firsttoken.proxy.endpoints;

import dev.firsttoken.proxy.meter.JvmMeter;
import dev.firsttoken.proxy.meter.Meter;
import io.micronaut.http.HttpHeaders;
import io.micronaut.http.HttpRequest;
import io.micronaut.http.HttpResponse;
import io.micronaut.http.MediaType;
import io.micronaut.http.annotation.Controller;
import io.micronaut.http.annotation.Get;
import io.micronaut.http.annotation.Produces;
import io.micronaut.scheduling.TaskExecutors;
import io.micronaut.scheduling.annotation.ExecuteOn;
import java.nio.charset.StandardCharsets;

/** {@code GET /metrics}: Prometheus text, or OpenMetrics where that is asked for. */
@Controller
final class MetricsController {
  private static final String PROMETHEUS = "text/plain; version=0.0.4; charset=utf-8";
  private static final String OPEN_METRICS =
      "application/openmetrics-text; version=1.0.0; charset=utf-8";

  private final Meter meter;

  /**
   * @param jvm only has to be there: it adds its series, which costs more than the server's start
   *     should
   */
  MetricsController(Meter meter, @SuppressWarnings("unused") JvmMeter jvm) {
    this.meter = meter;
  }

  // Not on an event loop, where a reading would hold up the streams.
  @ExecuteOn(TaskExecutors.BLOCKING)
  @Get("/metrics")
  @Produces(MediaType.ALL)
  HttpResponse<byte[]> metrics(HttpRequest<?> request) {
    String accept = request.getHeaders().get(HttpHeaders.ACCEPT, String.class).orElse("");
    String type = accept.contains("application/openmetrics-text") ? OPEN_METRICS : PROMETHEUS;
    return HttpResponse.ok(meter.scrape(type).getBytes(StandardCharsets.UTF_8))
        .header(HttpHeaders.CONTENT_TYPE, type);
  }
}
