package dev.firsttoken.bench.contract;

import static dev.firsttoken.bench.testing.ChatResponses.plain;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.firsttoken.bench.options.Command;
import dev.firsttoken.bench.options.Options;
import dev.firsttoken.bench.options.RawOptions;
import dev.firsttoken.bench.options.Setting;
import dev.firsttoken.wire.testing.ScriptedServer;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ContractChecksTest {
  @Test
  void responseWithoutAnObjectNameIsShown() {
    assertThat(bufferedResponseDetail("{\"error\":{\"message\":\"no such model\"}}"))
        .isEqualTo(
            "the response has no object field, expected chat.completion:"
                + " {\"error\":{\"message\":\"no such model\"}}");
    assertThat(bufferedResponseDetail("{\"object\":null}")).endsWith(": {\"object\":null}");
    assertThat(bufferedResponseDetail("[1]")).endsWith(": [1]");
  }

  @Test
  void responseWithAnotherObjectNameIsReported() {
    assertThat(bufferedResponseDetail("{\"object\":\"list\"}"))
        .isEqualTo("the object of the response is \"list\", expected chat.completion");
  }

  @Test
  void longResponseIsTruncated() {
    assertThat(bufferedResponseDetail("{\"data\":\"" + "x".repeat(1000) + "\"}"))
        .endsWith(": {\"data\":\"" + "x".repeat(391) + "…");
  }

  /** Returns what the check reports of a server that sends this body to every request. */
  private static String bufferedResponseDetail(String body) {
    byte[] response = plain("200 OK", "application/json", body).getBytes(UTF_8);
    try (ScriptedServer server = ScriptedServer.responding(response)) {
      Options options =
          Options.from(
              Command.SMOKE,
              RawOptions.fromFlags(Map.of(Setting.BASE_URL, server.baseUrl()), Map.of()));
      return ContractChecks.run(options, checkResult -> {}).stream()
          .filter(checkResult -> checkResult.name().equals("non-streamed response"))
          .map(CheckResult::detail)
          .findFirst()
          .orElseThrow();
    }
  }
}
