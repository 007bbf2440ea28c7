package dev.firsttoken.e2e;

import static dev.firsttoken.e2e.Sentences.assertIsSentence;
import static org.assertj.core.api.Assertions.assertThat;

import dev.firsttoken.e2e.page.ChatMessage;
import dev.firsttoken.e2e.page.ChatPage;
import dev.firsttoken.e2e.page.SettingsPanel;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.openqa.selenium.Keys;

/** The page of a proxy that wants a key, and lets callers choose no upstream but one. */
class GuardedProxyIT {
  private static final String KEY = "proxys-own-key";

  @RegisterExtension
  static final Stage STAGE =
      Stage.with(Map.of("PROXY_API_KEY", KEY, "ALLOWED_UPSTREAMS", "http://127.0.0.1:9"));

  @Test
  void missingKeyIsAskedForAndThenWorks() {
    ChatPage page = STAGE.openChat().enterProxyKey(KEY);
    ChatMessage message = page.send("Hello");

    message.awaitState("complete");
    assertThat(message.text()).isEqualTo("Hello from the script.");
    assertThat(STAGE.browser().driver().getCurrentUrl()).doesNotContain(KEY);
    assertThat(STAGE.browser().strings("performance.getEntries().map((entry) => entry.name)"))
        .noneMatch(name -> name.contains(KEY));
    assertThat(STAGE.upstream().requests())
        .isNotEmpty()
        .noneMatch(request -> request.headers().contains(KEY));
  }

  @ParameterizedTest
  @ValueSource(strings = {"light", "dark"})
  void axeFindsNothingSeriousInTheDialogs(String scheme) {
    STAGE.browser().preferColorScheme(scheme);
    try {
      ChatPage page = STAGE.openChat();
      page.awaitShown("proxy-key-input");
      assertThat(AxeFaults.seriousFaults(STAGE.browser())).as("key").isEmpty();

      closeDialog(page);
      page.openSettings().set("setting-proxy-key", "another-key");
      page.awaitShown("proxy-key-input");
      assertThat(AxeFaults.seriousFaults(STAGE.browser())).as("key above settings").isEmpty();
    } finally {
      STAGE.browser().preferColorScheme("light");
    }
  }

  @Test
  void enteredKeySurvivesAReload() {
    ChatPage page = STAGE.openChat().enterProxyKey(KEY).reload();

    page.send("Hello").awaitState("complete");
    assertThat(page.isShown("proxy-key-dialog")).isFalse();
  }

  @Test
  void requestWithoutTheKeyIsASentenceAndCanBeSentAgain() {
    ChatPage page = STAGE.openChat();
    closeDialog(page);
    ChatMessage message = page.send("Hello");

    message.awaitState("failed");
    assertIsSentence(message.error());
    assertThat(message.error()).contains("PROXY_API_KEY");
    page.enterProxyKey(KEY);
    message.find("regenerate").click();
    message.awaitState("complete");
  }

  @Test
  void wrongKeyIsAskedForAgain() {
    ChatPage page = STAGE.openChat();
    closeDialog(page);
    SettingsPanel settings = page.openSettings().set("setting-proxy-key", "another-key");

    page.enterProxyKey(KEY);
    settings.close();

    page.send("Hello").awaitState("complete");
  }

  @Test
  void upstreamThatIsNotAllowedIsASentence() {
    ChatPage page = STAGE.openChat().enterProxyKey(KEY);
    page.openSettings().set("setting-base-url", "http://127.0.0.1:10/v1").close();
    ChatMessage message = page.send("Hello");

    message.awaitState("failed");
    assertIsSentence(message.error());
    assertThat(message.error()).contains("ALLOWED_UPSTREAMS");
  }

  private static void closeDialog(ChatPage page) {
    page.awaitShown("proxy-key-input");
    STAGE.browser().keys().sendKeys(Keys.ESCAPE).perform();
    page.awaitHidden("proxy-key-dialog");
  }
}
