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

/** All that smoke looks at, in order: the metrics last, for they count what came before. */
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

  /** Of a proxy only. */
  private static final String UPSTREAM = "chat_upstream_headers_ms";

  private final ContractClient contractClient;
  private final RequestOptions requestOptions;
  private final Consumer<CheckResult> told;
  private final List<CheckResult> found = new ArrayList<>();

  private ContractChecks(
      ContractClient contractClient, RequestOptions requestOptions, Consumer<CheckResult> told) {
    this.contractClient = contractClient;
    this.requestOptions = requestOptions;
    this.told = told;
  }

  /**
   * Makes them all, whatever fails.
   *
   * @param told hears of each as it is made
   */
  public static List<CheckResult> make(Options options, Consumer<CheckResult> told) {
    try (ContractClient contractClient = new ContractClient(options.target())) {
      ContractChecks contractChecks =
          new ContractChecks(contractClient, options.requestOptions(), told);
      contractChecks.check("health", contractChecks::health);
      contractChecks.check("streamed answer", contractChecks::streamed);
      contractChecks.check("whole answer", contractChecks::whole);
      contractChecks.check("bad request", contractChecks::refused);
      contractChecks.check("metrics", contractChecks::metrics);
      return List.copyOf(contractChecks.found);
    }
  }

  private void check(String name, Supplier<String> look) {
    CheckResult checkResult;
    try {
      checkResult = new CheckResult(name, true, look.get());
    } catch (ContractViolation e) {
      checkResult = new CheckResult(name, false, String.valueOf(e.getMessage()));
    }
    found.add(checkResult);
    told.accept(checkResult);
  }

  private String health() {
    HttpResponse<String> answer = contractClient.get("/health");
    ContractViolation.unless(answer.statusCode() == 200, "HTTP " + answer.statusCode());
    JsonNode status = StreamChecks.tree(answer.body()).path("status");
    ContractViolation.unless(status.asText().equals("UP"), "status is " + status);
    return "UP";
  }

  private String streamed() {
    return StreamChecks.of(
        contractClient.chat(ChatRequestEncoder.encodeBody(requestOptions, true)));
  }

  private String whole() {
    return StreamChecks.whole(
        contractClient.chat(ChatRequestEncoder.encodeBody(requestOptions, false)));
  }

  private String refused() {
    HttpResponse<String> answer = contractClient.chat("{".getBytes(StandardCharsets.UTF_8));
    ContractViolation.unless(
        answer.statusCode() == 400, "HTTP %d, not 400".formatted(answer.statusCode()));
    JsonNode error = StreamChecks.tree(answer.body()).path("error");
    for (String field : List.of("message", "type", "param", "code")) {
      ContractViolation.unless(
          error.has(field), "the error has no %s: %s".formatted(field, answer.body()));
    }
    return "400: " + error.path("message").asText();
  }

  private String metrics() {
    HttpResponse<String> answer = contractClient.get("/metrics");
    StreamChecks.header(answer, "content-type", "text/plain");
    String text = answer.body();
    boolean proxy = text.contains("runtime=\"micronaut\"");
    List<String> wanted = METRICS.stream().filter(name -> proxy || !name.equals(UPSTREAM)).toList();
    List<String> missing = wanted.stream().filter(name -> !stands(text, name)).toList();
    ContractViolation.unless(missing.isEmpty(), "missing: " + String.join(", ", missing));
    return wanted.size() + " series";
  }

  private static boolean stands(String text, String name) {
    return text.lines().anyMatch(line -> line.startsWith("# TYPE " + name + " "));
  }
}
