package dev.firsttoken.e2e;

import static dev.firsttoken.e2e.Sentences.assertIsSentence;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.firsttoken.e2e.page.ChatMessage;
import dev.firsttoken.e2e.page.ChatPage;
import dev.firsttoken.e2e.page.SettingsPanel;
import dev.firsttoken.e2e.servers.ScriptedChat;
import dev.firsttoken.e2e.servers.StartedProxy;
import dev.firsttoken.wire.testing.Peer;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Settings: kept in this browser, and sent with each chat. */
class SettingsIT {
  private static final String KEY = "callers-own-key";
  private static final ObjectMapper JSON = new ObjectMapper();

  @RegisterExtension
  static final Stage STAGE = Stage.with(Map.of("ALLOW_PRIVATE_UPSTREAMS", "true"));

  @Test
  void settingsSurviveAReload() {
    ChatPage page = STAGE.openChat();
    set(page, "http://localhost:11434/v1");

    SettingsPanel settings = page.reload().openSettings();

    assertThat(settings.value("setting-base-url")).isEqualTo("http://localhost:11434/v1");
    assertThat(settings.value("setting-system-prompt")).isEqualTo("Be brief.");
    assertThat(settings.value("setting-temperature")).isEqualTo("0.3");
    assertThat(settings.value("setting-max-tokens")).isEqualTo("77");
    assertThat(settings.value("setting-upstream-key")).isEqualTo(KEY);
  }

  @Test
  void settingsReachTheUpstreamThatTheyChoose() throws IOException {
    try (ScriptedChat chosen = new ScriptedChat()) {
      ChatPage page = STAGE.openChat();
      set(page, chosen.baseUrl());
      page.reload();
      page.send("Hello").awaitState("complete");

      Peer.Request request = chosen.chats().getLast();
      JsonNode body = JSON.readTree(request.body());
      assertThat(request.header("authorization")).isEqualTo("Bearer " + KEY);
      assertThat(body.at("/temperature").asDouble()).isEqualTo(0.3);
      assertThat(body.at("/max_tokens").asInt()).isEqualTo(77);
      assertThat(body.at("/messages/0/role").asText()).isEqualTo("system");
      assertThat(body.at("/messages/0/content").asText()).isEqualTo("Be brief.");
      assertThat(body.at("/messages/1/content").asText()).isEqualTo("Hello");
      assertThat(body.at("/stream").asBoolean()).isTrue();
    }
  }

  @Test
  void baseUrlWithoutItsSchemeIsASentenceAndIsNotSent() {
    ChatPage page = STAGE.openChat();
    set(page, "localhost:1");

    ChatMessage message = page.send("Hello");

    message.awaitState("failed");
    assertIsSentence(message.error());
    assertThat(message.error()).contains("Did you mean http://localhost:1?");
    assertThat(
            STAGE.browser().strings("performance.getEntriesByType('resource').map((e) => e.name)"))
        .noneMatch(url -> url.contains("/chat/completions"));
  }

  @Test
  void baseUrlThatTheProxyIgnoresIsASentence() {
    try (StartedProxy proxy = StartedProxy.start(Map.of("LLM_MODEL", "synthetic"))) {
      ChatPage page = ChatPage.open(STAGE.browser(), proxy.url());
      SettingsPanel settings = page.openSettings().set("setting-base-url", "http://127.0.0.1:1/v1");

      String problem = page.awaitShown("settings-problem").getText();

      assertIsSentence(problem);
      assertThat(problem)
          .startsWith("Only the synthetic model is listed.")
          .contains("ignores the base URL");
      settings.close();
      page.send("Hello").awaitState("complete"); // Nothing listens at that URL.
    }
  }

  @Test
  void typedModelReachesTheUpstream() throws IOException {
    ChatPage page = STAGE.openChat();
    page.setModel("scripted-large");
    page.send("Hello").awaitState("complete");
    page.reload();
    page.send("Hello again").awaitState("complete");

    List<Peer.Request> chats = STAGE.upstream().chats();
    for (Peer.Request request : chats.subList(chats.size() - 2, chats.size())) {
      assertThat(JSON.readTree(request.body()).at("/model").asText()).isEqualTo("scripted-large");
    }
  }

  @Test
  void keyIsMaskedAndInNoUrl() {
    ChatPage page = STAGE.openChat();
    set(page, STAGE.upstream().baseUrl());
    SettingsPanel settings = page.openSettings();
    assertThat(page.find("setting-upstream-key").getDomAttribute("type")).isEqualTo("password");
    settings.close();
    page.send("Hello").awaitState("complete");

    assertThat(STAGE.browser().driver().getCurrentUrl()).doesNotContain(KEY);
    assertThat(STAGE.browser().strings("performance.getEntries().map((entry) => entry.name)"))
        .noneMatch(name -> name.contains(KEY));
  }

  private static void set(ChatPage page, String baseUrl) {
    page.openSettings()
        .set("setting-base-url", baseUrl)
        .set("setting-upstream-key", KEY)
        .set("setting-system-prompt", "Be brief.")
        .set("setting-temperature", "0.3")
        .set("setting-max-tokens", "77")
        .close();
  }
}
