package dev.firsttoken.bench.load.client;

import static dev.firsttoken.bench.testing.ChatResponses.plain;
import static org.assertj.core.api.Assertions.assertThat;

import dev.firsttoken.wire.testing.ScriptedServer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class StatusAdviceTest {
  private static final String OWN_URL = "http://h:1234/api/chat/completions";
  private static final String OPENAI_URL = "http://h:1234/v1/chat/completions";

  private static @Nullable String find(
      int status, @Nullable String keySource, String url, String message) {
    return StatusAdvice.find(status, StatusAdvice.Sent.withModelFlag(keySource, url), message);
  }

  @Test
  void modelsOfAFileAreNotToBeReplacedByTheFlag() {
    StatusAdvice.Sent sent = StatusAdvice.Sent.withOwnModel(null, OPENAI_URL);
    for (String message : List.of("The model x does not exist", "404 page not found")) {
      assertThat(StatusAdvice.find(404, sent, message))
          .endsWith("the models that the lines of the file name")
          .doesNotContain("--model");
    }
  }

  @Test
  void keyThatWasSentIsRefusedAndNotMissing() {
    for (int status : new int[] {401, 403}) {
      assertThat(find(status, "the header api-key", OPENAI_URL, "no"))
          .isEqualTo("The server refused the key that was sent: check the header api-key");
      assertThat(find(status, null, OPENAI_URL, "no")).startsWith("No key was sent");
    }
  }

  @Test
  void baseUrlWithoutV1IsCorrected() {
    assertThat(find(404, null, OWN_URL, "404 page not found"))
        .endsWith("did you mean --base-url=http://h:1234/v1?");
    assertThat(find(404, null, OPENAI_URL, "404 page not found")).startsWith("Check --base-url");
    assertThat(find(404, null, OWN_URL, "The model x does not exist")).isEqualTo("Check --model");
  }

  @Test
  void otherStatusNeedsNone() {
    assertThat(find(500, "--api-key", OWN_URL, "Oops")).isNull();
    assertThat(find(429, null, OWN_URL, "")).isNull();
  }

  @Test
  void failureOfALoadEndsInTheAdviceHoweverLongTheErrorIs() {
    byte[] refusal =
        plain("401 Unauthorized", "text/plain", "no ".repeat(1_000))
            .getBytes(StandardCharsets.UTF_8);
    try (ScriptedServer server = ScriptedServer.responding(refusal);
        SingleUser user = new SingleUser(server.baseUrl(), Duration.ofSeconds(20), "sk-secret")) {
      assertThat(user.send().detail())
          .contains("HTTP 401: no no ")
          .endsWith("…. The server refused the key that was sent: check LLM_API_KEY or --api-key")
          .doesNotContain("sk-secret");
    }
  }
}
