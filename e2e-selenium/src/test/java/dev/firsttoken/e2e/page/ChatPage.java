package dev.firsttoken.e2e.page;

import dev.firsttoken.e2e.browser.Browser;
import java.util.List;
import java.util.Map;
import org.openqa.selenium.By;
import org.openqa.selenium.Keys;
import org.openqa.selenium.WebElement;

/** The chat page. Its elements are looked up at each use, as the page replaces them. */
public final class ChatPage {
  private final Browser browser;

  private ChatPage(Browser browser) {
    this.browser = browser;
  }

  /** Loads the page and waits until a message can be written. */
  public static ChatPage open(Browser browser, String site) {
    browser.open(site + "/");
    ChatPage page = new ChatPage(browser);
    page.awaitShown("composer");
    return page;
  }

  /** Loads the page again. */
  public ChatPage reload() {
    browser.driver().navigate().refresh();
    awaitShown("composer");
    return this;
  }

  /** Writes a message into the composer and sends it by Enter. */
  public ChatMessage send(String text) {
    ChatMessage response = nextMessage();
    WebElement composer = find("composer");
    composer.sendKeys(text);
    composer.sendKeys(Keys.ENTER);
    response.awaitPresent();
    return response;
  }

  /** The response that the next message will get. */
  public ChatMessage nextMessage() {
    return new ChatMessage(browser, browser.count(selector("message-assistant")));
  }

  /** Opens the settings, and waits until they have slid in, as nothing can be clicked before. */
  public SettingsPanel openSettings() {
    awaitShown("settings-open").click();
    awaitShown("settings");
    browser.until(
        "the settings stand still",
        driver ->
            browser.number(
                    "document.querySelector('.drawer-content').getBoundingClientRect().right"
                        + " - innerWidth")
                < 1);
    return new SettingsPanel(browser, this);
  }

  /** Types the name of a model over the one that is chosen. */
  public void setModel(String name) {
    WebElement model = awaitShown("model");
    replace(model, name);
    model.sendKeys(Keys.TAB);
  }

  /** Chooses the synthetic model, and sets some of its knobs. */
  public void useSyntheticModel(Map<String, String> knobs) {
    awaitShown("synthetic").click();
    knobs.forEach((knob, value) -> replace(awaitShown(knob), value));
  }

  /** Enters the key that the page asks for. */
  public ChatPage enterProxyKey(String key) {
    replace(awaitShown("proxy-key-input"), key);
    find("proxy-key-save").click();
    awaitHidden("proxy-key-dialog");
    return this;
  }

  /** Replaces the text of a field. */
  static void replace(WebElement field, String text) {
    field.sendKeys(Keys.chord(Keys.CONTROL, "a"), Keys.BACK_SPACE);
    field.sendKeys(text);
  }

  /** Texts of the messages of the user. */
  public List<String> userMessages() {
    return browser.driver().findElements(By.cssSelector(selector("message-user"))).stream()
        .map(WebElement::getText)
        .toList();
  }

  public WebElement find(String testId) {
    return browser.driver().findElement(By.cssSelector(selector(testId)));
  }

  public boolean isShown(String testId) {
    return browser.driver().findElements(By.cssSelector(selector(testId))).stream()
        .anyMatch(WebElement::isDisplayed);
  }

  /** Waits until an element is shown, and returns it. */
  public WebElement awaitShown(String testId) {
    return browser.until(
        testId + " is shown",
        driver ->
            driver.findElements(By.cssSelector(selector(testId))).stream()
                .filter(WebElement::isDisplayed)
                .findFirst()
                .orElse(null));
  }

  public void awaitHidden(String testId) {
    browser.until(testId + " is hidden", driver -> !isShown(testId));
  }

  /** Waits until an element shows a text. */
  public void awaitText(String testId, String text) {
    browser.until(
        "%s shows \"%s\"".formatted(testId, text), driver -> find(testId).getText().contains(text));
  }

  /** Text of the whole page, as it is shown. */
  public String text() {
    return browser.driver().findElement(By.tagName("body")).getText();
  }

  static String selector(String testId) {
    return "[data-testid='" + testId + "']";
  }
}
