package dev.firsttoken.e2e.page;

import dev.firsttoken.e2e.browser.Browser;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.openqa.selenium.By;
import org.openqa.selenium.WebElement;
import org.openqa.selenium.support.ui.Select;

/** The results page of the proxy, or a report, which shows the same. */
public final class ResultsPage {
  /** Time in which a pointer that left a mark gets to its reason. */
  private static final Duration LEAVE = Duration.ofMillis(300);

  private final Browser browser;

  private ResultsPage(Browser browser) {
    this.browser = browser;
  }

  /** Loads the results page of a proxy, on which nothing is open. */
  public static ResultsPage open(Browser browser, String site) {
    // Another address on the same page would load nothing.
    browser.open("about:blank");
    browser.open(site + "/#results");
    ResultsPage page = new ResultsPage(browser);
    page.awaitShown("results-page");
    return page;
  }

  /** Opens a report from disk and waits for its answer. */
  public static ResultsPage openReport(Browser browser, Path report, String hash) {
    browser.open(report.toUri() + hash);
    ResultsPage page = new ResultsPage(browser);
    page.awaitShown("headline");
    return page;
  }

  /** Opens files from disk, as a reader chooses them. */
  public ResultsPage openFiles(Path... files) {
    String names =
        Stream.of(files)
            .map(file -> file.toAbsolutePath().toString())
            .collect(Collectors.joining("\n"));
    browser.driver().findElement(selector("open-files")).sendKeys(names);
    return this;
  }

  /** Opens or closes a result that the proxy lists. */
  public void toggleListed(String id) {
    browser
        .until(
            id + " is listed",
            driver ->
                driver.findElements(By.cssSelector("[data-testid='results-list'] label")).stream()
                    .filter(entry -> entry.getText().contains(id))
                    .findFirst()
                    .orElse(null))
        .click();
  }

  /** Chooses the metric that is drawn. */
  public void chooseMetric(String name) {
    new Select(awaitShown("metric")).selectByVisibleText(name);
  }

  /** Waits until the answer contains a text, and returns it. */
  public String awaitHeadline(String text) {
    return browser.until(
        "the headline has " + text,
        driver -> {
          String headline = driver.findElement(selector("headline")).getText();
          return headline.contains(text) ? headline : null;
        });
  }

  /** Unfolds what is folded, so that it is looked at too. */
  public void openEverything() {
    awaitShown("chart-distribution");
    for (WebElement summary :
        browser.driver().findElements(By.cssSelector("details:not([open]) > summary"))) {
      summary.click();
    }
  }

  /** Texts of the cells of the table of all numbers, row by row. */
  public List<List<String>> numbers() {
    return rows("levels-table");
  }

  /** Texts of the cells of the table in a part of the page, row by row. */
  public List<List<String>> rows(String testId) {
    WebElement table = awaitShown(testId);
    return table.findElements(By.cssSelector("tbody tr")).stream()
        .map(
            row ->
                row.findElements(By.cssSelector("th, td")).stream()
                    .map(WebElement::getText)
                    .toList())
        .toList();
  }

  /** Heads of the columns of the table of all numbers. */
  public List<String> columns() {
    return columns("levels-table");
  }

  /** Heads of the columns of the table in a part of the page. */
  public List<String> columns(String testId) {
    return awaitShown(testId).findElements(By.cssSelector("thead th")).stream()
        .map(WebElement::getText)
        .toList();
  }

  /** Moves the pointer onto the mark of a chart. */
  public void pointAtMark(String testId) {
    awaitShown(testId);
    WebElement mark =
        browser.until(
            testId + " has a mark",
            driver ->
                driver.findElements(within(testId, ".doubt-mark button")).stream()
                    .findFirst()
                    .orElse(null));
    browser.run("arguments[0].scrollIntoView({block: 'center'})", mark);
    browser.keys().moveToElement(mark).perform();
  }

  /**
   * Moves the pointer from a mark onto the reason that it shows, and returns that as it is once the
   * mark would have closed it.
   */
  public String pointAtReason(String testId) {
    browser.keys().moveToElement(shownReason(testId)).perform();
    browser.awaitTimers(LEAVE);
    return browser.driver().findElement(within(testId, ".doubt-reasons:not([hidden])")).getText();
  }

  /** Waits until the reason of a mark is closed. */
  public void awaitNoReason(String testId) {
    browser.until(
        testId + " shows no reason",
        driver -> driver.findElements(within(testId, ".doubt-reasons:not([hidden])")).isEmpty());
  }

  private WebElement shownReason(String testId) {
    return browser.until(
        testId + " shows a reason",
        driver ->
            driver.findElements(within(testId, ".doubt-reasons")).stream()
                .filter(WebElement::isDisplayed)
                .findFirst()
                .orElse(null));
  }

  private static By within(String testId, String selector) {
    return By.cssSelector(ChatPage.selector(testId) + " " + selector);
  }

  /** Waits until an element is shown, and returns it. */
  public WebElement awaitShown(String testId) {
    return browser.until(
        testId + " is shown",
        driver ->
            driver.findElements(selector(testId)).stream()
                .filter(WebElement::isDisplayed)
                .findFirst()
                .orElse(null));
  }

  private static By selector(String testId) {
    return By.cssSelector(ChatPage.selector(testId));
  }
}
