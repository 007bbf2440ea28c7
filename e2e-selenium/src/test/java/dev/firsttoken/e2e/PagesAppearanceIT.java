package dev.firsttoken.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import dev.firsttoken.e2e.page.ResultsPage;
import dev.firsttoken.e2e.servers.BenchSweep;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.openqa.selenium.By;
import org.openqa.selenium.WebElement;

/** The live page, the results page and a report: what axe finds, a phone, and pictures of them. */
class PagesAppearanceIT {
  @RegisterExtension static final Stage STAGE = Stage.synthetic();

  @TempDir static Path folder;
  static BenchSweep sweep = new BenchSweep(Path.of(""), Path.of(""));

  @BeforeAll
  static void sweep() {
    sweep = BenchSweep.run(STAGE.proxy().url(), folder);
  }

  @AfterEach
  void restoreWindow() {
    STAGE.browser().emulatePrint(false);
    STAGE.browser().resize(1280, 900);
    STAGE.browser().preferColorScheme("light");
  }

  @ParameterizedTest
  @ValueSource(strings = {"light", "dark"})
  void axeFindsNothingSerious(String scheme) {
    STAGE.browser().preferColorScheme(scheme);
    openLive();
    assertThat(AxeFaults.seriousFaults(STAGE.browser())).as("live").isEmpty();

    openResults();
    assertThat(AxeFaults.seriousFaults(STAGE.browser())).as("results").isEmpty();

    openEverything(ResultsPage.openReport(STAGE.browser(), sweep.report(), ""));
    assertThat(AxeFaults.seriousFaults(STAGE.browser())).as("report").isEmpty();
  }

  @Test
  void phoneShowsThePagesWithoutScrollingSideways() {
    STAGE.browser().resize(390, 844);
    openLive();
    assertThat(STAGE.browser().overflow()).as("live").isLessThanOrEqualTo(0);

    openResults();
    assertThat(STAGE.browser().overflow()).as("results").isLessThanOrEqualTo(0);
  }

  @ParameterizedTest
  @Tag("long")
  @CsvSource({"light, 1280", "light, 390", "dark, 1280", "dark, 390"})
  void everyPageIsPictured(String scheme, int width) {
    STAGE.browser().preferColorScheme(scheme);
    STAGE.browser().resize(width, 2600);
    String suffix = "-" + scheme + "-" + width;
    openLive();
    save("live" + suffix);
    ResultsPage.open(STAGE.browser(), STAGE.proxy().url())
        .openFiles(sweep.result())
        .awaitHeadline("TTFT p95");
    save("results" + suffix);
    ResultsPage.openReport(STAGE.browser(), sweep.report(), "");
    save("report" + suffix);
  }

  @Test
  @Tag("long")
  void printedReportIsPictured() {
    STAGE.browser().resize(720, 2600);
    ResultsPage.openReport(STAGE.browser(), sweep.report(), "");
    STAGE.browser().emulatePrint(true);
    save("report-print");
  }

  private static void openLive() {
    STAGE.browser().open(STAGE.proxy().url() + "/#live");
    STAGE
        .browser()
        .until(
            "the live page has readings",
            driver ->
                driver
                    .findElement(By.cssSelector("[data-testid='live-summary']"))
                    .getText()
                    .contains("in flight"));
  }

  private static void openResults() {
    ResultsPage page = ResultsPage.open(STAGE.browser(), STAGE.proxy().url());
    page.openFiles(sweep.result());
    page.awaitHeadline("TTFT p95");
    openEverything(page);
  }

  /** Unfolds what is folded, so that it is looked at too. */
  private static void openEverything(ResultsPage page) {
    page.awaitShown("chart-distribution");
    for (WebElement summary :
        STAGE.browser().driver().findElements(By.cssSelector("details:not([open]) > summary"))) {
      summary.click();
    }
  }

  private static void save(String name) {
    STAGE.browser().saveScreenshot(Stage.screenshot(name));
    assertThat(Stage.screenshot(name)).exists();
  }
}
