package dev.firsttoken.e2e.page;

import dev.firsttoken.e2e.browser.Browser;
import java.util.Objects;
import org.openqa.selenium.By;
import org.openqa.selenium.Keys;

/** The settings, while they are open. */
public final class SettingsPanel {
  private final Browser browser;
  private final ChatPage page;

  SettingsPanel(Browser browser, ChatPage page) {
    this.browser = browser;
    this.page = page;
  }

  /** Replaces the text of a field and leaves it, as the page takes over no half an address. */
  public SettingsPanel set(String testId, String value) {
    ChatPage.replace(page.awaitShown(testId), value + Keys.TAB);
    browser.until(testId + " has its value", driver -> value(testId).equals(value));
    return this;
  }

  /** Text of a field. */
  public String value(String testId) {
    return Objects.requireNonNull(page.find(testId).getDomProperty("value"));
  }

  /** Chooses a theme by its name: light, dark or auto. */
  public void chooseTheme(String name) {
    page.awaitShown("setting-theme")
        .findElement(By.cssSelector("input[value='" + name + "'] + label"))
        .click();
  }

  /** Closes the settings by Esc. */
  public ChatPage close() {
    browser.keys().sendKeys(Keys.ESCAPE).perform();
    page.awaitHidden("settings");
    return page;
  }
}
