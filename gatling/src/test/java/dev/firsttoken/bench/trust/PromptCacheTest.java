package dev.firsttoken.bench.trust;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.firsttoken.bench.report.export.ResultJson;
import dev.firsttoken.bench.result.Result;
import dev.firsttoken.bench.result.Summarizer;
import dev.firsttoken.bench.samples.Level;
import dev.firsttoken.bench.samples.Sample;
import dev.firsttoken.bench.samples.TestRun;
import dev.firsttoken.bench.samples.TestSample;
import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Cached share of a level's prompt tokens, and its trust check. */
class PromptCacheTest {

  /** Returns the result of two responses to prompts of 100 tokens each. */
  private static Result result(long cachedOfFirst, long cachedOfSecond) {
    Summarizer summarizer = TestRun.summary("sweep", Level.closed(1, 2, 0));
    summarizer.add(TestSample.at(0, 1).promptTokens(100, cachedOfFirst).sample());
    summarizer.add(TestSample.at(1, 2).promptTokens(100, cachedOfSecond).sample());
    return summarizer.result(false);
  }

  private static List<TrustCheck> cacheChecks(Result result) {
    return result.levels().getFirst().checks().stream()
        .filter(check -> check.kind() == TrustCheck.Kind.PROMPT_CACHE)
        .toList();
  }

  @ParameterizedTest
  @CsvSource({"0, PASS", "100, PASS", "101, WARN", "200, WARN"})
  void shareOfCachedPromptTokensIsJudged(long cached, TrustCheck.Verdict verdict) {
    Result result = result(Math.min(cached, 100), Math.max(cached - 100, 0));

    assertThat(cacheChecks(result)).extracting(TrustCheck::verdict).containsExactly(verdict);
    assertThat(result.isValid()).isTrue();
  }

  @Test
  void warningNamesTheShareAndTheWayOut() {
    Result result = result(97, 83);

    assertThat(cacheChecks(result))
        .extracting(TrustCheck::message)
        .containsExactly(
            "90 % of the prompt tokens were cached. Send --unique-prefix to measure prompts that"
                + " are new.");
    assertThat(result.warnings())
        .contains(
            new Warning(
                Warning.Code.PROMPTS_CACHED,
                "The server took most prompt tokens from its cache (90 % of the prompt tokens), so"
                    + " latencies are those of repeated prompts. Send --unique-prefix to measure"
                    + " new ones.",
                List.of(0)));
  }

  @Test
  void serverThatDoesNotSayWhatItCachedIsNotChecked() {
    assertThat(cacheChecks(result(Sample.NONE, Sample.NONE))).isEmpty();
  }

  @Test
  void levelHasItsPromptTokensAndTheirCachedShare() throws IOException {
    JsonNode level = level(result(97, 83));
    assertThat(level.path("prompt_tokens").asLong()).isEqualTo(200);
    assertThat(level.path("cached_tokens").asLong()).isEqualTo(180);
    assertThat(level.path("cached_share").asDouble()).isEqualTo(0.9);

    JsonNode partly = level(result(50, Sample.NONE));
    assertThat(partly.path("prompt_tokens").asLong()).isEqualTo(200);
    assertThat(partly.path("cached_share").asDouble()).as("of the known half").isEqualTo(0.5);

    assertThat(level(result(Sample.NONE, Sample.NONE)).path("cached_share").isNull()).isTrue();
  }

  private static JsonNode level(Result result) throws IOException {
    return new ObjectMapper().readTree(ResultJson.format(result)).at("/levels/0");
  }
}
