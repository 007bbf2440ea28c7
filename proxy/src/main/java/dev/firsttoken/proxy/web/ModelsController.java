package dev.firsttoken.proxy.web;

import dev.firsttoken.proxy.Configuration;
import dev.firsttoken.proxy.exchange.ChatError;
import io.micronaut.core.type.Argument;
import io.micronaut.http.HttpHeaders;
import io.micronaut.http.HttpRequest;
import io.micronaut.http.HttpResponse;
import io.micronaut.http.MediaType;
import io.micronaut.http.MutableHttpResponse;
import io.micronaut.http.annotation.Controller;
import io.micronaut.http.annotation.Get;
import io.micronaut.http.annotation.Produces;
import io.micronaut.http.client.HttpClient;
import io.micronaut.http.client.annotation.Client;
import io.micronaut.http.client.exceptions.HttpClientResponseException;
import io.micronaut.http.client.exceptions.ReadTimeoutException;
import java.net.ConnectException;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import javax.net.ssl.SSLException;
import org.reactivestreams.Publisher;
import reactor.core.publisher.Mono;

/** The models that can be asked for: upstream's answer as it came, or our own one model. */
@Controller
final class ModelsController {
  private static final Argument<byte[]> BYTES = Argument.of(byte[].class);
  private static final long READ_TIMEOUT_MILLIS = 30_000;

  private final Configuration configuration;
  private final HttpClient upstream;
  private final long startedSeconds = Instant.now().getEpochSecond();

  ModelsController(Configuration configuration, @Client("upstream") HttpClient upstream) {
    this.configuration = configuration;
    this.upstream = upstream;
  }

  @Get(uris = {"/v1/models", "/api/models"})
  @Produces(MediaType.ALL)
  Publisher<HttpResponse<byte[]>> models() {
    if (configuration.alone()) {
      return Mono.just(json(HttpResponse.ok(ours())));
    }
    HttpRequest<?> request =
        HttpRequest.GET(configuration.upstream().getRawPath() + "/models")
            .bearerAuth(configuration.apiKey())
            .accept(MediaType.APPLICATION_JSON_TYPE);
    return Mono.from(upstream.exchange(request, BYTES, BYTES))
        .<HttpResponse<byte[]>>map(ModelsController::relayed)
        .onErrorResume(HttpClientResponseException.class, e -> Mono.just(relayed(e.getResponse())))
        .onErrorMap(ModelsController::asError);
  }

  private byte[] ours() {
    return "{\"object\":\"list\",\"data\":[{\"id\":\"synthetic\",\"object\":\"model\",\"created\":%d,\"owned_by\":\"first-token\"}]}"
        .formatted(startedSeconds)
        .getBytes(StandardCharsets.UTF_8);
  }

  /** Status, body and its type; of upstream's other headers none is meant for our client. */
  private static HttpResponse<byte[]> relayed(HttpResponse<?> answer) {
    MutableHttpResponse<byte[]> response =
        HttpResponse.<byte[]>status(answer.code(), answer.reason())
            .body(answer.getBody(byte[].class).orElseGet(() -> new byte[0]));
    String type = answer.getHeaders().get(HttpHeaders.CONTENT_TYPE);
    return type == null ? response : response.header(HttpHeaders.CONTENT_TYPE, type);
  }

  private static HttpResponse<byte[]> json(MutableHttpResponse<byte[]> response) {
    return response.contentType(MediaType.APPLICATION_JSON_TYPE);
  }

  private static ChatError asError(Throwable fault) {
    for (Throwable cause = fault; cause != null; cause = cause.getCause()) {
      if (cause instanceof ReadTimeoutException) {
        return ChatError.timedOut(READ_TIMEOUT_MILLIS);
      }
      if (cause instanceof ConnectException
          || cause instanceof UnknownHostException
          || cause instanceof SSLException) {
        return ChatError.upstreamConnect();
      }
    }
    return ChatError.upstreamReset();
  }
}
