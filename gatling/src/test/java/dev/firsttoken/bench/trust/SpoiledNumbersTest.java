package dev.firsttoken.bench.trust;

import static org.assertj.core.api.Assertions.assertThat;

import dev.firsttoken.bench.trust.Warning.Code;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class SpoiledNumbersTest {
  /** Start of a sentence that says what to do, in the words of the warnings. */
  private static final Pattern ADVICE =
      Pattern.compile("^(Compare|Give|Load|Lower|Measure|Raise|Run|See|Send|Set|Stop) ");

  @ParameterizedTest
  @CsvSource({
    "CPU_STOLEN, ttft_p99, true",
    "CPU_STOLEN, transit_p999, true",
    "CPU_STOLEN, dur_p9999, true",
    "CPU_STOLEN, ttft_p95, false",
    "CPU_STOLEN, ttft_max, true",
    "CPU_STOLEN, ttft_min, false",
    "FEW_FOR_P95, icl_p95, true",
    "FEW_FOR_P95, icl_p99, true",
    "FEW_FOR_P95, icl_p90, false",
    "FEW_FOR_P95, icl_p9, false",
    "SENT_LATE, ttft_p50, true",
    "SENT_LATE, ttft_mean, true",
    "SENT_LATE, due_ttft_p50, false",
    "CONNECTIONS_CLOSED, ttft_p50, true",
    "CONNECTIONS_CLOSED, ttft_from_write_p50, false",
    "TOKENS_MIXED, tps, true",
    "TOKENS_MIXED, rps, false",
    "LOAD_NOT_REACHED, rps, true",
    "TOKENS_BY_EVENTS, tokens, true",
    "TOKENS_BY_EVENTS, tokens_from, false",
    "FAILED_REQUESTS, ttft_p50, false",
    "MANY_FAILED, ttft_p50, true",
    "MANY_FAILED, dur_max, true",
    "MANY_FAILED, rps, false"
  })
  void entryStandsForItsFields(Code code, String field, boolean isSpoiled) {
    assertThat(SpoiledNumbers.includes(code, field)).isEqualTo(isSpoiled);
  }

  @ParameterizedTest
  @EnumSource(Code.class)
  void resultThatIsNotValidHasNoNumberToTrustAndASentence(Code code) {
    if (code.invalidates()) {
      assertThat(SpoiledNumbers.of(code)).containsExactly(SpoiledNumbers.ALL);
      assertThat(code.isActionable()).isTrue();
    }
  }

  /** A reader who is told that nothing can be done must not be told what to do. */
  @ParameterizedTest
  @EnumSource(Code.class)
  void warningBeyondTheReaderHasNoAdvice(Code code) {
    List<String> sentences = List.of(code.toWarning("", List.of()).message().split("\\. ", -1));
    if (!code.isActionable()) {
      assertThat(sentences).noneMatch(sentence -> ADVICE.matcher(sentence).find());
    }
  }

  @Test
  void warningWithoutARemedyHasAClause() {
    assertThat(Code.CONNECTIONS_CLOSED.isActionable()).isFalse();
    assertThat(Code.CONNECTIONS_CLOSED.clause()).isEqualTo("connections that the server closed");
    assertThat(Code.FEW_FOR_P99.isActionable()).isTrue();
    assertThat(Code.FEW_FOR_P99.clause()).isNull();
  }
}
