package dev.firsttoken.proxy.endpoints;

import dev.firsttoken.proxy.api.ApiError;
import dev.firsttoken.proxy.meter.Meter;
import dev.firsttoken.proxy.meter.RecentRequests;
import dev.firsttoken.proxy.meter.RequestRecord;
import io.micronaut.http.HttpHeaders;
import io.micronaut.http.HttpResponse;
import io.micronaut.http.MediaType;
import io.micronaut.http.MutableHttpResponse;
import io.micronaut.http.annotation.Controller;
import io.micronaut.http.annotation.Get;
import io.micronaut.http.annotation.PathVariable;
import io.micronaut.http.annotation.Produces;

/** {@code GET /api/requests/{id}}: the record of a request by the X-Request-Id of its response. */
@Controller
final class RequestRecordController {
  private final RecentRequests recentRequests;

  RequestRecordController(Meter meter) {
    this.recentRequests = meter.recentRequests();
  }

  @Get("/api/requests/{id}")
  @Produces(MediaType.ALL)
  HttpResponse<byte[]> find(@PathVariable String id) {
    RequestRecord record = recentRequests.find(id);
    return record == null
        ? json(HttpResponse.notFound(notFound().body()))
        : json(HttpResponse.ok(RequestRecordJson.encode(record)));
  }

  /** Not thrown: a client that asks too early is no failed request of the metrics. */
  private static ApiError notFound() {
    return ApiError.recordNotFound(RecentRequests.MAX_AGE, RecentRequests.MAX_RECORDS);
  }

  private static HttpResponse<byte[]> json(MutableHttpResponse<byte[]> response) {
    return response
        .contentType(MediaType.APPLICATION_JSON_TYPE)
        .header(HttpHeaders.CACHE_CONTROL, "no-store");
  }
}
