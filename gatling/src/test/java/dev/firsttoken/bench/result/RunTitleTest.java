package dev.firsttoken.bench.result;

import static org.assertj.core.api.Assertions.assertThat;

import dev.firsttoken.bench.samples.RecordedCommand;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class RunTitleTest {
  private static Map<String, Object> options(String... namesAndValues) {
    Map<String, Object> options = new LinkedHashMap<>();
    for (int i = 0; i < namesAndValues.length; i += 2) {
      options.put(namesAndValues[i], namesAndValues[i + 1]);
    }
    return options;
  }

  private static String title(RecordedCommand command, String... namesAndValues) {
    return RunTitle.of(command, options(namesAndValues), List.of());
  }

  @Test
  void sweepNamesTargetModelPromptAndLoad() {
    assertThat(
            title(
                RecordedCommand.SWEEP,
                "url",
                "http://localhost:8000/v1/chat/completions",
                "model",
                "qwen3",
                "prompt",
                "Describe the sea in three sentences, and the sky in four.",
                "concurrency",
                "1,8,32",
                "duration",
                "20s"))
        .isEqualTo(
            "sweep: http://localhost:8000/v1/chat/completions, model qwen3, prompt \"Describe the"
                + " sea in three sentences, an…\", 1, 8 and 32 users, 20s a level");
  }

  @Test
  void lengthsAndDataSetsAreNamedInPlaceOfThePrompt() {
    assertThat(
            title(
                RecordedCommand.SWEEP,
                "prompt",
                "not sent",
                "input-tokens",
                "1024±10%",
                "output-tokens",
                "128",
                "input-tokenizer",
                "o200k_base"))
        .isEqualTo(
            "sweep: the server's own model, prompts of 1024±10% tokens by o200k_base, responses of"
                + " 128 tokens");
    assertThat(title(RecordedCommand.SWEEP, "prompt", "not sent", "dataset", "s.json"))
        .isEqualTo("sweep: the server's own model, prompts of s.json");
  }

  @Test
  void openModelSearchAndSingleRequestsAreNamedAsSuch() {
    assertThat(title(RecordedCommand.SWEEP, "rate", "5,10"))
        .isEqualTo("sweep: the server's own model, 5 and 10 requests per second");
    assertThat(title(RecordedCommand.SWEEP, "concurrency", "32", "find-max", "true"))
        .endsWith("a search up to 32 users");
    assertThat(title(RecordedCommand.RUN, "repeat", "1")).endsWith(", one request");
    assertThat(title(RecordedCommand.RUN, "repeat", "20"))
        .endsWith(", 20 requests one after the other");
    assertThat(title(RecordedCommand.SWEEP, "trace", "t.csv", "prompt", "x"))
        .contains("trace t.csv")
        .doesNotContain("prompt");
  }

  @Test
  void comparisonNamesItsServersAndTheShapeOfItsStreams() {
    assertThat(
            RunTitle.of(
                RecordedCommand.COMPARE,
                options("prompt", "x", "frames", "40", "delay-ms", "5", "concurrency", "32"),
                List.of("micronaut", "express", "flask")))
        .isEqualTo(
            "compare: micronaut, express and flask, synthetic streams, 40 events each, 5 ms apart,"
                + " 32 users");
  }

  @Test
  void controlCharactersOfAFileStayOutOfTheTerminal() {
    assertThat(title(RecordedCommand.SWEEP, "model", "a\u001b[2J\nb")).contains("model a [2J b");
    assertThat(title(RecordedCommand.SWEEP, "model", "a\u009b2Jb")).contains("model a 2Jb");
    assertThat(RunTitle.withFlags(RecordedCommand.SWEEP, options("slo", "\u009b2J"), List.of()))
        .endsWith("--slo= 2J");
  }

  @Test
  void descriptionAddsTheFlags() {
    assertThat(
            RunTitle.withFlags(
                RecordedCommand.SWEEP,
                options("url", "http://h/v1", "model", "m", "total", "64", "slo", "x".repeat(100)),
                List.of()))
        .startsWith("sweep: http://h/v1, model m, 64 requests a level --total=64 --slo=xxx")
        .endsWith("x…");
  }
}
