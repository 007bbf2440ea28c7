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
  void anAnswerThatNamesNoObjectIsShown() {
    assertThat(wholeAnswer("{\"error\":{\"message\":\"no such model\"}}"))
        .isEqualTo(
            "the answer does not say that it is a chat.completion:"
                + " {\"error\":{\"message\":\"no such model\"}}");
    assertThat(wholeAnswer("{\"object\":null}")).endsWith(": {\"object\":null}");
    assertThat(wholeAnswer("[1]")).endsWith(": [1]");
  }

  @Test
  void anAnswerThatIsAnotherObjectIsNamed() {
    assertThat(wholeAnswer("{\"object\":\"list\"}"))
        .isEqualTo("the answer is a \"list\", not a chat.completion");
  }

  @Test
  void aLongAnswerIsCut() {
    assertThat(wholeAnswer("{\"data\":\"" + "x".repeat(1000) + "\"}"))
        .endsWith(": {\"data\":\"" + "x".repeat(91) + "...");
  }

  /** What is said of a server that answers so to all requests. */
  private static String wholeAnswer(String body) {
    byte[] answer = plain("200 OK", "application/json", body).getBytes(UTF_8);
    try (ScriptedServer server = ScriptedServer.responding(answer)) {
      Options options =
          Options.from(
              Command.SMOKE,
              RawOptions.byFlags(Map.of(Setting.BASE_URL, server.baseUrl()), Map.of()));
      return ContractChecks.make(options, checkResult -> {}).stream()
          .filter(checkResult -> checkResult.name().equals("whole answer"))
          .map(CheckResult::detail)
          .findFirst()
          .orElseThrow();
    }
  }
}
