package dev.firsttoken.dashboards.prometheus;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * HTTP API of Prometheus.
 *
 * @param origin its base URL
 */
public record PrometheusApi(URI origin) {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final HttpClient CLIENT = HttpClient.newHttpClient();
  private static final Duration TIMEOUT = Duration.ofSeconds(30);

  /**
   * Evaluates an expression at one moment.
   *
   * @throws AssertionError with Prometheus's words, if it refuses the expression
   */
  public List<Series> query(String expression, Instant time) {
    return series(get("query", Map.of("query", expression, "time", time.toString())), "value");
  }

  /** Evaluates an expression now, and returns its single value, or NaN if it has none. */
  public double value(String expression) {
    List<Series> series = query(expression, Instant.now());
    return series.isEmpty() ? Double.NaN : series.getFirst().values().getLast();
  }

  /** Evaluates an expression once a second, from start to end. */
  public List<Series> queryRange(String expression, Instant start, Instant end) {
    JsonNode data =
        get(
            "query_range",
            Map.of(
                "query",
                expression,
                "start",
                start.toString(),
                "end",
                end.toString(),
                "step",
                "1"));
    return series(data, "values");
  }

  /** All rules that it evaluates. */
  public List<JsonNode> rules() {
    List<JsonNode> rules = new ArrayList<>();
    get("rules", Map.of()).path("groups").forEach(group -> group.path("rules").forEach(rules::add));
    return rules;
  }

  private JsonNode get(String path, Map<String, String> parameters) {
    String query =
        parameters.entrySet().stream()
            .map(entry -> entry.getKey() + "=" + URLEncoder.encode(entry.getValue(), UTF_8))
            .collect(Collectors.joining("&"));
    HttpRequest request =
        HttpRequest.newBuilder(origin.resolve("/api/v1/" + path + "?" + query))
            .timeout(TIMEOUT)
            .build();
    try {
      JsonNode response = JSON.readTree(CLIENT.send(request, BodyHandlers.ofString()).body());
      if (!response.path("status").asText().equals("success")) {
        throw new AssertionError(
            "%s: %s".formatted(parameters.get("query"), response.path("error").asText()));
      }
      return response.path("data");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted while Prometheus responded", e);
    }
  }

  private static List<Series> series(JsonNode data, String field) {
    List<Series> all = new ArrayList<>();
    for (JsonNode result : data.path("result")) {
      List<Double> values = new ArrayList<>();
      if (field.equals("value")) {
        values.add(number(result.path(field)));
      } else {
        result.path(field).forEach(pair -> values.add(number(pair)));
      }
      all.add(new Series(result.path("metric").toString(), values));
    }
    return all;
  }

  /** The second of a pair of time and value. */
  private static double number(JsonNode pair) {
    String text = pair.path(1).asText();
    return switch (text) {
      case "+Inf" -> Double.POSITIVE_INFINITY;
      case "-Inf" -> Double.NEGATIVE_INFINITY;
      default -> Double.parseDouble(text);
    };
  }
}
