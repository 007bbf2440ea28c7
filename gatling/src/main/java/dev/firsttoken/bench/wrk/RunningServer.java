package dev.firsttoken.bench.wrk;

import dev.firsttoken.bench.baselines.Baselines;
import dev.firsttoken.bench.baselines.ServerMode;
import dev.firsttoken.bench.http.JdkRequest;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Looks for a server on the port that it has when the user starts it. */
final class RunningServer {
  /** Name of our own proxy, and its port. */
  private static final String PROXY = "micronaut";

  private static final URI PROXY_ORIGIN = URI.create("http://127.0.0.1:8080");

  private static final Duration TIMEOUT = Duration.ofSeconds(2);
  private static final long MAX_BYTES = 4 << 20;
  private static final int OK = 200;

  private RunningServer() {}

  /**
   * Finds a server that is up. Its own metrics say that it is the one, and no other on its port.
   *
   * @param name {@code micronaut}, or a folder in {@code baselines/}
   * @return its origin, or null if it is not up
   */
  static @Nullable URI find(String name, Baselines baselines) {
    URI origin = usualOrigin(name, baselines);
    return origin != null && isServer(name, origin) ? origin : null;
  }

  private static @Nullable URI usualOrigin(String name, Baselines baselines) {
    if (name.equals(PROXY)) {
      return PROXY_ORIGIN;
    }
    try {
      return baselines.names(ServerMode.SYNTHETIC).contains(name)
          ? baselines.get(name).port().origin()
          : null;
    } catch (IllegalStateException e) {
      return null; // its start says what is wrong with its description
    }
  }

  static boolean isServer(String name, URI origin) {
    Pattern runtime =
        Pattern.compile(
            "(?m)^build_info\\{[^}\\n]*\\bruntime=\"%s\"".formatted(Pattern.quote(name)));
    return runtime.matcher(metrics(origin)).find();
  }

  private static String metrics(URI origin) {
    HttpClient client =
        JdkRequest.client(null).proxy(HttpClient.Builder.NO_PROXY).connectTimeout(TIMEOUT).build();
    var pending =
        client.sendAsync(
            JdkRequest.to(origin.resolve("/metrics")).build(),
            BodyHandlers.limiting(BodyHandlers.ofString(), MAX_BYTES));
    try {
      // The timeout of HttpRequest ends with the headers; the body may still trickle in.
      var response = pending.get(TIMEOUT.toNanos(), TimeUnit.NANOSECONDS);
      return response.statusCode() == OK ? response.body() : "";
    } catch (ExecutionException | TimeoutException e) {
      return "";
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return "";
    } finally {
      pending.cancel(true);
      client.shutdownNow();
    }
  }
}
