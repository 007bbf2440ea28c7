package dev.firsttoken.e2e;

import static dev.firsttoken.e2e.servers.ChatEvents.HEADERS;
import static dev.firsttoken.e2e.servers.ChatEvents.content;
import static org.assertj.core.api.Assertions.assertThat;

import dev.firsttoken.e2e.page.ChatMessage;
import dev.firsttoken.e2e.page.ChatPage;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.openqa.selenium.Keys;
import org.openqa.selenium.WebElement;

/** The chat page by the keyboard alone. */
class KeyboardIT {
  @RegisterExtension static final Stage STAGE = Stage.relaying();

  @Test
  void slashFocusesTheComposerAndEnterSends() {
    ChatPage page = STAGE.openChat();
    STAGE.browser().run("document.activeElement.blur()");
    ChatMessage message = page.nextMessage();

    STAGE.browser().keys().sendKeys("/").perform();
    STAGE
        .browser()
        .until(
            "the composer has the focus",
            driver -> driver.switchTo().activeElement().equals(page.find("composer")));
    STAGE.browser().keys().sendKeys("Hello" + Keys.ENTER).perform();

    message.awaitText("Hello from the script.");
    assertThat(page.userMessages())
        .singleElement()
        .asString()
        .contains("Hello")
        .doesNotContain("/");
  }

  @Test
  void shiftEnterBreaksTheLine() {
    ChatPage page = STAGE.openChat();
    WebElement composer = page.find("composer");

    composer.sendKeys("one", Keys.chord(Keys.SHIFT, Keys.ENTER), "two");

    assertThat(composer.getDomProperty("value")).isEqualTo("one\ntwo");
    assertThat(page.userMessages()).isEmpty();
  }

  @Test
  void escapeStopsTheStream() {
    STAGE
        .upstream()
        .respondBy(
            peer -> {
              peer.send(HEADERS + content("A start"));
              peer.awaitClose();
            });
    ChatMessage message = STAGE.openChat().send("Hello");
    message.awaitText("A start");

    STAGE.browser().keys().sendKeys(Keys.ESCAPE).perform();

    message.awaitState("stopped");
  }

  @Test
  void questionMarkListsTheShortcuts() {
    ChatPage page = STAGE.openChat();
    STAGE.browser().run("document.activeElement.blur()");

    STAGE.browser().keys().sendKeys("?").perform();

    page.awaitShown("shortcuts");
    page.awaitText("shortcuts", "Esc");
    STAGE.browser().keys().sendKeys(Keys.ESCAPE).perform();
    page.awaitHidden("shortcuts");
  }

  @Test
  void everyControlIsReachedByTab() {
    ChatPage page = STAGE.openChat();
    STAGE.browser().run("document.activeElement.blur()");

    for (String control : new String[] {"model", "settings-open", "composer"}) {
      STAGE
          .browser()
          .until(
              control + " is reached",
              driver -> {
                STAGE.browser().keys().sendKeys(Keys.TAB).perform();
                return control.equals(
                    driver.switchTo().activeElement().getDomAttribute("data-testid"));
              });
      assertThat(page.isShown(control)).isTrue();
    }
  }
}
