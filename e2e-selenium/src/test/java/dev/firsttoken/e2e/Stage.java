package dev.firsttoken.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import dev.firsttoken.e2e.browser.Browser;
import dev.firsttoken.e2e.page.ChatPage;
import dev.firsttoken.e2e.servers.CounterValues;
import dev.firsttoken.e2e.servers.ScriptedChat;
import dev.firsttoken.e2e.servers.StartedProxy;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.AfterTestExecutionCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/**
 * A scripted model server, the proxy in front of it and a browser: started before the first test of
 * a class and ended after its last. Each test begins with an empty storage, and an upstream that
 * only greets; it leaves a screenshot if it fails.
 */
final class Stage
    implements BeforeAllCallback, BeforeEachCallback, AfterTestExecutionCallback, AfterAllCallback {
  private static final Path SCREENSHOTS = Path.of("target", "screenshots");
  private static final Path PAGES =
      Path.of("..", "frontend", "target", "classes", "public", "files.txt");

  private final Map<String, String> settings;
  private final Deque<Runnable> started = new ArrayDeque<>();
  private @Nullable ScriptedChat upstream;
  private @Nullable StartedProxy proxy;
  private @Nullable Browser browser;

  private Stage(Map<String, String> settings) {
    this.settings = settings;
  }

  /** A stage whose proxy relays to the scripted model server. */
  static Stage relaying() {
    return new Stage(Map.of());
  }

  /** A stage whose proxy generates synthetic responses, and has no model server. */
  static Stage synthetic() {
    return new Stage(Map.of("LLM_MODEL", "synthetic"));
  }

  /** A stage whose proxy has further settings, or others. */
  static Stage with(Map<String, String> settings) {
    return new Stage(settings);
  }

  ScriptedChat upstream() {
    return Objects.requireNonNull(upstream);
  }

  StartedProxy proxy() {
    return Objects.requireNonNull(proxy);
  }

  Browser browser() {
    return Objects.requireNonNull(browser);
  }

  /** Loads the chat page. */
  ChatPage openChat() {
    return ChatPage.open(browser(), proxy().url());
  }

  /** Waits until a counter of the proxy has grown, and returns all counters. */
  CounterValues awaitGrowth(CounterValues before, String name) {
    return browser()
        .until(
            name + " has grown",
            driver -> {
              CounterValues now = proxy().counters();
              return now.growthSince(before, name) > 0 ? now : null;
            });
  }

  /** File for a screenshot. */
  static Path screenshot(String name) {
    return SCREENSHOTS.resolve(name + ".png");
  }

  /** Saves what the window shows under a name. */
  void saveScreenshot(String name) {
    Path file = screenshot(name);
    browser().saveScreenshot(file);
    assertThat(file).exists();
  }

  @Override
  public void beforeAll(ExtensionContext context) {
    assumeThat(PAGES).as("the pages, which need Node and a build without -DskipUi").exists();
    ScriptedChat chat = new ScriptedChat();
    started.push(chat::close);
    upstream = chat;
    Map<String, String> environment = new HashMap<>();
    environment.put("LLM_BASE_URL", chat.baseUrl());
    environment.put("LLM_MODEL", ScriptedChat.MODELS.getFirst());
    environment.putAll(settings);
    StartedProxy relay = StartedProxy.start(environment);
    started.push(relay::close);
    proxy = relay;
    Browser chromium = Browser.start();
    started.push(chromium::close);
    browser = chromium;
  }

  @Override
  public void beforeEach(ExtensionContext context) {
    upstream().respondByGreeting();
    browser().clearStorage(proxy().url());
    browser().consoleErrors(); // Those of an earlier test.
  }

  @Override
  public void afterTestExecution(ExtensionContext context) {
    if (context.getExecutionException().isPresent()) {
      browser()
          .saveScreenshot(
              screenshot(
                  "%s-%s-%s"
                      .formatted(
                          context.getRequiredTestClass().getSimpleName(),
                          context.getRequiredTestMethod().getName(),
                          context.getDisplayName().replaceAll("\\W+", "-"))));
    }
  }

  @Override
  public void afterAll(ExtensionContext context) {
    endAll();
  }

  /** Ends the newest first, and each even if the end of another fails. */
  private void endAll() {
    if (!started.isEmpty()) {
      try {
        started.pop().run();
      } finally {
        endAll();
      }
    }
  }
}
