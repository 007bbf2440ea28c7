package dev.firsttoken.bench.contract;

import dev.firsttoken.bench.http.JdkRequest;
import dev.firsttoken.bench.options.Target;
import dev.firsttoken.bench.options.value.RequestHeaders.Header;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.HashSet;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/** Client of the checks: the JDK's, so that a fault of the measuring client can't hide. */
final class ContractClient implements AutoCloseable {
  private final Target target;
  private final HttpClient client;

  /**
   * @throws IllegalArgumentException if the target's URL can't be checked
   */
  ContractClient(Target target) {
    this.target = target;
    try {
      JdkRequest.to(target.chatUrl());
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException(
          "%s can't be checked: %s".formatted(target.shownUrl(), e.getMessage()), e);
    }
    this.client = JdkRequest.client(target.sslContext()).connectTimeout(target.timeout()).build();
  }

  HttpResponse<TimedBody> get(String path) {
    return get(target.resolve(path));
  }

  HttpResponse<TimedBody> get(URI url) {
    return send(requestTo(url).GET());
  }

  HttpResponse<TimedBody> postChat(byte[] body) {
    return send(
        requestTo(target.chatUrl())
            .header("content-type", "application/json")
            .POST(HttpRequest.BodyPublishers.ofByteArray(body)));
  }

  private static HttpRequest.Builder requestTo(URI url) {
    try {
      return JdkRequest.to(url);
    } catch (IllegalArgumentException e) {
      throw new ContractViolation("no request to %s: %s".formatted(url, e.getMessage()));
    }
  }

  private HttpResponse<TimedBody> send(HttpRequest.Builder builder) {
    String key = target.apiKey();
    if (key != null) {
      builder.header("authorization", "Bearer " + key);
    }
    Set<String> replaced = new HashSet<>();
    for (Header header : target.headers().headers()) {
      if (replaced.add(header.name().toLowerCase(Locale.ROOT))) {
        builder.setHeader(header.name(), header.value());
      } else {
        builder.header(header.name(), header.value());
      }
    }
    HttpRequest request = builder.build();
    long sentNanos = System.nanoTime();
    CompletableFuture<HttpResponse<TimedBody>> response =
        client.sendAsync(request, headers -> new TimedBodySubscriber(sentNanos));
    try {
      // The client's own timeout ends at the headers, and a body can drip for ever.
      return response.get(target.timeout().toNanos(), TimeUnit.NANOSECONDS);
    } catch (TimeoutException e) {
      response.cancel(true);
      throw new ContractViolation(
          "no complete response from %s within --timeout=%d ms"
              .formatted(request.uri(), target.timeout().toMillis()));
    } catch (ExecutionException e) {
      throw new ContractViolation(
          "no response from %s: %s".formatted(request.uri(), describe(e.getCause())));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new ContractViolation("interrupted");
    }
  }

  private static String describe(@Nullable Throwable failure) {
    return failure instanceof IOException && failure.getMessage() != null
        ? failure.getMessage()
        : String.valueOf(failure);
  }

  @Override
  public void close() {
    client.shutdownNow();
  }
}
