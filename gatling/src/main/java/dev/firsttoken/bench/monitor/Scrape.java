package dev.firsttoken.bench.monitor;

import dev.firsttoken.bench.samples.LevelEnd.ServerMetrics;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import javax.net.ssl.SSLContext;

/**
 * A server's metrics at one moment, in Prometheus's text format.
 *
 * @param url their address
 */
public record Scrape(URI url, MetricFamilySet metricFamilySet) {
  private static final Limits DEFAULT_LIMITS = new Limits(Duration.ofSeconds(2), 8 << 20);
  private static final String TEXT_FORMAT = "text/plain;version=0.0.4";

  /** How long it may take to ask, and how much may come. */
  record Limits(Duration timeout, int maxBytes) {}

  /**
   * Asks for them once. Waits for 2 seconds at most, takes 8 MiB at most.
   *
   * @return missing where there is no such answer, with the address in the reason
   */
  public static Lookup<Scrape> fetch(URI url, ScrapeAuth auth) {
    return fetch(url, auth, DEFAULT_LIMITS);
  }

  static Lookup<Scrape> fetch(URI url, ScrapeAuth auth, Limits limits) {
    HttpClient.Builder builder = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1);
    SSLContext sslContext = auth.sslContext();
    HttpClient client = (sslContext == null ? builder : builder.sslContext(sslContext)).build();
    try {
      byte[] body = fetchBody(client, request(url, auth), limits);
      return Lookup.of(
          new Scrape(url, PrometheusParser.parse(new String(body, StandardCharsets.UTF_8))));
    } catch (IOException | IllegalArgumentException e) {
      return Lookup.missing("no metrics from %s: %s".formatted(url, messageOf(e)));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return Lookup.missing("no metrics from %s: interrupted".formatted(url));
    } finally {
      client.shutdownNow();
    }
  }

  private static HttpRequest request(URI url, ScrapeAuth auth) {
    HttpRequest.Builder request = HttpRequest.newBuilder(url).header("accept", TEXT_FORMAT);
    String bearerToken = auth.bearerToken();
    return (bearerToken == null
            ? request
            : request.header("authorization", "Bearer " + bearerToken))
        .build();
  }

  private static byte[] fetchBody(HttpClient client, HttpRequest request, Limits limits)
      throws IOException, InterruptedException {
    var pending =
        client.sendAsync(
            request, BodyHandlers.limiting(BodyHandlers.ofByteArray(), limits.maxBytes()));
    try {
      // A request's own timeout ends with the head: a body may still trickle in.
      HttpResponse<byte[]> response = pending.get(limits.timeout().toNanos(), TimeUnit.NANOSECONDS);
      if (response.statusCode() != 200) {
        throw new IOException("status " + response.statusCode());
      }
      return response.body();
    } catch (TimeoutException e) {
      throw new IOException("not there within %d ms".formatted(limits.timeout().toMillis()), e);
    } catch (ExecutionException e) {
      throw new IOException(messageOf(e.getCause() == null ? e : e.getCause()), e);
    }
  }

  private static String messageOf(Throwable e) {
    return e.getMessage() == null ? e.getClass().getSimpleName() : e.getMessage();
  }

  /** What the server says of the time between this and a later one. */
  public ServerMetrics deltaTo(Scrape later) {
    TtftDelta ttft = TtftDelta.between(metricFamilySet, later.metricFamilySet);
    return new ServerMetrics(
        later.url.toString(),
        metricFamilySet.increaseUntil(later.metricFamilySet),
        ttft.name(),
        ttft.count(),
        ttft.meanMillis(),
        ttft.percentileMillis(50),
        ttft.percentileMillis(95));
  }
}
