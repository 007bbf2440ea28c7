package dev.firsttoken.proxy.endpoints;

import io.micronaut.http.HttpResponse;
import io.micronaut.http.HttpStatus;
import io.micronaut.http.annotation.Controller;
import io.micronaut.http.annotation.Get;

/** Liveness and readiness of the server. */
@Controller("/health")
final class HealthController {
  private static final String UP = "{\"status\":\"UP\"}";

  private final Readiness readiness;

  HealthController(Readiness readiness) {
    this.readiness = readiness;
  }

  @Get(uris = {"/", "/live"})
  String live() {
    return UP;
  }

  @Get("/ready")
  HttpResponse<String> ready() {
    String blockedBy = readiness.blockedBy();
    return blockedBy == null
        ? HttpResponse.ok(UP)
        : HttpResponse.<String>status(HttpStatus.SERVICE_UNAVAILABLE)
            .body("{\"status\":\"DOWN\",\"reason\":\"%s\"}".formatted(blockedBy));
  }
}
