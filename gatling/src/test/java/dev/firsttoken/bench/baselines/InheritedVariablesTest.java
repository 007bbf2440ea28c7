package dev.firsttoken.bench.baselines;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.Test;

class InheritedVariablesTest {
  @Test
  void keysAndTokensOfTheUserAreLeftOut() {
    assertThat(
            InheritedVariables.withoutSecrets(
                Map.of(
                    "LLM_API_KEY", "k",
                    "PROXY_API_KEY", "k",
                    "GRAFANA_TOKEN", "t",
                    "HF_TOKEN", "t",
                    "PATH", "/bin",
                    "MAX_TOKENS", "1")))
        .isEqualTo(Map.of("PATH", "/bin", "MAX_TOKENS", "1"));
  }
}
