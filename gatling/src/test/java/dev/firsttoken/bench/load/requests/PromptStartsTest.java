package dev.firsttoken.bench.load.requests;

import static dev.firsttoken.bench.load.requests.TestRequests.OPTIONS;
import static dev.firsttoken.bench.load.requests.TestRequests.PROMPTS;
import static dev.firsttoken.bench.load.requests.TestRequests.TARGET;
import static dev.firsttoken.bench.load.requests.TestRequests.body;
import static dev.firsttoken.bench.load.requests.TestRequests.lastContent;
import static dev.firsttoken.bench.load.requests.TestRequests.workloadOptions;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.firsttoken.bench.dataset.Trace;
import dev.firsttoken.bench.options.WorkloadOptions;
import dev.firsttoken.bench.options.value.LengthDistribution;
import dev.firsttoken.bench.options.value.RequestLengths;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Starts of prompts, which decide if a server has them in its prompt cache. */
class PromptStartsTest {
  @Test
  void uniquePrefixStartsTheLastUserMessageAndNothingElseChanges() {
    RequestSource requestSource =
        RequestSource.of(TARGET, OPTIONS, workloadOptions(PROMPTS, null, true), 1);

    JsonNode body = body(requestSource.next());
    assertThat(body.at("/messages/0/content").textValue()).isEqualTo("é");
    assertThat(lastContent(body)).matches("[0-9a-f]{16} a");
    assertThat(lastContent(body(requestSource.next()))).matches("[0-9a-f]{16} b");
    assertThat(
            lastContent(
                body(
                    RequestSource.of(TARGET, OPTIONS, workloadOptions(null, null, true), 1)
                        .next())))
        .matches("[0-9a-f]{16} one \"two\"");
  }

  @Test
  void uniquePrefixStartsATracePrompt() {
    Trace trace = new Trace(List.of(new Trace.Request(0, 3, 1)));
    RequestSource requestSource =
        RequestSource.of(TARGET, OPTIONS, workloadOptions(null, trace, true), 1);

    assertThat(lastContent(body(requestSource.get(0)))).matches("[0-9a-f]{16}( [a-z]+){3}");
  }

  @Test
  void noTwoRequestsOfAnyRunShareAPrefix() {
    Set<String> prefixes = new HashSet<>();
    for (long seed = 0; seed < 10; seed++) {
      RequestSource requestSource =
          RequestSource.of(TARGET, OPTIONS, workloadOptions(null, null, true), seed);
      for (int i = 0; i < 1000; i++) {
        assertThat(prefixes.add(lastContent(body(requestSource.get(0))))).isTrue();
      }
    }
  }

  @Test
  void tracePromptsStartDifferentlyAndAreTheSameAtEachReplay() {
    Trace trace = new Trace(List.of(new Trace.Request(0, 50, 1), new Trace.Request(0, 50, 1)));
    RequestSource requestSource =
        RequestSource.of(TARGET, OPTIONS, workloadOptions(null, trace, false), 1);

    String first = lastContent(body(requestSource.get(0)));
    String second = lastContent(body(requestSource.get(1)));
    assertThat(second.substring(0, 30)).isNotEqualTo(first.substring(0, 30));
    RequestSource again = RequestSource.of(TARGET, OPTIONS, workloadOptions(null, trace, false), 2);
    assertThat(lastContent(body(again.get(1)))).isEqualTo(second);
  }

  @Test
  void textsOfAnExactLengthAreTheSameInEachRunUnlessTheyAreUnique() {
    assertThat(exactText(false, 5)).isEqualTo(exactText(false, 6));
    assertThat(exactText(true, 5)).isNotEqualTo(exactText(true, 6));
  }

  private static String exactText(boolean unique, long seed) {
    RequestLengths lengths =
        new RequestLengths(
            LengthDistribution.parse("30"), null, false, RequestLengths.NONE.tokenizer(), 1);
    WorkloadOptions workload = new WorkloadOptions(null, null, 1, unique, null, lengths);
    return lastContent(body(RequestSource.of(TARGET, OPTIONS, workload, seed).next()));
  }

  @Test
  void shortestRequestSharesNoPrefixWithTheRunThatItPrecedes() {
    RequestSource run = RequestSource.of(TARGET, OPTIONS, workloadOptions(null, null, true), 1);

    assertThat(lastContent(body(run.shortest().next())))
        .isNotEqualTo(lastContent(body(run.next())));
  }
}
