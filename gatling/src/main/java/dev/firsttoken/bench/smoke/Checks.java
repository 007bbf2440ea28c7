package dev.firsttoken.bench.smoke;

import com.fasterxml.jackson.databind.JsonNode;
import dev.firsttoken.bench.load.ChatRequest;
import dev.firsttoken.bench.options.Ask;
import dev.firsttoken.bench.options.Options;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Supplier;

/** All that smoke looks at, in order: the metrics last, for they count what came before. */
public final class Checks {
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

  private final Web web;
  private final Ask ask;
  private final Consumer<Check> told;
  private final List<Check> found = new ArrayList<>();

  private Checks(Web web, Ask ask, Consumer<Check> told) {
    this.web = web;
    this.ask = ask;
    this.told = told;
  }

  /**
   * Makes them all, whatever fails.
   *
   * @param told hears of each as it is made
   */
  public static List<Check> make(Options options, Consumer<Check> told) {
    try (Web web = new Web(options.target())) {
      Checks checks = new Checks(web, options.ask(), told);
      checks.check("health", checks::health);
      checks.check("streamed answer", checks::streamed);
      checks.check("whole answer", checks::whole);
      checks.check("bad request", checks::refused);
      checks.check("metrics", checks::metrics);
      return List.copyOf(checks.found);
    }
  }

  private void check(String name, Supplier<String> look) {
    Check check;
    try {
      check = new Check(name, true, look.get());
    } catch (Broken e) {
      check = new Check(name, false, String.valueOf(e.getMessage()));
    }
    found.add(check);
    told.accept(check);
  }

  private String health() {
    HttpResponse<String> answer = web.get("/health");
    Broken.unless(answer.statusCode() == 200, "HTTP " + answer.statusCode());
    JsonNode status = StreamCheck.tree(answer.body()).path("status");
    Broken.unless(status.asText().equals("UP"), "status is " + status);
    return "UP";
  }

  private String streamed() {
    return StreamCheck.of(web.chat(ChatRequest.body(ask, true)));
  }

  private String whole() {
    return StreamCheck.whole(web.chat(ChatRequest.body(ask, false)));
  }

  private String refused() {
    HttpResponse<String> answer = web.chat("{".getBytes(StandardCharsets.UTF_8));
    Broken.unless(answer.statusCode() == 400, "HTTP %d, not 400".formatted(answer.statusCode()));
    JsonNode error = StreamCheck.tree(answer.body()).path("error");
    for (String field : List.of("message", "type", "param", "code")) {
      Broken.unless(error.has(field), "the error has no %s: %s".formatted(field, answer.body()));
    }
    return "400: " + error.path("message").asText();
  }

  private String metrics() {
    HttpResponse<String> answer = web.get("/metrics");
    StreamCheck.header(answer, "content-type", "text/plain");
    String text = answer.body();
    boolean proxy = text.contains("runtime=\"micronaut\"");
    List<String> wanted = METRICS.stream().filter(name -> proxy || !name.equals(UPSTREAM)).toList();
    List<String> missing = wanted.stream().filter(name -> !stands(text, name)).toList();
    Broken.unless(missing.isEmpty(), "missing: " + String.join(", ", missing));
    return wanted.size() + " series";
  }

  private static boolean stands(String text, String name) {
    return text.lines().anyMatch(line -> line.startsWith("# TYPE " + name + " "));
  }
}
