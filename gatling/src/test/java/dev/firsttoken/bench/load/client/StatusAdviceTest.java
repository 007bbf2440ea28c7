package dev.firsttoken.bench.load.client;

import static dev.firsttoken.bench.testing.ChatResponses.plain;
import static org.assertj.core.api.Assertions.assertThat;

import dev.firsttoken.bench.dataset.Prompt;
import dev.firsttoken.bench.dataset.Prompts;
import dev.firsttoken.bench.options.RequestOptions;
import dev.firsttoken.bench.options.Target;
import dev.firsttoken.bench.options.WorkloadOptions;
import dev.firsttoken.wire.testing.ScriptedServer;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
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

  private static String sourceOfModel(@Nullable String flag) {
    Target target = new Target(URI.create(OPENAI_URL), true, Duration.ofSeconds(1), null, null);
    String messages = "[{\"role\":\"user\",\"content\":\"hi\"}]";
    Map<String, String> fields = Map.of("model", "\"own\"");
    Prompts prompts =
        new Prompts(List.of(new Prompt(1, messages, messages.indexOf("hi"), null, fields)));
    Workload workload =
        Workload.of(
            target,
            new RequestOptions(flag, "", null, Map.of()),
            new WorkloadOptions(prompts, null, 1, false, null));
    return ClientContext.forTarget(target, workload, sample -> {}).sent().modelSource();
  }

  @Test
  void modelIsThatOfTheLinesUnlessTheFlagReplacesIt() {
    assertThat(sourceOfModel(null)).isEqualTo("the models that the lines of the file name");
    assertThat(sourceOfModel("m")).isEqualTo("--model");
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
  void limitOfAnotherNameIsSentByItsFlag() {
    String message =
        "Unsupported parameter: 'max_tokens' is not supported with this model. Use"
            + " 'max_completion_tokens' instead";
    for (int status : new int[] {400, 422}) {
      assertThat(find(status, null, OPENAI_URL, message))
          .isEqualTo("Send the limit under that name: --max-tokens-field=max_completion_tokens");
    }
    assertThat(find(400, null, OPENAI_URL, "max_completion_tokens is too large: 9999")).isNull();
  }

  @Test
  void limitThatTheServerForbidsIsNotAdvised() {
    for (String begin : List.of("Do not use", "Don't use", "You can\u2019t use", "Never use")) {
      String message = begin + " 'max_tokens' with this model";
      assertThat(find(400, null, OPENAI_URL, message)).as("%s", message).isNull();
      assertThat(find(400, null, OPENAI_URL, message + ". Use max_completion_tokens"))
          .endsWith("--max-tokens-field=max_completion_tokens");
    }
  }

  @Test
  void fullStopOfTheServerIsNotDoubled() {
    String error = "{\"error\":{\"message\":\"No.\",\"code\":\"c\"}}";
    assertThat(ErrorMessage.find(error)).isEqualTo("No (code c)");
    assertThat(ErrorMessage.find("{\"detail\":\"No.\"}")).isEqualTo("No");
    assertThat(ErrorMessage.find("Not now.")).isEqualTo("Not now");
    assertThat(ErrorMessage.find("Wait...")).isEqualTo("Wait...");
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
