package dev.firsttoken.proxy.endpoints;

import dev.firsttoken.proxy.api.ApiError;
import dev.firsttoken.proxy.meter.Meter;
import dev.firsttoken.proxy.meter.ReceivedRequest;
import io.micronaut.http.HttpHeaders;
import io.micronaut.http.HttpRequest;
import io.micronaut.http.HttpResponse;
import io.micronaut.http.MediaType;
import io.micronaut.http.MutableHttpResponse;
import io.micronaut.http.server.exceptions.ExceptionHandler;
import io.micronaut.http.server.exceptions.response.ErrorContext;
import io.micronaut.http.server.exceptions.response.ErrorResponseProcessor;
import io.micronaut.http.server.netty.NettyHttpRequest;
import io.netty.handler.codec.http.HttpResponseStatus;
import jakarta.inject.Singleton;

/**
 * Formats every error response of Micronaut as an OpenAI error object. Errors of Micronaut's own
 * contribute only their status: their messages may contain anything.
 */
@Singleton
final class ErrorResponses
    implements ErrorResponseProcessor<byte[]>, ExceptionHandler<ApiError, HttpResponse<byte[]>> {
  /** Default of {@code micronaut.server.max-request-size}. */
  private static final long MAX_BODY_BYTES = 10 << 20;

  private final Meter meter;

  ErrorResponses(Meter meter) {
    this.meter = meter;
  }

  @Override
  @SuppressWarnings("rawtypes") // raw in the interface
  public HttpResponse<byte[]> handle(HttpRequest request, ApiError error) {
    return respond(
        request, HttpResponse.status(error.status(), reasonPhrase(error.status())), error);
  }

  @Override
  public MutableHttpResponse<byte[]> processResponse(
      ErrorContext context, MutableHttpResponse<?> response) {
    ApiError error = toApiError(context.getRequest(), response);
    return respond(context.getRequest(), response, error);
  }

  private static ApiError toApiError(HttpRequest<?> request, HttpResponse<?> response) {
    String method = request.getMethodName();
    String path = request.getPath();
    int status = response.code();
    return switch (status) {
      case 404 -> ApiError.notFound(method, path);
      case 405 ->
          ApiError.methodNotAllowed(
              method, path, response.getHeaders().get(HttpHeaders.ALLOW, String.class, "GET"));
      case 413 -> ApiError.tooLarge(MAX_BODY_BYTES);
      case 415 -> ApiError.unsupportedMediaType(request.getHeaders().get(HttpHeaders.CONTENT_TYPE));
      default ->
          status < 500
              ? ApiError.badRequest(
                  null, "The request is invalid: " + status + " " + reasonPhrase(status) + ".")
              : ApiError.internal();
    };
  }

  private MutableHttpResponse<byte[]> respond(
      HttpRequest<?> request, MutableHttpResponse<?> response, ApiError error) {
    byte[] body = error.body();
    meter.onRejected(received(request), response.code(), error.reason(), body.length);
    error.headers().forEach(response.getHeaders()::set);
    return response.body(body).contentType(MediaType.APPLICATION_JSON_TYPE);
  }

  private static ReceivedRequest received(HttpRequest<?> request) {
    ReceivedRequest received =
        request instanceof NettyHttpRequest<?> netty
            ? netty.getChannelHandlerContext().channel().attr(ReceivedRequest.FORWARDED).get()
            : null;
    return received == null
        ? new ReceivedRequest(request.getMethodName(), null, System.nanoTime())
        : received;
  }

  private static String reasonPhrase(int status) {
    return HttpResponseStatus.valueOf(status).reasonPhrase();
  }
}
