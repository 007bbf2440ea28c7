package dev.firsttoken.bench.engine;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.firsttoken.bench.testing.BenchProcess;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Fields, headers and connections that the user chose, at the real engine. */
@Tag("long")
class EngineOptionsIT {
  private static final int TOKENS = EngineRequest.TEXT.response().tokens();

  private static Engine engine;

  @TempDir Path dir;

  @BeforeAll
  static void start() {
    engine = Engine.shared();
  }

  private static JsonNode level(BenchProcess bench) {
    assertThat(bench.exitStatus()).as(bench.err()).isZero();
    return bench.json().path("levels").path(0);
  }

  @Test
  void chosenLengthIsKeptAndTheRunIsRepeated() throws IOException {
    long before = engine.tokens();
    try (BenchProcess bench =
        BenchProcess.start(
            dir,
            "sweep",
            "--base-url=" + engine.baseUrl(),
            "--concurrency=2",
            "--total=8",
            "--warmup=0",
            "--max-tokens=5",
            "--max-tokens-field=max_completion_tokens",
            "--extra-body={\"temperature\":0,\"seed\":1}",
            "--header=x-team: search",
            "--no-keep-alive",
            "--results-dir=out")) {
      assertThat(level(bench).path("tokens").asInt()).isEqualTo(8 * 5);
      assertThat(level(bench).path("reconnected").asInt()).isZero();
    }
    assertThat(engine.tokens() - before).isEqualTo(8 * 5);

    Path again = Files.createDirectory(dir.resolve("again"));
    try (BenchProcess bench =
        BenchProcess.start(
            again,
            "sweep",
            "--config=" + dir.resolve("out/config.toml"),
            "--header=x-team: search")) {
      assertThat(level(bench).path("tokens").asInt()).isEqualTo(8 * 5);
    }
    assertThat(engine.tokens() - before).isEqualTo(2 * 8 * 5);
  }

  @Test
  void withoutUsageEachEventCountsAsAToken() {
    try (BenchProcess bench =
        BenchProcess.start(
            dir,
            "sweep",
            "--base-url=" + engine.baseUrl() + "/chat/completions",
            "--concurrency=1",
            "--total=2",
            "--warmup=0",
            "--extra-body={\"stream_options\":null}")) {
      JsonNode level = level(bench);
      assertThat(level.path("tokens_from").textValue()).isEqualTo("events");
      assertThat(level.path("tokens").asInt()).isPositive().isLessThanOrEqualTo(2 * TOKENS);
    }
  }
}
