package dev.firsttoken.proxy.web;

import dev.firsttoken.proxy.exchange.ChatError;
import dev.firsttoken.proxy.meter.Meter;
import io.micronaut.http.HttpHeaders;
import io.micronaut.http.HttpRequest;
import io.micronaut.http.HttpResponse;
import io.micronaut.http.MediaType;
import io.micronaut.http.MutableHttpResponse;
import io.micronaut.http.server.exceptions.ExceptionHandler;
import io.micronaut.http.server.exceptions.response.ErrorContext;
import io.micronaut.http.server.exceptions.response.ErrorResponseProcessor;
import io.netty.handler.codec.http.HttpResponseStatus;
import jakarta.inject.Singleton;

/**
 * Every error that Micronaut answers with, in OpenAI's shape: our own ones, and those of its
 * routing, by their status alone. What they say may come from anywhere and goes to nobody.
 */
@Singleton
final class Errors
    implements ErrorResponseProcessor<byte[]>, ExceptionHandler<ChatError, HttpResponse<byte[]>> {
  /** Micronaut's own limit, which nothing here changes. */
  private static final long MOST_BYTES = 10 << 20;

  private final Meter meter;

  Errors(Meter meter) {
    this.meter = meter;
  }

  @Override
  @SuppressWarnings("rawtypes") // as the interface has it
  public HttpResponse<byte[]> handle(HttpRequest request, ChatError error) {
    return answer(HttpResponse.status(error.status(), reasonPhrase(error.status())), error);
  }

  @Override
  public MutableHttpResponse<byte[]> processResponse(
      ErrorContext context, MutableHttpResponse<?> response) {
    ChatError error = asError(context.getRequest(), response);
    return answer(response, error);
  }

  private static ChatError asError(HttpRequest<?> request, HttpResponse<?> response) {
    String method = request.getMethodName();
    String path = request.getPath();
    int status = response.code();
    return switch (status) {
      case 404 -> ChatError.notFound(method, path);
      case 405 ->
          ChatError.methodNotAllowed(
              method, path, response.getHeaders().get(HttpHeaders.ALLOW, String.class, "GET"));
      case 413 -> ChatError.tooLarge(MOST_BYTES);
      case 415 ->
          ChatError.unsupportedMediaType(request.getHeaders().get(HttpHeaders.CONTENT_TYPE));
      default ->
          status < 500
              ? ChatError.badRequest(null, "The request can't be answered: " + reasonPhrase(status))
              : ChatError.internal();
    };
  }

  private MutableHttpResponse<byte[]> answer(MutableHttpResponse<?> response, ChatError error) {
    byte[] body = error.body();
    meter.rejected(response.code(), error.reason(), body.length);
    error.headers().forEach(response.getHeaders()::set);
    return response.body(body).contentType(MediaType.APPLICATION_JSON_TYPE);
  }

  private static String reasonPhrase(int status) {
    return HttpResponseStatus.valueOf(status).reasonPhrase();
  }
}
