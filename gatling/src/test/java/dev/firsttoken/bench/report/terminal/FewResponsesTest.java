package dev.firsttoken.bench.report.terminal;

import static org.assertj.core.api.Assertions.assertThat;

import dev.firsttoken.bench.trust.Warning;
import dev.firsttoken.bench.trust.Warning.Code;
import java.util.List;
import org.junit.jupiter.api.Test;

class FewResponsesTest {
  private static Warning warning(Code code, Integer... levels) {
    return code.toWarning(" here", List.of(levels));
  }

  @Test
  void tooFewForP95SaysTheSameOfP99() {
    Warning other = warning(Code.LOOP_DELAY, 0);

    assertThat(
            FewResponses.join(
                List.of(warning(Code.FEW_FOR_P95, 0), warning(Code.FEW_FOR_P99, 0), other)))
        .extracting(Warning::message)
        .containsExactly(
            "Fewer than 20 responses here, so p95 and p99 are the slowest of them.",
            other.message());
  }

  @Test
  void otherLevelsKeepTheirOwnLine() {
    List<Warning> apart = List.of(warning(Code.FEW_FOR_P95, 0), warning(Code.FEW_FOR_P99, 0, 1));

    assertThat(FewResponses.join(apart)).isEqualTo(apart);
    assertThat(FewResponses.join(List.of(warning(Code.FEW_FOR_P95, 0))))
        .containsExactly(warning(Code.FEW_FOR_P95, 0));
  }
}
