package dev.firsttoken.dashboards.grafana;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PromQlTest {
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "sum by (runtime) (rate(m{runtime=~'.+'}[4s])) | true",
        "histogram_quantile(0.95, sum by (le, runtime) (rate(m[4s]))) | true",
        "sum by (le) (rate(m{runtime=~'.+'}[4s])) | false",
        "sum by (runtime_version) (m) | false",
        "sum(m{runtime=~'.+'}) | false"
      })
  void groupingByALabelIsFound(String expression, boolean isByRuntime) {
    assertThat(PromQl.isBy("runtime", expression)).isEqualTo(isByRuntime);
  }
}
