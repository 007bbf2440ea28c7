package dev.firsttoken.bench.watch;

import dev.firsttoken.bench.samples.LevelEnd.ServerSays;
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
 * @param from their address
 */
public record Scrape(URI from, Metrics metrics) {
  private static final Limits USUAL = new Limits(Duration.ofSeconds(2), 8 << 20);
  private static final String PLAIN = "text/plain;version=0.0.4";

  /** How long it may take to ask, and how much may come. */
  record Limits(Duration time, int bytes) {}

  /**
   * Asks for them once. Waits for 2 seconds at most, takes 8 MiB at most.
   *
   * @return missing where there is no such answer, with the address in the reason
   */
  public static Seen<Scrape> read(URI from, Access access) {
    return read(from, access, USUAL);
  }

  static Seen<Scrape> read(URI from, Access access, Limits limits) {
    HttpClient.Builder builder = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1);
    SSLContext trust = access.trust();
    HttpClient client = (trust == null ? builder : builder.sslContext(trust)).build();
    try {
      byte[] body = body(client, request(from, access), limits);
      return Seen.of(new Scrape(from, MetricsText.parse(new String(body, StandardCharsets.UTF_8))));
    } catch (IOException | IllegalArgumentException e) {
      return Seen.missing("no metrics from %s: %s".formatted(from, said(e)));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return Seen.missing("no metrics from %s: interrupted".formatted(from));
    } finally {
      client.shutdownNow();
    }
  }

  private static HttpRequest request(URI from, Access access) {
    HttpRequest.Builder request = HttpRequest.newBuilder(from).header("accept", PLAIN);
    String key = access.key();
    return (key == null ? request : request.header("authorization", "Bearer " + key)).build();
  }

  private static byte[] body(HttpClient client, HttpRequest request, Limits limits)
      throws IOException, InterruptedException {
    var answer =
        client.sendAsync(
            request, BodyHandlers.limiting(BodyHandlers.ofByteArray(), limits.bytes()));
    try {
      // A request's own timeout ends with the head: a body may still trickle in.
      HttpResponse<byte[]> whole = answer.get(limits.time().toNanos(), TimeUnit.NANOSECONDS);
      if (whole.statusCode() != 200) {
        throw new IOException("status " + whole.statusCode());
      }
      return whole.body();
    } catch (TimeoutException e) {
      throw new IOException("not there within %d ms".formatted(limits.time().toMillis()), e);
    } catch (ExecutionException e) {
      throw new IOException(said(e.getCause() == null ? e : e.getCause()), e);
    }
  }

  private static String said(Throwable e) {
    return e.getMessage() == null ? e.getClass().getSimpleName() : e.getMessage();
  }

  /** What the server says of the time between this and a later one. */
  public ServerSays until(Scrape later) {
    TtftGrowth ttft = TtftGrowth.between(metrics, later.metrics);
    return new ServerSays(
        later.from.toString(),
        metrics.growthUntil(later.metrics),
        ttft.name(),
        ttft.count(),
        ttft.meanMillis(),
        ttft.percentileMillis(50),
        ttft.percentileMillis(95));
  }
}
