package dev.firsttoken.bench.trust;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.firsttoken.bench.report.export.ResultJson;
import dev.firsttoken.bench.result.Result;
import dev.firsttoken.bench.result.Summarizer;
import dev.firsttoken.bench.samples.Level;
import dev.firsttoken.bench.samples.RunHeader;
import dev.firsttoken.bench.samples.Sample;
import dev.firsttoken.bench.samples.TestRun;
import dev.firsttoken.bench.samples.TestSample;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Responses that are shorter than was asked for. */
class ShortResponsesTest {

  /** Returns the result of responses that were to have 100 tokens each. */
  private static Result result(long... tokens) {
    Summarizer summarizer = TestRun.summary("sweep", Level.closed(1, tokens.length, 0));
    for (int i = 0; i < tokens.length; i++) {
      summarizer.add(TestSample.at(i, i + 1).tokens(tokens[i]).asked(1000, 100).sample());
    }
    return summarizer.result(false);
  }

  private static List<TrustCheck> lengthChecks(Result result) {
    return result.levels().getFirst().checks().stream()
        .filter(check -> check.kind() == TrustCheck.Kind.LENGTHS)
        .toList();
  }

  private static JsonNode level(Result result) throws IOException {
    return new ObjectMapper().readTree(ResultJson.format(result)).at("/levels/0");
  }

  @Test
  void warningSaysHowManyAreShorterHowShortAndTheWayOut() {
    Result result = result(100, 12, 99, 101, 7);

    assertThat(lengthChecks(result))
        .extracting(TrustCheck::message)
        .containsExactly(
            "Responses are shorter than asked: 3 of 5, the shortest has 7 of 100 tokens. Send"
                + " --ignore-eos, if the server knows it.");
    assertThat(result.warnings())
        .filteredOn(warning -> warning.code() == Warning.Code.SHORT_RESPONSES)
        .extracting(Warning::message)
        .containsExactly(
            "Responses were shorter than asked (3 of 5, the shortest has 7 of 100 tokens), so"
                + " throughput and E2E are those of less work. The model ended them, which"
                + " --ignore-eos prevents at servers that know it, or a limit of the server"
                + " did.");
    assertThat(result.isValid()).isTrue();
  }

  @Test
  void serverThatWasAskedToIgnoreTheEndDidNotHeedIt() {
    RunHeader header = TestRun.header("sweep", Map.of("ignore-eos", "true"));
    Summarizer summarizer = TestRun.summary(header, List.of(Level.closed(1, 1, 0)));
    summarizer.add(TestSample.at(0, 1).tokens(7).asked(1000, 100).sample());

    assertThat(lengthChecks(summarizer.result(false)))
        .extracting(TrustCheck::message)
        .containsExactly(
            "Responses are shorter than asked: 1 of 1, the shortest has 7 of 100 tokens. The server"
                + " did not heed ignore_eos, or has a limit of its own.");
  }

  @Test
  void responsesOfTheirLengthPass() {
    Result result = result(100, 101);

    assertThat(lengthChecks(result))
        .extracting(TrustCheck::verdict, TrustCheck::message)
        .containsExactly(tuple(TrustCheck.Verdict.PASS, "No response of 2 is shorter than asked."));
    assertThat(result.warnings())
        .extracting(Warning::code)
        .doesNotContain(Warning.Code.SHORT_RESPONSES);
  }

  @Test
  void responsesWhoseTokensAreUnknownAreNotJudged() throws IOException {
    Result result = result(Sample.NONE, Sample.NONE);

    assertThat(lengthChecks(result)).isEmpty();
    assertThat(level(result).path("short_responses").isNull()).isTrue();
    assertThat(level(result).path("output_tokens_asked").asLong()).isEqualTo(200);
  }

  @Test
  void shortestIsTheOneWithTheSmallestShareOfItsLength() throws IOException {
    Summarizer summarizer = TestRun.summary("sweep", Level.closed(1, 3, 0));
    summarizer.add(TestSample.at(0, 1).tokens(10).asked(1, 20).sample());
    summarizer.add(TestSample.at(1, 2).tokens(30).asked(1, 300).sample());
    summarizer.add(TestSample.at(2, 3).tokens(90).asked(1, 100).sample());

    JsonNode level = level(summarizer.result(false));
    assertThat(level.path("short_responses").asInt()).isEqualTo(3);
    assertThat(level.path("short_of").asInt()).isEqualTo(3);
    assertThat(level.path("shortest_tokens").asInt()).isEqualTo(30);
    assertThat(level.path("shortest_asked").asInt()).isEqualTo(300);
    assertThat(level.path("input_tokens_asked").asInt()).isEqualTo(3);
    assertThat(level.path("output_tokens_asked").asInt()).isEqualTo(420);
  }

  @Test
  void levelThatAskedForNoLengthHasNone() throws IOException {
    Summarizer summarizer = TestRun.summary("sweep", Level.closed(1, 1, 0));
    summarizer.add(TestSample.at(0, 1).tokens(10).sample());
    Result result = summarizer.result(false);

    assertThat(lengthChecks(result)).isEmpty();
    for (String name :
        List.of("input_tokens_asked", "output_tokens_asked", "short_responses", "short_of")) {
      assertThat(level(result).get(name).isNull()).as(name).isTrue();
    }
  }
}
