package dev.firsttoken.bench.trust;

import static org.assertj.core.api.Assertions.assertThat;

import dev.firsttoken.bench.trust.Warning.Code;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class SpoiledNumbersTest {

  @ParameterizedTest
  @CsvSource({
    "CPU_STOLEN, ttft_p99, true",
    "CPU_STOLEN, transit_p999, true",
    "CPU_STOLEN, dur_p9999, true",
    "CPU_STOLEN, ttft_p95, false",
    "CPU_STOLEN, ttft_max, false",
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
    "FAILED_REQUESTS, ttft_p50, false"
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

  @Test
  void pausesOfTheMachineAreBeyondTheReader() {
    assertThat(Code.CPU_STOLEN.isActionable()).isFalse();
    assertThat(Code.CPU_STOLEN.clause()).isEqualTo("CPU time that the host took");
    assertThat(Code.FEW_FOR_P99.isActionable()).isTrue();
    assertThat(Code.FEW_FOR_P99.clause()).isNull();
  }
}
