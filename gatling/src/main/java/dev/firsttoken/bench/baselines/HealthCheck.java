package dev.firsttoken.bench.baselines;

import dev.firsttoken.bench.http.JdkRequest;
import java.io.IOException;
import java.net.ConnectException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** Requests to the health endpoint of a server. */
public final class HealthCheck implements AutoCloseable {
  private static final Duration TIMEOUT = Duration.ofSeconds(2);
  private static final int OK = 200;

  private final HttpClient client =
      JdkRequest.client(null).proxy(HttpClient.Builder.NO_PROXY).connectTimeout(TIMEOUT).build();
  private final HttpRequest request;

  public HealthCheck(URI url) {
    this.request = HttpRequest.newBuilder(url).timeout(TIMEOUT).build();
  }

  /** Loads the client's classes, so that their time does not count as the server's. */
  public void warmUp() {
    findProblem();
  }

  /**
   * Sends one request.
   *
   * @return null if the response has status 200, else how the request ended
   */
  public @Nullable String findProblem() {
    try {
      int status = client.send(request, BodyHandlers.discarding()).statusCode();
      return status == OK ? null : "responded with status " + status;
    } catch (ConnectException e) {
      return "accepted no connection";
    } catch (IOException e) {
      return "did not respond: "
          + (e.getMessage() == null ? e.getClass().getSimpleName() : e.getMessage());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return "was not waited for";
    }
  }

  public URI url() {
    return request.uri();
  }

  @Override
  public void close() {
    client.shutdownNow();
  }
}
