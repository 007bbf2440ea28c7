package dev.firsttoken.bench.contract;

import com.fasterxml.jackson.databind.JsonNode;
import dev.firsttoken.bench.load.requests.ChatRequestEncoder;
import dev.firsttoken.bench.options.Options;
import dev.firsttoken.bench.options.RequestOptions;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Supplier;

/** All contract checks, in order. Metrics come last, because they count the earlier requests. */
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
  private final Consumer<CheckResult> onResult;
  private final List<CheckResult> results = new ArrayList<>();

  private ContractChecks(
      ContractClient contractClient,
      RequestOptions requestOptions,
      Consumer<CheckResult> onResult) {
    this.contractClient = contractClient;
    this.requestOptions = requestOptions;
    this.onResult = onResult;
  }

  /**
   * Runs all checks, even after a failure.
   *
   * @param onResult is called after each check
   */
  public static List<CheckResult> run(Options options, Consumer<CheckResult> onResult) {
    try (ContractClient contractClient = new ContractClient(options.target())) {
      ContractChecks contractChecks =
          new ContractChecks(contractClient, options.requestOptions(), onResult);
      contractChecks.runCheck("health", contractChecks::checkHealth);
      contractChecks.runCheck("streamed response", contractChecks::checkStreamedResponse);
      contractChecks.runCheck("non-streamed response", contractChecks::checkBufferedResponse);
      contractChecks.runCheck("bad request", contractChecks::checkBadRequest);
      contractChecks.runCheck("metrics", contractChecks::checkMetrics);
      return List.copyOf(contractChecks.results);
    }
  }

  private void runCheck(String name, Supplier<String> check) {
    CheckResult checkResult;
    try {
      checkResult = new CheckResult(name, true, check.get());
    } catch (ContractViolation e) {
      checkResult = new CheckResult(name, false, String.valueOf(e.getMessage()));
    }
    results.add(checkResult);
    onResult.accept(checkResult);
  }

  private String checkHealth() {
    HttpResponse<String> response = contractClient.get("/health");
    ContractViolation.throwUnless(response.statusCode() == 200, "HTTP " + response.statusCode());
    JsonNode status = StreamChecks.parseJson(response.body()).path("status");
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
    HttpResponse<String> response = contractClient.postChat("{".getBytes(StandardCharsets.UTF_8));
    ContractViolation.throwUnless(
        response.statusCode() == 400, "HTTP %d, expected 400".formatted(response.statusCode()));
    JsonNode error = StreamChecks.parseJson(response.body()).path("error");
    for (String field : List.of("message", "type", "param", "code")) {
      ContractViolation.throwUnless(
          error.has(field), "the error has no %s: %s".formatted(field, response.body()));
    }
    return "400: " + error.path("message").asText();
  }

  private String checkMetrics() {
    HttpResponse<String> response = contractClient.get("/metrics");
    StreamChecks.verifyHeader(response, "content-type", "text/plain");
    String text = response.body();
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
