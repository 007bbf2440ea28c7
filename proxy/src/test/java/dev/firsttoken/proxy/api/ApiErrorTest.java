package dev.firsttoken.proxy.api;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.firsttoken.proxy.meter.ErrorReason;
import io.netty.handler.codec.http.FullHttpResponse;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class ApiErrorTest {
  static Stream<Arguments> everyError() {
    return Stream.of(
        Arguments.of(
            ApiError.badRequest("frames", "no"), 400, "bad_request", ErrorReason.BAD_REQUEST),
        Arguments.of(ApiError.unauthorized(), 401, "unauthorized", ErrorReason.UNAUTHORIZED),
        Arguments.of(ApiError.notFound("GET", "/x"), 404, "not_found", ErrorReason.BAD_REQUEST),
        Arguments.of(
            ApiError.methodNotAllowed("GET", "/x", "POST"),
            405,
            "method_not_allowed",
            ErrorReason.BAD_REQUEST),
        Arguments.of(ApiError.bodyTooSlow(10), 408, "body_too_slow", ErrorReason.BAD_REQUEST),
        Arguments.of(ApiError.tooLarge(10), 413, "too_large", ErrorReason.BAD_REQUEST),
        Arguments.of(
            ApiError.unsupportedMediaType("text/plain"),
            415,
            "unsupported_media_type",
            ErrorReason.BAD_REQUEST),
        Arguments.of(
            ApiError.headersTooLarge(10, 5), 431, "head_too_large", ErrorReason.BAD_REQUEST),
        Arguments.of(ApiError.internal(), 500, "internal", ErrorReason.INTERNAL),
        Arguments.of(
            ApiError.upstreamConnect(), 502, "upstream_connect", ErrorReason.UPSTREAM_CONNECT),
        Arguments.of(ApiError.upstreamReset(), 502, "upstream_reset", ErrorReason.UPSTREAM_RESET),
        Arguments.of(ApiError.overloaded(), 503, "overloaded", ErrorReason.OVERLOADED),
        Arguments.of(ApiError.forbidden("no"), 403, "forbidden", ErrorReason.BAD_REQUEST),
        Arguments.of(ApiError.addressRefused(), 403, "forbidden", ErrorReason.BAD_REQUEST),
        Arguments.of(
            ApiError.routeNeedsUpstream(Route.EMBEDDINGS),
            404,
            "not_found",
            ErrorReason.BAD_REQUEST),
        Arguments.of(ApiError.headersTooSlow(10), 408, "head_too_slow", ErrorReason.BAD_REQUEST),
        Arguments.of(ApiError.misdirected(), 421, "misdirected", ErrorReason.BAD_REQUEST),
        Arguments.of(
            ApiError.upstreamUntrusted(),
            502,
            "upstream_tls_untrusted",
            ErrorReason.UPSTREAM_CONNECT),
        Arguments.of(
            ApiError.upstreamExpired(), 502, "upstream_tls_expired", ErrorReason.UPSTREAM_CONNECT),
        Arguments.of(
            ApiError.upstreamWrongName(),
            502,
            "upstream_tls_wrong_name",
            ErrorReason.UPSTREAM_CONNECT),
        Arguments.of(ApiError.upstreamTls(), 502, "upstream_tls", ErrorReason.UPSTREAM_CONNECT),
        Arguments.of(ApiError.noFreeConnection(10), 503, "overloaded", ErrorReason.OVERLOADED),
        Arguments.of(ApiError.draining(), 503, "overloaded", ErrorReason.OVERLOADED),
        Arguments.of(
            ApiError.breakerOpen(Duration.ZERO), 503, "breaker_open", ErrorReason.BREAKER_OPEN),
        Arguments.of(ApiError.shutDown(), 503, "shut_down", ErrorReason.INTERNAL),
        Arguments.of(
            ApiError.timedOut("did not respond", 10),
            504,
            "timed_out",
            ErrorReason.UPSTREAM_TIMEOUT),
        Arguments.of(
            ApiError.versionNotSupported(), 505, "version_not_supported", ErrorReason.BAD_REQUEST));
  }

  @ParameterizedTest
  @MethodSource("everyError")
  void everyErrorIsAnOpenAiErrorObject(
      ApiError error, int status, String code, ErrorReason errorReason) throws IOException {
    FullHttpResponse response = error.toResponse();
    JsonNode json =
        new ObjectMapper().readTree(response.content().toString(StandardCharsets.UTF_8));

    assertThat(response.status().code()).isEqualTo(status);
    assertThat(response.headers().get("content-type")).isEqualTo("application/json");
    assertThat(response.headers().getInt("content-length"))
        .isEqualTo(response.content().readableBytes());
    assertThat(json.fieldNames()).toIterable().containsExactly("error");
    assertThat(json.get("error").fieldNames())
        .toIterable()
        .containsExactly("message", "type", "param", "code");
    assertThat(json.at("/error/message").asText()).isEqualTo(error.message()).isNotBlank();
    assertThat(json.at("/error/code").asText()).isEqualTo(code);
    assertThat(error.reason()).isEqualTo(errorReason);
    response.release();
  }

  @Test
  void invalidFieldIsNamed() throws IOException {
    JsonNode error = new ObjectMapper().readTree(ApiError.badRequest("a\"b", "x\ny").body());

    assertThat(error.at("/error/param").asText()).isEqualTo("a\"b");
    assertThat(error.at("/error/message").asText()).isEqualTo("x\ny");
    assertThat(error.at("/error/type").asText()).isEqualTo("invalid_request_error");
    JsonNode other = new ObjectMapper().readTree(ApiError.badRequest(null, "x").body());
    assertThat(other.at("/error/param").isNull()).isTrue();
  }

  @Test
  void errorSetsItsHeaders() {
    FullHttpResponse wrongMethod = ApiError.methodNotAllowed("GET", "/x", "POST").toResponse();
    FullHttpResponse overloaded = ApiError.overloaded().toResponse();

    assertThat(wrongMethod.headers().get("allow")).isEqualTo("POST");
    assertThat(overloaded.headers().get("retry-after")).isEqualTo("1");
    wrongMethod.release();
    overloaded.release();
  }

  @Test
  void clientTextIsAbbreviated() {
    assertThat(ApiError.notFound("GET", "/" + "x".repeat(10_000)).message()).hasSizeLessThan(200);
    assertThat(ApiError.unsupportedMediaType("y".repeat(10_000)).message()).hasSizeLessThan(200);
  }
}
