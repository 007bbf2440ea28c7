package dev.firsttoken.bench.engine;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.firsttoken.bench.testing.BenchProcess;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The bench against the real engine. */
@Tag("long")
class EngineSweepIT {
  private static final int TOKENS = EngineRequest.TEXT.response().tokens();

  private static Engine engine;

  @TempDir Path dir;

  @BeforeAll
  static void start() {
    engine = Engine.shared();
  }

  private static BenchProcess sweep(Path dir, String baseUrl, String... flags) {
    return BenchProcess.start(
        dir,
        Stream.concat(
                Stream.of("sweep", "--base-url=" + baseUrl, "--model=" + Engine.MODEL),
                Stream.of(flags))
            .toArray(String[]::new));
  }

  @Test
  void noRequestFailsAtAnyNumberOfUsersAndEveryTokenIsCounted() {
    long before = engine.tokens();
    try (BenchProcess bench =
        sweep(dir, engine.baseUrl(), "--concurrency=1,4,16", "--total=16", "--warmup=4")) {
      assertThat(bench.exitStatus()).as(bench.err()).isZero();

      long tokens = 0;
      for (JsonNode level : bench.json().path("levels")) {
        assertThat(level.path("ok").asInt()).as("%s", level).isEqualTo(16);
        assertThat(level.path("tokens").asInt()).isEqualTo(16 * TOKENS);
        tokens += level.path("tokens").asLong() + 4L * TOKENS;
      }
      assertThat(engine.tokens() - before).as("with the preflight").isEqualTo(tokens + TOKENS);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"completions", "responses", "messages"})
  void tokensOfOtherApisAreThoseOfTheEngine(String endpoint) {
    long before = engine.tokens();
    try (BenchProcess bench =
        sweep(
            dir,
            engine.baseUrl(),
            "--endpoint=" + endpoint,
            "--max-tokens=20",
            "--concurrency=2",
            "--total=6",
            "--no-preflight",
            "--warmup=2")) {
      assertThat(bench.exitStatus()).as(bench.err()).isZero();

      JsonNode level = bench.json().path("levels").path(0);
      assertThat(level.path("tokens_from").asText()).isEqualTo("usage");
      assertThat(level.path("ttft_p50").asDouble()).isPositive();
      assertThat(level.path("tokens").asLong()).isEqualTo(6 * 20);
      assertThat(engine.tokens() - before).isEqualTo(8 * 20);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"chat", "completions", "responses", "messages"})
  void wholeResponsesHaveTheSameTokens(String endpoint) {
    try (BenchProcess bench =
        sweep(
            dir,
            engine.baseUrl(),
            "--endpoint=" + endpoint,
            "--no-stream",
            "--max-tokens=20",
            "--concurrency=2",
            "--total=6",
            "--warmup=2")) {
      assertThat(bench.exitStatus()).as(bench.err()).isZero();

      JsonNode level = bench.json().path("levels").path(0);
      assertThat(level.path("tokens").asLong()).isEqualTo(6 * 20);
      assertThat(level.path("ttft_p50").isNull()).isTrue();
      assertThat(level.path("dur_p50").asDouble()).isPositive();
    }
  }

  @Test
  void engineProxyAndBenchCountTheSameTokens(@TempDir Path proxyDir) throws InterruptedException {
    long before = engine.tokens();
    try (ServedProxy proxy = ServedProxy.relayingTo(engine.baseUrl(), proxyDir);
        BenchProcess bench =
            sweep(dir, proxy.url() + "/v1", "--concurrency=4", "--total=24", "--warmup=4")) {
      assertThat(bench.exitStatus()).as(bench.err()).isZero();

      JsonNode level = bench.json().path("levels").path(0);
      assertThat(level.path("ok").asInt()).isEqualTo(24);
      long tokens = level.path("tokens").asLong() + 5L * TOKENS; // four to warm up, and one before
      assertThat(tokens).isEqualTo(29L * TOKENS);
      assertThat(engine.tokens() - before).isEqualTo(tokens);
      assertThat(proxy.metrics().value("chat_tokens_total")).isEqualTo(tokens);
      assertThat(proxy.metrics().value("chat_requests_total", "status=\"200\"")).isEqualTo(29);
      assertThat(proxy.metrics().value("chat_errors_total")).isZero();
    }
  }
}
