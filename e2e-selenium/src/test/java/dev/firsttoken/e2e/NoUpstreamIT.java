package dev.firsttoken.e2e;

import static dev.firsttoken.e2e.Sentences.assertIsSentence;
import static org.assertj.core.api.Assertions.assertThat;

import dev.firsttoken.e2e.page.ChatMessage;
import dev.firsttoken.e2e.servers.CounterValues;
import dev.firsttoken.e2e.servers.ScriptedChat;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.openqa.selenium.WebElement;

/** The page where no model server listens. */
class NoUpstreamIT {
  @RegisterExtension
  static final Stage STAGE = Stage.with(Map.of("LLM_BASE_URL", ScriptedChat.unreachableBaseUrl()));

  @Test
  void errorIsASentenceAndIsCountedOnce() {
    CounterValues before = STAGE.proxy().counters();
    ChatMessage message = STAGE.openChat().send("Hello");

    message.awaitState("failed");
    assertIsSentence(message.error());
    assertThat(message.error()).contains("model server");
    CounterValues after = STAGE.awaitGrowth(before, "chat_requests_total");
    assertThat(after.growthSince(before, "chat_requests_total")).isEqualTo(1);
    assertThat(after.growthSince(before, "chat_errors_total")).isEqualTo(1);
  }

  @Test
  void modelCanBeTypedWhereTheListFails() {
    WebElement model = STAGE.openChat().awaitShown("model");

    model.sendKeys("qwen3");

    assertThat(model.getDomProperty("value")).isEqualTo("qwen3");
  }
}
