package dev.firsttoken.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import dev.firsttoken.e2e.page.ChatPage;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** The page as it is loaded, with its policy and its console. */
class PageLoadIT {
  @RegisterExtension static final Stage STAGE = Stage.relaying();

  @Test
  void pageShowsItsTitleWithoutAnErrorInTheConsole() {
    ChatPage page = STAGE.openChat();

    assertThat(STAGE.browser().driver().getTitle()).contains("First Token");
    page.awaitShown("empty-state");
    assertThat(STAGE.browser().consoleErrors()).isEmpty();
  }

  @Test
  void pageHasTheFinestClockOfTheBrowser() {
    STAGE.openChat();

    assertThat(STAGE.browser().run("return window.crossOriginIsolated")).isEqualTo(true);
  }

  @Test
  void policyRefusesNothingThatThePageItselfDoes() {
    ChatPage page = STAGE.openChat();
    page.send("Hello").awaitState("complete");
    page.openSettings().close();

    assertThat(STAGE.browser().policyViolations()).isEmpty();
  }

  @Test
  void policyRefusesScriptsThatArePutIntoThePage() {
    STAGE.openChat();

    STAGE
        .browser()
        .run(
            """
            const script = document.createElement('script');
            script.textContent = 'window.injected = true';
            document.body.append(script);
            """);

    STAGE
        .browser()
        .until(
            "the violation is reported", driver -> !STAGE.browser().policyViolations().isEmpty());
    assertThat(STAGE.browser().run("return window.injected === undefined")).isEqualTo(true);
  }

  @Test
  void everythingComesFromTheProxy() {
    STAGE.openChat().send("Hello").awaitState("complete");

    assertThat(
            STAGE
                .browser()
                .strings("performance.getEntriesByType('resource').map((entry) => entry.name)"))
        .isNotEmpty()
        .allMatch(name -> name.startsWith(STAGE.proxy().url()));
  }
}
