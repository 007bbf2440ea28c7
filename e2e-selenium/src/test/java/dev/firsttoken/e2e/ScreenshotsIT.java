package dev.firsttoken.e2e;

import dev.firsttoken.e2e.browser.Browser;
import dev.firsttoken.e2e.page.ChatPage;
import dev.firsttoken.e2e.page.SettingsPanel;
import dev.firsttoken.e2e.servers.SampleMarkdown;
import dev.firsttoken.e2e.smoothness.TokenStream;
import dev.firsttoken.wire.testing.Peer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Pictures of the page for people to look at, in target/screenshots. */
@Tag("long")
class ScreenshotsIT {
  @RegisterExtension static final Stage STAGE = Stage.relaying();

  @AfterEach
  void restoreWindow() {
    STAGE.browser().resize(1280, 900);
    STAGE.browser().preferColorScheme("light");
  }

  @ParameterizedTest
  @CsvSource({"light, wide", "light, narrow", "dark, wide", "dark, narrow"})
  void everyStateIsPictured(String theme, String width) {
    Browser browser = STAGE.browser();
    browser.preferColorScheme(theme);
    browser.resize(width.equals("narrow") ? 390 : 1280, 900);
    String suffix = "-" + theme + "-" + width;
    ChatPage page = STAGE.openChat();
    STAGE.saveScreenshot("empty" + suffix);

    STAGE.upstream().respondBy(new TokenStream(SampleMarkdown.events(), 30)::sendTo);
    page.send("Why is the sky blue?").awaitTimes();
    STAGE.saveScreenshot("chat" + suffix);

    SettingsPanel settings = page.openSettings();
    STAGE.saveScreenshot("settings" + suffix);
    settings.set("setting-base-url", "localhost:1");
    STAGE.saveScreenshot("settings-address" + suffix);
    settings.set("setting-base-url", "");
    page.reload();
    STAGE.upstream().respondBy(Peer::rst);
    page.send("Hello").awaitState("failed");
    STAGE.saveScreenshot("error" + suffix);
  }
}
