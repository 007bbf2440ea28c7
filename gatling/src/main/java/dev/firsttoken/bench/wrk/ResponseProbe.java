package dev.firsttoken.bench.wrk;

import dev.firsttoken.bench.http.JdkRequest;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicLong;

/** One request before the load, to see what the tool will get. */
final class ResponseProbe {
  private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(5);
  private static final int TIMEOUT_SECONDS = 15;

  private ResponseProbe() {}

  /**
   * Sends the request.
   *
   * @return the target with status and length of the response; without them if it did not end in
   *     time or the certificate is not trusted, which the tools don't check
   */
  static WrkTarget probe(WrkTarget target) {
    AtomicLong bytes = new AtomicLong();
    HttpClient client =
        JdkRequest.client(null)
            .proxy(HttpClient.Builder.NO_PROXY)
            .connectTimeout(CONNECT_TIMEOUT)
            .build();
    try {
      int status =
          client
              .sendAsync(
                  JdkRequest.to(URI.create(target.url())).build(),
                  BodyHandlers.ofByteArrayConsumer(
                      part -> part.ifPresent(array -> bytes.addAndGet(array.length))))
              .get(TIMEOUT_SECONDS, TimeUnit.SECONDS)
              .statusCode();
      return target.withResponse(status, bytes.get());
    } catch (ExecutionException | TimeoutException | IllegalArgumentException e) {
      return target;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return target;
    } finally {
      client.shutdownNow();
    }
  }
}
