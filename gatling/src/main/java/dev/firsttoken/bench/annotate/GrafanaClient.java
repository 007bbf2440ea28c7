package dev.firsttoken.bench.annotate;

import dev.firsttoken.bench.http.JdkRequest;
import dev.firsttoken.bench.options.KeyRedaction;
import dev.firsttoken.bench.samples.ControlCharacters;
import java.net.ConnectException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/**
 * Client of Grafana's HTTP API.
 *
 * @param baseUrl URL that the API is below
 * @param token bearer token, or null for none
 */
record GrafanaClient(URI baseUrl, @Nullable String token) {
  /** Variable with the token of a service account. */
  static final String TOKEN_VARIABLE = "GRAFANA_TOKEN";

  private static final Duration TIMEOUT = Duration.ofSeconds(5);
  private static final int MAX_RESPONSE_BYTES = 64 << 10;
  private static final int MAX_QUOTED_CHARACTERS = 200;

  /**
   * Creates an annotation.
   *
   * @param json its fields
   * @return null if it was created, else why it was not: a clause
   */
  @Nullable String annotate(String json) {
    URI url = URI.create(baseUrl.toString().replaceFirst("/+$", "") + "/api/annotations");
    if (token != null && !token.chars().allMatch(c -> c > ' ' && c < 0x7f)) {
      return TOKEN_VARIABLE + " has a character that no token has";
    }
    try (HttpClient client = JdkRequest.client(null).connectTimeout(TIMEOUT).build()) {
      String problem = problemOf(send(client, url, json));
      return problem == null ? null : "%s %s".formatted(url, problem);
    } catch (IllegalArgumentException e) {
      return "%s: %s".formatted(url, e.getMessage());
    } catch (TimeoutException e) {
      return "%s did not respond within %d s".formatted(url, TIMEOUT.toSeconds());
    } catch (ExecutionException e) {
      return "%s %s".formatted(url, describe(e.getCause()));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return url + " was not waited for";
    }
  }

  private HttpResponse<String> send(HttpClient client, URI url, String json)
      throws ExecutionException, InterruptedException, TimeoutException {
    HttpRequest.Builder request =
        JdkRequest.to(url)
            .header("content-type", "application/json")
            .header("accept", "application/json")
            .POST(BodyPublishers.ofString(json));
    if (token != null) {
      request.header("authorization", "Bearer " + token);
    }
    var pending =
        client.sendAsync(
            request.build(), BodyHandlers.limiting(BodyHandlers.ofString(), MAX_RESPONSE_BYTES));
    try {
      // The timeout of HttpRequest ends with the headers; the body may still trickle in.
      return pending.get(TIMEOUT.toNanos(), TimeUnit.NANOSECONDS);
    } finally {
      pending.cancel(true);
      client.shutdownNow();
    }
  }

  private @Nullable String problemOf(HttpResponse<String> response) {
    int status = response.statusCode();
    if (status / 100 == 2) {
      return null;
    }
    String advice =
        switch (status) {
          case 401, 403 ->
              token == null
                  ? "; set %s to the token of a service account that may create annotations"
                      .formatted(TOKEN_VARIABLE)
                  : "; the token in %s may not create annotations".formatted(TOKEN_VARIABLE);
          case 404 -> "; give the URL that Grafana's start page has";
          default -> "";
        };
    return "responded with status %d: %s%s"
        .formatted(status, quote(KeyRedaction.redact(token, response.body())), advice);
  }

  /** Shortens the response to one line without control characters. */
  private static String quote(String body) {
    String line = ControlCharacters.replace(body).strip();
    return line.length() <= MAX_QUOTED_CHARACTERS
        ? line
        : line.substring(0, MAX_QUOTED_CHARACTERS) + "…";
  }

  private static String describe(@Nullable Throwable cause) {
    if (cause instanceof ConnectException) {
      return "accepted no connection";
    }
    String message = cause == null ? null : cause.getMessage();
    return "did not respond: " + (message == null ? "the connection broke" : message);
  }

  /** Leaves out the token. */
  @Override
  public String toString() {
    return baseUrl.toString();
  }
}
