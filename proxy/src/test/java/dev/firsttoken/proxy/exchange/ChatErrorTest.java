package dev.firsttoken.proxy.exchange;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.firsttoken.proxy.meter.Reason;
import io.netty.handler.codec.http.FullHttpResponse;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class ChatErrorTest {
  static Stream<Arguments> everyError() {
    return Stream.of(
        Arguments.of(ChatError.badRequest("frames", "no"), 400, "bad_request", Reason.BAD_REQUEST),
        Arguments.of(ChatError.unauthorized(), 401, "unauthorized", Reason.UNAUTHORIZED),
        Arguments.of(ChatError.notFound("GET", "/x"), 404, "not_found", Reason.BAD_REQUEST),
        Arguments.of(
            ChatError.methodNotAllowed("GET", "/x", "POST"),
            405,
            "method_not_allowed",
            Reason.BAD_REQUEST),
        Arguments.of(ChatError.bodyTooSlow(10), 408, "body_too_slow", Reason.BAD_REQUEST),
        Arguments.of(ChatError.tooLarge(10), 413, "too_large", Reason.BAD_REQUEST),
        Arguments.of(
            ChatError.unsupportedMediaType("text/plain"),
            415,
            "unsupported_media_type",
            Reason.BAD_REQUEST),
        Arguments.of(ChatError.headTooLarge(10), 431, "head_too_large", Reason.BAD_REQUEST),
        Arguments.of(ChatError.internal(), 500, "internal", Reason.INTERNAL),
        Arguments.of(ChatError.upstreamConnect(), 502, "upstream_connect", Reason.UPSTREAM_CONNECT),
        Arguments.of(ChatError.upstreamReset(), 502, "upstream_reset", Reason.UPSTREAM_RESET),
        Arguments.of(ChatError.overloaded(), 503, "overloaded", Reason.OVERLOADED),
        Arguments.of(ChatError.forbidden("no"), 403, "forbidden", Reason.BAD_REQUEST),
        Arguments.of(ChatError.addressRefused(), 403, "forbidden", Reason.BAD_REQUEST),
        Arguments.of(
            ChatError.notWithoutUpstream(Route.EMBEDDINGS), 404, "not_found", Reason.BAD_REQUEST),
        Arguments.of(ChatError.headTooSlow(10), 408, "head_too_slow", Reason.BAD_REQUEST),
        Arguments.of(ChatError.misdirected(), 421, "misdirected", Reason.BAD_REQUEST),
        Arguments.of(
            ChatError.upstreamUntrusted(), 502, "upstream_tls_untrusted", Reason.UPSTREAM_CONNECT),
        Arguments.of(
            ChatError.upstreamExpired(), 502, "upstream_tls_expired", Reason.UPSTREAM_CONNECT),
        Arguments.of(
            ChatError.upstreamWrongName(), 502, "upstream_tls_wrong_name", Reason.UPSTREAM_CONNECT),
        Arguments.of(ChatError.upstreamTls(), 502, "upstream_tls", Reason.UPSTREAM_CONNECT),
        Arguments.of(ChatError.noFreeConnection(10), 503, "overloaded", Reason.OVERLOADED),
        Arguments.of(ChatError.draining(), 503, "overloaded", Reason.OVERLOADED),
        Arguments.of(ChatError.breakerOpen(), 503, "breaker_open", Reason.BREAKER_OPEN),
        Arguments.of(ChatError.shutDown(), 503, "shut_down", Reason.INTERNAL),
        Arguments.of(
            ChatError.timedOut("did not go on", 10), 504, "timed_out", Reason.UPSTREAM_TIMEOUT),
        Arguments.of(
            ChatError.versionNotSupported(), 505, "version_not_supported", Reason.BAD_REQUEST));
  }

  @ParameterizedTest
  @MethodSource("everyError")
  void everyErrorIsOpenAisObject(ChatError error, int status, String code, Reason reason)
      throws IOException {
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
    assertThat(error.reason()).isEqualTo(reason);
    response.release();
  }

  @Test
  void aFieldAtFaultIsNamed() throws IOException {
    JsonNode error = new ObjectMapper().readTree(ChatError.badRequest("a\"b", "x\ny").body());

    assertThat(error.at("/error/param").asText()).isEqualTo("a\"b");
    assertThat(error.at("/error/message").asText()).isEqualTo("x\ny");
    assertThat(error.at("/error/type").asText()).isEqualTo("invalid_request_error");
    JsonNode other = new ObjectMapper().readTree(ChatError.badRequest(null, "x").body());
    assertThat(other.at("/error/param").isNull()).isTrue();
  }

  @Test
  void headersGoWithTheStatus() {
    FullHttpResponse wrongMethod = ChatError.methodNotAllowed("GET", "/x", "POST").toResponse();
    FullHttpResponse overloaded = ChatError.overloaded().toResponse();

    assertThat(wrongMethod.headers().get("allow")).isEqualTo("POST");
    assertThat(overloaded.headers().get("retry-after")).isEqualTo("1");
    wrongMethod.release();
    overloaded.release();
  }

  @Test
  void whatComesFromOutsideIsShownInBrief() {
    assertThat(ChatError.notFound("GET", "/" + "x".repeat(10_000)).message()).hasSizeLessThan(200);
    assertThat(ChatError.unsupportedMediaType("y".repeat(10_000)).message()).hasSizeLessThan(200);
  }
}
