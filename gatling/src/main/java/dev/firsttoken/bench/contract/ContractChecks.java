package dev.firsttoken.bench.contract;

import com.fasterxml.jackson.databind.JsonNode;
import dev.firsttoken.bench.load.requests.ChatRequestEncoder;
import dev.firsttoken.bench.options.Options;
import dev.firsttoken.bench.options.RequestOptions;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Supplier;

/**
 * Checks of First Token's own contract, in order. Metrics come last, because they count the earlier
 * requests.
 */
public final class ContractChecks {
  private static final List<String> METRICS =
      List.of(
          "chat_requests_total",
          "chat_ttft_ms",
          "chat_duration_ms",
          "chat_tokens_total",
          "chat_bytes_out_total",
          "chat_in_flight",
          "chat_upstream_headers_ms",
          "chat_errors_total",
          "build_info");

  /** Expected of a proxy only. */
  private static final String UPSTREAM_METRIC = "chat_upstream_headers_ms";

  private final ContractClient contractClient;
  private final RequestOptions requestOptions;

  private ContractChecks(ContractClient contractClient, RequestOptions requestOptions) {
    this.contractClient = contractClient;
    this.requestOptions = requestOptions;
  }

  /**
   * Runs all checks, even after a failure.
   *
   * @param onResult is called after each check
   */
  public static List<CheckResult> run(Options options, Consumer<CheckResult> onResult) {
    try (ContractClient contractClient = new ContractClient(options.target())) {
      ContractChecks contractChecks = new ContractChecks(contractClient, options.requestOptions());
      CheckRunner runner = new CheckRunner(options.target().secrets(), onResult);
      runCheck(runner, "health", contractChecks::checkHealth);
      runCheck(runner, "streamed response", contractChecks::checkStreamedResponse);
      runCheck(runner, "non-streamed response", contractChecks::checkBufferedResponse);
      runCheck(runner, "bad request", contractChecks::checkBadRequest);
      runCheck(runner, "metrics", contractChecks::checkMetrics);
      return runner.results();
    }
  }

  private static void runCheck(CheckRunner runner, String name, Supplier<String> check) {
    runner.run(name, () -> CheckResult.pass(name, check.get()));
  }

  private String checkHealth() {
    HttpResponse<TimedBody> response = contractClient.get("/health");
    StreamChecks.verifyOk(response);
    JsonNode status = StreamChecks.parseJson(response.body().text()).path("status");
    ContractViolation.throwUnless(
        status.asText().equals("UP"), "status is %s, expected UP".formatted(status));
    return "UP";
  }

  private String checkStreamedResponse() {
    return StreamChecks.verifyStreamed(
        contractClient.postChat(ChatRequestEncoder.encodeBody(requestOptions, true)));
  }

  private String checkBufferedResponse() {
    return StreamChecks.verifyBuffered(
        contractClient.postChat(ChatRequestEncoder.encodeBody(requestOptions, false)));
  }

  private String checkBadRequest() {
    HttpResponse<TimedBody> response =
        contractClient.postChat("{".getBytes(StandardCharsets.UTF_8));
    ContractViolation.throwUnless(
        response.statusCode() == 400, "HTTP %d, expected 400".formatted(response.statusCode()));
    JsonNode error = StreamChecks.parseJson(response.body().text()).path("error");
    for (String field : List.of("message", "type", "param", "code")) {
      ContractViolation.throwUnless(
          error.has(field),
          "the error has no %s: %s".formatted(field, TimedBody.excerpt(response.body().text())));
    }
    return "400: " + TimedBody.excerpt(error.path("message").asText());
  }

  private String checkMetrics() {
    HttpResponse<TimedBody> response = contractClient.get("/metrics");
    StreamChecks.verifyHeader(response, "content-type", "text/plain");
    String text = response.body().text();
    boolean isProxy = text.contains("runtime=\"micronaut\"");
    List<String> expected =
        METRICS.stream().filter(name -> isProxy || !name.equals(UPSTREAM_METRIC)).toList();
    List<String> missing = expected.stream().filter(name -> !hasMetric(text, name)).toList();
    ContractViolation.throwUnless(
        missing.isEmpty(), "missing metrics: " + String.join(", ", missing));
    return expected.size() + " metrics";
  }

  private static boolean hasMetric(String text, String name) {
    return text.lines().anyMatch(line -> line.startsWith("# TYPE " + name + " "));
  }
}
