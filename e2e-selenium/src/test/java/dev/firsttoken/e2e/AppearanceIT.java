package dev.firsttoken.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import dev.firsttoken.e2e.page.ChatPage;
import dev.firsttoken.e2e.page.SettingsPanel;
import dev.firsttoken.e2e.servers.SampleMarkdown;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Themes, a phone's width, and what axe finds. */
class AppearanceIT {
  private static final int PHONE = 390;

  @RegisterExtension static final Stage STAGE = Stage.relaying();

  @AfterEach
  void restoreWindow() {
    STAGE.browser().resize(1280, 900);
    STAGE.browser().preferColorScheme("light");
  }

  @ParameterizedTest
  @ValueSource(strings = {"light", "dark"})
  void pageFollowsTheReadersPreference(String scheme) {
    STAGE.browser().preferColorScheme(scheme);
    STAGE.openChat();

    assertThat(brightness() > 0.5).as("is light").isEqualTo(scheme.equals("light"));
  }

  @Test
  void chosenThemeWinsAndSurvivesAReload() {
    STAGE.browser().preferColorScheme("light");
    ChatPage page = STAGE.openChat();
    SettingsPanel settings = page.openSettings();
    settings.chooseTheme("dark");
    settings.close();
    STAGE.browser().until("the page is dark", driver -> brightness() < 0.5);

    page.reload();

    assertThat(brightness()).isLessThan(0.5);
  }

  @ParameterizedTest
  @CsvSource({"dark, light", "light, dark"})
  void chosenThemeIsThereBeforeTheAppRuns(String chosen, String preferred) {
    STAGE.browser().preferColorScheme(preferred);
    SettingsPanel settings = STAGE.openChat().openSettings();
    settings.chooseTheme(chosen);
    settings.close();
    STAGE
        .browser()
        .blockingUrls(
            "*/assets/*.js",
            () -> {
              STAGE.browser().open(STAGE.proxy().url() + "/");

              assertThat(STAGE.browser().count("#root *")).as("the app").isZero();
              assertThat(brightness() > 0.5).as("is light").isEqualTo(chosen.equals("light"));
            });
  }

  @Test
  void phoneShowsTheWholePageWithoutScrollingSideways() {
    STAGE.browser().resize(PHONE, 844);
    STAGE.upstream().respondBy(peer -> peer.send(SampleMarkdown.response()));
    ChatPage page = STAGE.openChat();
    assertThat(STAGE.browser().overflow()).as("empty").isLessThanOrEqualTo(0);
    assertThat(STAGE.browser().number("document.querySelector('.header').offsetHeight"))
        .as("height of a header of two rows")
        .isLessThan(120);

    page.send("x".repeat(200)).awaitState("complete");
    assertThat(STAGE.browser().overflow()).as("with a chat").isLessThanOrEqualTo(0);

    page.openSettings();
    assertThat(STAGE.browser().overflow()).as("with settings").isLessThanOrEqualTo(0);
  }

  @ParameterizedTest
  @ValueSource(strings = {"light", "dark"})
  void axeFindsNothingSerious(String scheme) {
    STAGE.browser().preferColorScheme(scheme);
    STAGE.upstream().respondBy(peer -> peer.send(SampleMarkdown.response()));
    ChatPage page = STAGE.openChat();
    assertThat(AxeFaults.seriousFaults(STAGE.browser())).as("empty").isEmpty();

    page.send("Show me a table").awaitState("complete");
    assertThat(AxeFaults.seriousFaults(STAGE.browser())).as("with a chat").isEmpty();

    SettingsPanel settings = page.openSettings();
    assertThat(AxeFaults.seriousFaults(STAGE.browser())).as("with settings").isEmpty();

    settings.close();
    STAGE.browser().run("document.activeElement.blur()");
    STAGE.browser().keys().sendKeys("?").perform();
    page.awaitShown("shortcuts");
    assertThat(AxeFaults.seriousFaults(STAGE.browser())).as("with shortcuts").isEmpty();
  }

  /** Brightness of the page's background, from 0 for black to 1 for white. */
  private static double brightness() {
    return STAGE
        .browser()
        .number(
            """
            (() => {
              const [r, g, b] = getComputedStyle(document.body).backgroundColor.match(/[\\d.]+/g);
              return (Number(r) + Number(g) + Number(b)) / (3 * 255);
            })()\
            """);
  }
}
