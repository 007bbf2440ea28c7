package dev.firsttoken.bench.wrk;

import dev.firsttoken.bench.http.JdkRequest;
import dev.firsttoken.bench.options.KeyRedaction;
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
   * Says what the response tells of the errors that the tool counts, of which it prints no status.
   * A sentence with the way out.
   */
  static String describe(WrkTarget target) {
    Integer status = target.responseStatus();
    if (status == null) {
      return "%s did not respond to one request before the load in time, so the status of its errors is unknown: try %s."
          .formatted(WrkTarget.shown(target.name()), curl(target.url()));
    }
    if (target.hasGoodResponse()) {
      return "%s responded to one request before the load with status %d, so the errors came with the load: a limit on requests, or a server that fails under it. See its log, or lower the load."
          .formatted(WrkTarget.shown(target.name()), status);
    }
    return "%s responds to %s with status %d: %s"
        .formatted(
            WrkTarget.shown(target.name()),
            KeyRedaction.redactQuery(target.url()),
            status,
            advice(status));
  }

  /** Returns the command line of the same request, for a POSIX shell. */
  private static String curl(String url) {
    String shown = KeyRedaction.redactQuery(url);
    String command = "curl -i '" + shown.replace("'", "'\\''") + "'";
    return shown.equals(url) ? command : command + " with your own values in place of (given)";
  }

  private static String advice(int status) {
    return switch (status) {
      case 401, 403, 407 ->
          "it needs a key, which the tool can't send here. Give a --url that needs none, or use"
              + " ./bench micro, which takes --api-key and --header.";
      case 404, 410 -> "there is nothing at this path. Check the path and the query of --url.";
      case 405 -> "it takes no GET. Check the path of --url.";
      case 429 -> "it limits its requests. Lift its limit, or load another URL.";
      default ->
          status >= 500
              ? "the server fails. See its log."
              : "it refuses the request. Check the path and the query of --url.";
    };
  }

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
