package dev.firsttoken.e2e.page;

import dev.firsttoken.e2e.browser.Browser;
import java.util.List;
import java.util.Objects;
import org.openqa.selenium.By;
import org.openqa.selenium.WebElement;

/** One response in the chat, by its place among all of them. */
public final class ChatMessage {
  private final Browser browser;
  private final int index;

  ChatMessage(Browser browser, int index) {
    this.browser = browser;
    this.index = index;
  }

  void awaitPresent() {
    browser.until("response %d is there".formatted(index), driver -> element());
  }

  /** State that the page gives it: streaming, complete, stopped or failed. */
  public String state() {
    return Objects.requireNonNull(element().getDomAttribute("data-state"));
  }

  public void awaitState(String state) {
    browser.until("response %d is %s".formatted(index, state), driver -> state().equals(state));
  }

  /** Waits until its end, whatever that is, and returns the state. */
  public String awaitEnd() {
    return browser.until(
        "response %d has ended".formatted(index),
        driver -> {
          String state = state();
          return state.equals("streaming") ? null : state;
        });
  }

  /** Text that is shown as the model's. */
  public String text() {
    return find("answer").getText();
  }

  public void awaitText(String text) {
    awaitText("answer", text);
  }

  /** Waits until a part of it shows a text. */
  public void awaitText(String testId, String text) {
    browser.until(
        "%s of response %d shows \"%s\"".formatted(testId, index, text),
        driver -> findAll(testId).stream().anyMatch(part -> part.getText().contains(text)));
  }

  /** Sentence about its failure. */
  public String error() {
    return browser.until(
        "response %d has an error".formatted(index),
        driver ->
            findAll("error").stream()
                .map(WebElement::getText)
                .filter(text -> !text.isBlank())
                .findFirst()
                .orElse(null));
  }

  /** Opens or closes its reasoning. */
  public void toggleReasoning() {
    find("reasoning-toggle").click();
  }

  public void awaitReasoning(boolean open) {
    browser.until(
        open ? "the reasoning is open" : "the reasoning is folded",
        driver ->
            Boolean.toString(open)
                .equals(find("reasoning-toggle").getDomAttribute("aria-expanded")));
  }

  /** Waits until the proxy's own times are known too, and reads what is shown of the time. */
  public ShownTimes awaitTimes() {
    return browser.until(
        "response %d shows the times of both clocks".formatted(index),
        driver -> {
          ShownTimes times = ShownTimes.read(find("stats"));
          return times.parts().containsKey("network") ? times : null;
        });
  }

  public boolean isShown(String testId) {
    return findAll(testId).stream().anyMatch(WebElement::isDisplayed);
  }

  /** Waits until a part of it is shown, and returns it. */
  public WebElement awaitShown(String testId) {
    return browser.until(
        "%s of response %d is shown".formatted(testId, index),
        driver ->
            findAll(testId).stream().filter(WebElement::isDisplayed).findFirst().orElse(null));
  }

  public WebElement find(String testId) {
    return element().findElement(By.cssSelector(ChatPage.selector(testId)));
  }

  private List<WebElement> findAll(String testId) {
    return element().findElements(By.cssSelector(ChatPage.selector(testId)));
  }

  private WebElement element() {
    return browser
        .driver()
        .findElements(By.cssSelector(ChatPage.selector("message-assistant")))
        .get(index);
  }
}
