package dev.firsttoken.bench.monitor;

import dev.firsttoken.bench.http.JdkRequest;
import dev.firsttoken.bench.options.KeyRedaction;
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

/**
 * A server's metrics at one moment, read in Prometheus's text format.
 *
 * @param url of the metrics
 */
public record Scrape(URI url, MetricFamilySet metricFamilySet) {
  private static final Limits DEFAULT_LIMITS = new Limits(Duration.ofSeconds(2), 8 << 20);
  private static final String TEXT_FORMAT = "text/plain;version=0.0.4";

  /** Bounds of a scrape. */
  record Limits(Duration timeout, int maxBytes) {}

  /**
   * Reads the metrics once, with a timeout of 2 s and a limit of 8 MiB.
   *
   * @return the metrics, or missing with the URL in the reason
   */
  public static Lookup<Scrape> fetch(URI url, ScrapeAuth auth) {
    return fetch(url, auth, DEFAULT_LIMITS);
  }

  static Lookup<Scrape> fetch(URI url, ScrapeAuth auth, Limits limits) {
    HttpClient client = JdkRequest.client(auth.sslContext()).build();
    try {
      byte[] body = fetchBody(client, request(url, auth), limits);
      return Lookup.of(
          new Scrape(url, PrometheusParser.parse(new String(body, StandardCharsets.UTF_8))));
    } catch (IOException | IllegalArgumentException e) {
      return missing(url, messageOf(e));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return missing(url, "interrupted");
    } finally {
      client.shutdownNow();
    }
  }

  private static Lookup<Scrape> missing(URI url, String reason) {
    return Lookup.missing(
        "no metrics from %s: %s".formatted(KeyRedaction.redactQuery(url.toString()), reason));
  }

  private static HttpRequest request(URI url, ScrapeAuth auth) {
    HttpRequest.Builder request = JdkRequest.to(url).header("accept", TEXT_FORMAT);
    auth.addTo(request);
    return request.build();
  }

  private static byte[] fetchBody(HttpClient client, HttpRequest request, Limits limits)
      throws IOException, InterruptedException {
    var pending =
        client.sendAsync(
            request, BodyHandlers.limiting(BodyHandlers.ofByteArray(), limits.maxBytes()));
    try {
      // The timeout of HttpRequest ends with the headers; the body may still trickle in.
      HttpResponse<byte[]> response = pending.get(limits.timeout().toNanos(), TimeUnit.NANOSECONDS);
      if (response.statusCode() != 200) {
        throw new IOException("status " + response.statusCode());
      }
      return response.body();
    } catch (TimeoutException e) {
      throw new IOException("no response within %d ms".formatted(limits.timeout().toMillis()), e);
    } catch (ExecutionException e) {
      throw new IOException(messageOf(e.getCause() == null ? e : e.getCause()), e);
    }
  }

  private static String messageOf(Throwable e) {
    return e.getMessage() == null ? e.getClass().getSimpleName() : e.getMessage();
  }

  /** Computes the server's metrics between this scrape and a later one. */
  public ServerMetrics deltaTo(Scrape later) {
    TtftDelta ttft = TtftDelta.between(metricFamilySet, later.metricFamilySet);
    return new ServerMetrics(
        KeyRedaction.redactQuery(later.url.toString()),
        metricFamilySet.increaseUntil(later.metricFamilySet),
        ttft.name(),
        ttft.count(),
        ttft.meanMillis(),
        ttft.percentileMillis(50),
        ttft.percentileMillis(95));
  }
}
