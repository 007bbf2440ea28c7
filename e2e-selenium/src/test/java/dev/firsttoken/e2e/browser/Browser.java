package dev.firsttoken.e2e.browser;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Function;
import java.util.logging.Level;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.openqa.selenium.By;
import org.openqa.selenium.Dimension;
import org.openqa.selenium.OutputType;
import org.openqa.selenium.StaleElementReferenceException;
import org.openqa.selenium.WebDriver;
import org.openqa.selenium.bidi.module.Network;
import org.openqa.selenium.chrome.ChromeDriver;
import org.openqa.selenium.chrome.ChromeDriverService;
import org.openqa.selenium.chrome.ChromeOptions;
import org.openqa.selenium.interactions.Actions;
import org.openqa.selenium.logging.LogEntry;
import org.openqa.selenium.logging.LogType;
import org.openqa.selenium.logging.LoggingPreferences;
import org.openqa.selenium.print.PageSize;
import org.openqa.selenium.print.PrintOptions;
import org.openqa.selenium.support.ui.WebDriverWait;

/** Headless Chromium with an empty profile, in one window. */
public final class Browser implements AutoCloseable {
  private static final Duration TIMEOUT = Duration.ofSeconds(20);
  private static final Duration POLL = Duration.ofMillis(50);
  private static final Dimension SIZE = new Dimension(1280, 900);
  private static final List<String> ARGUMENTS =
      List.of(
          "--headless=new",
          "--no-sandbox", // Chromium refuses its sandbox to root.
          "--disable-gpu",
          "--disable-quic",
          "--no-first-run",
          "--disable-background-networking",
          "--disable-component-update",
          "--disable-sync",
          "--force-color-profile=srgb",
          "--hide-scrollbars",
          "--lang=en-US",
          "--window-size=%d,%d".formatted(SIZE.width, SIZE.height));
  private static final String RECORD_VIOLATIONS =
      """
      window.policyViolations = [];
      document.addEventListener('securitypolicyviolation', (event) =>
        window.policyViolations.push(event.effectiveDirective + ' ' + event.blockedURI));
      """;

  private final ChromeDriver driver;
  private final List<ProcessHandle> drivers;

  private Browser(ChromeDriver driver, List<ProcessHandle> drivers) {
    this.driver = driver;
    this.drivers = drivers;
  }

  /** Starts the Chromium and the ChromeDriver that are found on the PATH. */
  public static Browser start() {
    ChromeOptions options = new ChromeOptions();
    options.setBinary(Programs.chromium());
    options.addArguments(ARGUMENTS);
    LoggingPreferences logs = new LoggingPreferences();
    logs.enable(LogType.BROWSER, Level.ALL);
    options.setCapability("goog:loggingPrefs", logs);
    options.enableBiDi();
    ChromeDriverService service =
        new ChromeDriverService.Builder()
            .usingDriverExecutable(Programs.chromeDriver())
            .usingAnyFreePort()
            .build();
    List<ProcessHandle> before = children();
    try {
      Browser browser = new Browser(new ChromeDriver(service, options), startedSince(before));
      browser.runBeforePages(RECORD_VIOLATIONS);
      return browser;
    } catch (RuntimeException e) {
      end(startedSince(before).stream().flatMap(Browser::withDescendants).toList());
      throw e;
    }
  }

  private static List<ProcessHandle> children() {
    return ProcessHandle.current().children().toList();
  }

  private static List<ProcessHandle> startedSince(List<ProcessHandle> before) {
    return children().stream().filter(child -> !before.contains(child)).toList();
  }

  public WebDriver driver() {
    return driver;
  }

  /** Name and version of the browser. */
  public String version() {
    return driver.getCapabilities().getBrowserName()
        + " "
        + driver.getCapabilities().getBrowserVersion();
  }

  public void open(String url) {
    driver.get(url);
  }

  /** Keys for whatever has the focus. */
  public Actions keys() {
    return new Actions(driver);
  }

  /** Waits for a condition: until it is neither null nor false, nor throws. */
  public <T> T until(String description, Function<WebDriver, @Nullable T> condition) {
    return Objects.requireNonNull(
        new WebDriverWait(driver, TIMEOUT, POLL)
            .ignoring(StaleElementReferenceException.class, IndexOutOfBoundsException.class)
            .withMessage(description)
            .until(condition));
  }

  /** Runs JavaScript in the page; {@code arguments[0]} is its first argument. */
  public @Nullable Object run(String script, Object... arguments) {
    return driver.executeScript(script, arguments);
  }

  /** Evaluates a JavaScript expression that is a number. */
  public double number(String expression) {
    return ((Number) Objects.requireNonNull(run("return " + expression))).doubleValue();
  }

  /** Evaluates a JavaScript expression that is an array of strings. */
  public List<String> strings(String expression) {
    List<?> values = (List<?>) Objects.requireNonNull(run("return " + expression));
    return values.stream().map(String::valueOf).toList();
  }

  /** Lets a script run in each page before the page's own. */
  public void runBeforePages(String script) {
    driver.executeCdpCommand("Page.addScriptToEvaluateOnNewDocument", Map.of("source", script));
  }

  /** Sets the size of the page in CSS pixels; below 500 as a phone has it. */
  public void resize(int width, int height) {
    driver.executeCdpCommand(
        "Emulation.setDeviceMetricsOverride",
        Map.of("width", width, "height", height, "deviceScaleFactor", 1, "mobile", width < 500));
  }

  /** Sets the width, and a height at which an element and the page have nothing to scroll. */
  public void fit(int width, int minHeight, String selector) {
    resize(width, minHeight);
    double hidden =
        number(
            "Math.max(...[document.documentElement, document.querySelector('"
                + selector
                + "')].map((part) => part.scrollHeight - part.clientHeight))");
    resize(width, minHeight + (int) Math.ceil(hidden));
  }

  /** Sets what the page takes for the reader's preference: light or dark. */
  public void preferColorScheme(String scheme) {
    driver.executeCdpCommand(
        "Emulation.setEmulatedMedia",
        Map.of("features", List.of(Map.of("name", "prefers-color-scheme", "value", scheme))));
  }

  /** Lets the page look as it does on paper, or as on a screen again, and tells it so. */
  public void emulatePrint(boolean isPrint) {
    driver.executeCdpCommand("Emulation.setEmulatedMedia", Map.of("media", isPrint ? "print" : ""));
    run("window.dispatchEvent(new Event(arguments[0]))", isPrint ? "beforeprint" : "afterprint");
  }

  /** Prints the page into a file, as PDF on A4. */
  public void print(Path file) {
    PrintOptions options = new PrintOptions();
    options.setPageSize(new PageSize(29.7, 21.0));
    try {
      Files.createDirectories(file.toAbsolutePath().getParent());
      Files.write(file, Base64.getDecoder().decode(driver.print(options).getContent()));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Waits until every timer of the page that was set before for so long, or less, has fired. */
  public void awaitTimers(Duration length) {
    driver.executeAsyncScript(
        "setTimeout(arguments[arguments.length - 1], arguments[0])", length.toMillis() + 1);
  }

  /**
   * Refuses some requests while something happens.
   *
   * @param pattern URLs, with * for any characters
   */
  public void blockingUrls(String pattern, Runnable action) {
    driver.executeCdpCommand("Network.enable", Map.of());
    driver.executeCdpCommand("Network.setCacheDisabled", Map.of("cacheDisabled", true));
    driver.executeCdpCommand("Network.setBlockedURLs", Map.of("urls", List.of(pattern)));
    try {
      action.run();
    } finally {
      driver.executeCdpCommand("Network.setBlockedURLs", Map.of("urls", List.of()));
      driver.executeCdpCommand("Network.disable", Map.of());
    }
  }

  /** URLs that the browser asks for while something happens, that of a page among them. */
  public List<String> requestsDuring(Runnable action) {
    List<String> urls = new CopyOnWriteArrayList<>();
    try (Network network = new Network(driver)) {
      network.onBeforeRequestSent(sent -> urls.add(sent.getRequest().getUrl()));
      action.run();
    }
    return List.copyOf(urls);
  }

  /** Minimizes the window, in which the page draws no frames then. */
  public void hide() {
    driver.manage().window().minimize();
    until("the page is hidden", ignored -> run("return document.hidden"));
  }

  /** Shows a window that was hidden. */
  public void show() {
    driver.manage().window().setSize(SIZE);
    until("the page is shown", ignored -> run("return !document.hidden"));
  }

  /** Lets downloads go to a folder. */
  public void downloadTo(Path folder) {
    driver.executeCdpCommand(
        "Browser.setDownloadBehavior",
        Map.of("behavior", "allow", "downloadPath", folder.toAbsolutePath().toString()));
  }

  /**
   * Pixels by which a part of the page is wider than the reader sees, besides code and wide tables,
   * which scroll by themselves. A phone widens innerWidth with the page.
   */
  public double overflow() {
    return number(
        """
        Math.max(...[document.documentElement, ...document.querySelectorAll('body *')]
          .filter((part) => part.closest('pre, textarea, input, .wide-table') === null)
          .filter((part) => part === document.documentElement
            || /auto|scroll/.test(getComputedStyle(part).overflowX))
          .map((part) => part.scrollWidth - part.clientWidth))\
        """);
  }

  /** Loads and scripts that the page's policy has refused. */
  public List<String> policyViolations() {
    return strings("window.policyViolations");
  }

  /** Errors in the console since this was asked last. */
  public List<String> consoleErrors() {
    return driver.manage().logs().get(LogType.BROWSER).getAll().stream()
        .filter(entry -> entry.getLevel().intValue() >= Level.SEVERE.intValue())
        .map(LogEntry::getMessage)
        .toList();
  }

  /** Deletes everything that the pages of a site have stored. */
  public void clearStorage(String site) {
    // Away from the page first, which could store again.
    driver.get("about:blank");
    driver.executeCdpCommand(
        "Storage.clearDataForOrigin", Map.of("origin", site, "storageTypes", "all"));
  }

  public void saveScreenshot(Path file) {
    try {
      Files.createDirectories(file.toAbsolutePath().getParent());
      Files.write(file, driver.getScreenshotAs(OutputType.BYTES));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Number of elements that a CSS selector finds. */
  public int count(String selector) {
    return driver.findElements(By.cssSelector(selector)).size();
  }

  /** Ends the browser and its driver; by force what is left of them. */
  @Override
  public void close() {
    List<ProcessHandle> processes = drivers.stream().flatMap(Browser::withDescendants).toList();
    try {
      driver.quit();
    } finally {
      end(processes);
    }
  }

  private static Stream<ProcessHandle> withDescendants(ProcessHandle process) {
    return Stream.concat(Stream.of(process), process.descendants());
  }

  private static void end(List<ProcessHandle> processes) {
    processes.stream().filter(ProcessHandle::isAlive).forEach(ProcessHandle::destroyForcibly);
  }
}
