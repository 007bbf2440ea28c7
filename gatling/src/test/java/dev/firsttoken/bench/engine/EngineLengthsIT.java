package dev.firsttoken.bench.engine;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.firsttoken.bench.testing.BenchProcess;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Lengths and data sets at the real engine. */
class EngineLengthsIT {
  /** More than the model says by itself. */
  private static final int LONG = EngineRequest.TEXT.response().tokens() + 20;

  private static final int REQUESTS = 4;

  private static Engine engine;

  @TempDir Path dir;

  @BeforeAll
  static void start() {
    engine = Engine.shared();
  }

  private BenchProcess sweep(String... flags) {
    return BenchProcess.start(
        dir,
        Stream.concat(
                Stream.of(
                    "sweep",
                    "--base-url=" + engine.baseUrl(),
                    "--model=" + Engine.MODEL,
                    "--concurrency=2",
                    "--total=" + REQUESTS,
                    "--warmup=0"),
                Stream.of(flags))
            .toArray(String[]::new));
  }

  private static JsonNode level(BenchProcess bench) {
    assertThat(bench.exitStatus()).as(bench.err()).isZero();
    return bench.json().path("levels").path(0);
  }

  @ParameterizedTest
  @ValueSource(strings = {"chat", "completions"})
  void modelThatIgnoresItsEndWritesAsManyTokensAsAsked(String endpoint) {
    long before = engine.tokens();
    try (BenchProcess bench =
        sweep("--endpoint=" + endpoint, "--output-tokens=" + LONG, "--ignore-eos")) {
      JsonNode level = level(bench);
      assertThat(level.path("tokens").asInt()).isEqualTo(REQUESTS * LONG);
      assertThat(level.path("short_responses").asInt()).isZero();
    }
    assertThat(engine.tokens() - before).isEqualTo((long) REQUESTS * LONG);
  }

  @Test
  void modelThatEndsByItselfIsWarnedOf() {
    try (BenchProcess bench = sweep("--output-tokens=" + LONG)) {
      JsonNode level = level(bench);
      assertThat(level.path("short_responses").asInt()).isEqualTo(REQUESTS);
      assertThat(level.path("shortest_asked").asInt()).isEqualTo(LONG);
      assertThat(bench.err()).contains("Responses were shorter than asked");
    }
  }

  @Test
  void lengthsOfADataSetAreKept() throws IOException {
    Path file =
        Files.writeString(
            dir.resolve("sharegpt.json"),
            """
            [{"conversations": [{"from": "human", "value": "Say so much, please."},
              {"from": "gpt", "value": "one two three four five six seven"}]},
             {"conversations": [{"from": "human", "value": "And now a bit more."},
              {"from": "gpt", "value": "one two three four five six seven eight nine"}]}]
            """);
    long before = engine.tokens();
    try (BenchProcess bench = sweep("--dataset=" + file, "--ignore-eos")) {
      JsonNode level = level(bench);
      assertThat(level.path("output_tokens_asked").asInt()).isEqualTo(REQUESTS / 2 * (7 + 9));
      assertThat(level.path("tokens").asInt()).isEqualTo(REQUESTS / 2 * (7 + 9));
    }
    assertThat(engine.tokens() - before).isEqualTo(REQUESTS / 2 * (7 + 9));
  }

  @Test
  void systemMessageOfALineIsTakenByTheMessagesApi() throws IOException {
    Path file =
        Files.writeString(
            dir.resolve("p.jsonl"),
            "{\"messages\": [{\"role\": \"system\", \"content\": \"Be brief.\"},"
                + " {\"role\": \"user\", \"content\": \"hello\"}]}\n");
    try (BenchProcess bench =
        sweep("--endpoint=messages", "--prompts=" + file, "--max-tokens=20")) {
      assertThat(level(bench).path("tokens").asInt()).isEqualTo(REQUESTS * 20);
    }
  }
}
