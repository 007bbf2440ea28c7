package dev.firsttoken.bench.trust;

import static org.assertj.core.api.Assertions.assertThat;

import dev.firsttoken.bench.result.Result;
import dev.firsttoken.bench.result.Summarizer;
import dev.firsttoken.bench.samples.Arrivals;
import dev.firsttoken.bench.samples.Level;
import dev.firsttoken.bench.samples.Outcome;
import dev.firsttoken.bench.samples.TestRun;
import dev.firsttoken.bench.samples.TestSample;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FailureChecksTest {
  private static final Level CLOSED = Level.closed(1, 100, 0);
  private static final Level OPEN = new Level(0, 100, Arrivals.CONSTANT, 100, 0, 0, 0);

  /** Returns the result of a hundred requests, of which so many failed with this status. */
  private static Result result(Level level, String slo, int failed, int status) {
    Summarizer summarizer =
        TestRun.summary(
            TestRun.header("sweep", slo.isEmpty() ? Map.of() : Map.of("slo", slo)), List.of(level));
    for (int i = 0; i < 100; i++) {
      TestSample sample = TestSample.at(i * 1_000_000L, (i + 1) * 1_000_000L);
      summarizer.add(
          i < failed
              ? sample.failed(Outcome.HTTP_STATUS, "no").status(status).sample()
              : sample.sample());
    }
    return summarizer.result(false);
  }

  private static List<TrustCheck> failures(Result result) {
    return result.levels().getFirst().checks().stream()
        .filter(check -> check.kind() == TrustCheck.Kind.FAILURES)
        .toList();
  }

  @ParameterizedTest
  @CsvSource({"1, PASS", "2, WARN", "50, WARN", "51, FAIL", "91, FAIL"})
  void shareOfFailedRequestsIsJudged(int failed, TrustCheck.Verdict verdict) {
    Result result = result(CLOSED, "", failed, 502);
    assertThat(failures(result)).extracting(TrustCheck::verdict).containsExactly(verdict);
    assertThat(result.isValid()).isEqualTo(verdict != TrustCheck.Verdict.FAIL);
  }

  @Test
  void latenciesOfASurvivingMinorityAreNotValid() {
    Result result = result(CLOSED, "", 91, 502);
    assertThat(failures(result))
        .extracting(TrustCheck::message)
        .containsExactly(
            "91 of 100 requests failed, so the latencies are those of the other 9 only. See the"
                + " failures.");
    assertThat(result.warnings())
        .contains(
            new Warning(
                Warning.Code.MOST_FAILED,
                "INVALID: most requests failed (91 of 100), so the latencies are those of a"
                    + " minority. See the failures.",
                List.of(0)));
  }

  /** One in a hundred is what reaches p99. */
  @ParameterizedTest
  @CsvSource({"1, FAILED_REQUESTS, false", "2, MANY_FAILED, true", "50, MANY_FAILED, true"})
  void warningNamesTheLatenciesWhereTheCheckWarns(
      int failed, Warning.Code expected, boolean isNamed) {
    assertThat(result(CLOSED, "", failed, 502).warnings())
        .extracting(Warning::code)
        .containsOnlyOnce(expected)
        .doesNotContain(isNamed ? Warning.Code.FAILED_REQUESTS : Warning.Code.MANY_FAILED);
    assertThat(SpoiledNumbers.includes(expected, "ttft_p50")).isEqualTo(isNamed);
  }

  @ParameterizedTest
  @CsvSource({"0", "100"})
  void levelsWithoutOneOrTheOtherHaveNothingToCheck(int failed) {
    assertThat(failures(result(CLOSED, "", failed, 502))).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({"429", "503"})
  void rejectionsOfAnOverloadedServerAreAResultOfAnOpenLevel(int status) {
    Result result = result(OPEN, "", 91, status);
    assertThat(result.isValid()).isTrue();
    assertThat(failures(result))
        .containsExactly(
            TrustCheck.warn(
                TrustCheck.Kind.FAILURES,
                "91 of 100 requests failed, 91 of them rejected with 429 or 503, so the latencies"
                    + " are those of the other 9 only. See the failures.",
                TrustCheck.finding(Warning.Code.MANY_FAILED, "91 of 100")));
    assertThat(result(OPEN, "", 91, 502).isValid()).isFalse();
  }

  @Test
  void rejectionsAreFailuresOfAClosedLevel() {
    assertThat(result(CLOSED, "", 91, 503).isValid()).isFalse();
  }

  @Test
  void limitOnErrorsDecidesWhereThereIsOne() {
    Result result = result(CLOSED, "error<95%", 91, 502);
    assertThat(result.isValid()).isTrue();
    assertThat(failures(result))
        .extracting(TrustCheck::verdict)
        .containsExactly(TrustCheck.Verdict.WARN);
  }
}
