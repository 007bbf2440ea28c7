package dev.firsttoken.proxy.clients;

import static dev.firsttoken.proxy.ProxyUnderTest.eventually;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.firsttoken.proxy.ProxyUnderTest;
import dev.firsttoken.wire.testing.CommandRunner;
import dev.firsttoken.wire.testing.Peer;
import dev.firsttoken.wire.testing.ScriptedServer;
import java.time.Duration;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import org.assertj.core.api.Assertions;

/**
 * Run of one client through every case, in a process of its own.
 *
 * @param results results of the client
 * @param requests number of requests that reached the upstream
 */
record Session(Map<Case, CaseResult> results, Map<Case, Long> requests) {
  private static final Duration TIMEOUT = Duration.ofMinutes(2);
  private static final ObjectMapper JSON = new ObjectMapper();

  /** Environment of the client, without keys, proxies or tracing of this process. */
  private static final Map<String, String> ENVIRONMENT =
      Map.of(
          "PATH",
          System.getenv("PATH"),
          "LANGSMITH_TRACING",
          "false",
          "LANGCHAIN_TRACING_V2",
          "false");

  static Session run(SdkClient sdkClient) {
    CompletableFuture<ProxyUnderTest> running = new CompletableFuture<>();
    try (ScriptedServer upstream =
            ScriptedServer.running(
                new CaseUpstream(testCase -> awaitFirstTextSent(running.join(), testCase)));
        ProxyUnderTest proxy = ProxyUnderTest.relayingTo(upstream.baseUrl())) {
      running.complete(proxy);
      List<String> command =
          Stream.of(
                  sdkClient.command(),
                  List.of("http://127.0.0.1:" + proxy.port() + "/v1"),
                  Case.models())
              .flatMap(List::stream)
              .toList();
      Map<Case, CaseResult> results = new EnumMap<>(Case.class);
      for (String line : CommandRunner.run(command, ENVIRONMENT, TIMEOUT).lines().toList()) {
        CaseResult result = parse(line);
        results.put(Case.valueOf(result.model().toUpperCase(Locale.ROOT)), result);
      }
      Map<Case, Long> requests = new EnumMap<>(Case.class);
      for (Peer.Request request : upstream.requests()) {
        requests.merge(Case.forRequest(request.text()), 1L, Long::sum);
      }
      Assertions.assertThat(upstream.failures()).isEmpty();
      Assertions.assertThat(results).as("one line for each case").containsOnlyKeys(Case.values());
      return new Session(results, requests);
    }
  }

  private static CaseResult parse(String line) {
    try {
      return JSON.readValue(line, CaseResult.class);
    } catch (JsonProcessingException e) {
      throw new AssertionError("not a line of JSON: " + line, e);
    }
  }

  /** The proxy records TTFT when it writes the first text to the client's socket. */
  private static void awaitFirstTextSent(ProxyUnderTest proxy, Case testCase) {
    eventually(
        "first text sent",
        () -> proxy.sum("chat_ttft_ms_count", "model=\"" + testCase.model() + "\"") > 0);
  }
}
