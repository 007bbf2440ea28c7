package dev.firsttoken.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import dev.firsttoken.e2e.page.ResultsPage;
import dev.firsttoken.e2e.servers.BenchSweep;
import dev.firsttoken.e2e.servers.FinishedRun;
import dev.firsttoken.e2e.servers.SyntheticLoad;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.openqa.selenium.By;

/** The live page, the results page and a report: what axe finds, a phone, and pictures of them. */
class PagesAppearanceIT {
  @RegisterExtension static final Stage STAGE = Stage.synthetic();

  private static final List<Integer> WIDTHS = List.of(390, 1280);

  @TempDir static Path folder;
  static FinishedRun sweep = FinishedRun.NONE;
  static Path second = Path.of("");

  @BeforeAll
  static void sweep() throws IOException {
    sweep = BenchSweep.run(STAGE.proxy().url(), folder);
    Path another = Files.createDirectory(folder.resolve("another"));
    second =
        Files.copy(
            BenchSweep.run(STAGE.proxy().url(), another).result(), folder.resolve("second.json"));
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

    openTwoResults().openEverything();
    assertThat(AxeFaults.seriousFaults(STAGE.browser())).as("two results").isEmpty();

    ResultsPage.openReport(STAGE.browser(), sweep.report(), "").openEverything();
    assertThat(AxeFaults.seriousFaults(STAGE.browser())).as("report").isEmpty();
  }

  @Test
  void phoneShowsThePagesWithoutScrollingSideways() {
    STAGE.browser().resize(390, 844);
    openLive();
    assertThat(STAGE.browser().overflow()).as("live").isLessThanOrEqualTo(0);

    openResults();
    assertThat(STAGE.browser().overflow()).as("results").isLessThanOrEqualTo(0);

    ResultsPage page = openTwoResults();
    assertThat(STAGE.browser().overflow()).as("two results").isLessThanOrEqualTo(0);

    page.pointAtMark("chart-distribution");
    page.pointAtReason("chart-distribution");
    assertThat(STAGE.browser().overflow()).as("open mark").isLessThanOrEqualTo(0);
  }

  /** Each page is opened once and pictured at both widths. */
  @ParameterizedTest
  @Tag("long")
  @ValueSource(strings = {"light", "dark"})
  void everyPageIsPictured(String scheme) throws IOException {
    STAGE.browser().preferColorScheme(scheme);
    openLive();
    savePage("live-empty", scheme);
    ResultsPage page = ResultsPage.open(STAGE.browser(), STAGE.proxy().url());
    savePage("results-empty", scheme);
    page.openFiles(Files.writeString(folder.resolve("cut.json"), "{\"schema\":"));
    page.awaitShown("refusals");
    savePage("results-refused", scheme);
    page = ResultsPage.open(STAGE.browser(), STAGE.proxy().url());
    page.openFiles(sweep.result()).awaitHeadline("TTFT p95");
    page.awaitShown("chart-distribution");
    savePage("results", scheme);
    for (int width : WIDTHS) {
      STAGE.browser().fit(width, 680, ".sheet");
      page.pointAtMark("chart-distribution");
      page.pointAtReason("chart-distribution");
      STAGE.saveScreenshot("mark-%s-%d".formatted(scheme, width));
    }
    page.openEverything();
    savePage("results-open", scheme);
    openTwoResults();
    savePage("side-by-side", scheme);
    ResultsPage.openReport(STAGE.browser(), sweep.report(), "");
    savePage("report", scheme);
  }

  /** One load for all pictures: the page needs ten seconds of it to show its course. */
  @Test
  @Tag("long")
  void livePageUnderLoadIsPictured() {
    try (SyntheticLoad _ = SyntheticLoad.start(STAGE.proxy().url(), 12)) {
      openLive();
      awaitReadings();
      for (String scheme : List.of("light", "dark")) {
        STAGE.browser().preferColorScheme(scheme);
        savePage("live", scheme);
      }
    }
  }

  /** The pages of the paper itself: a picture of the window has no pages. */
  @Test
  void nothingIsFoldedOnPaper() {
    ResultsPage.openReport(STAGE.browser(), sweep.report(), "");
    STAGE
        .browser()
        .run(
            "window.addEventListener('beforeprint', () => {"
                + " window.foldedOnPaper = document.querySelectorAll('details:not([open])').length"
                + " })");
    Path paper = Stage.screenshot("report-print").resolveSibling("report-print.pdf");

    STAGE.browser().print(paper);

    assertThat(paper).isNotEmptyFile();
    assertThat(STAGE.browser().run("return window.foldedOnPaper")).isEqualTo(0L);
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

  /** Waits for so many readings under load that its course is seen. */
  private static void awaitReadings() {
    STAGE
        .browser()
        .until(
            "tokens have been drawn for ten seconds",
            driver ->
                STAGE
                        .browser()
                        .number(
                            "Number(document.querySelector('[aria-label=\"Tokens per second\"]')"
                                + ".getAttribute('aria-valuemax'))")
                    >= 10);
  }

  private static ResultsPage openTwoResults() {
    ResultsPage page = ResultsPage.open(STAGE.browser(), STAGE.proxy().url());
    page.openFiles(sweep.result(), second).awaitHeadline("second.json");
    page.awaitShown("chart-distribution");
    return page;
  }

  private static void openResults() {
    ResultsPage page = ResultsPage.open(STAGE.browser(), STAGE.proxy().url());
    page.openFiles(sweep.result());
    page.awaitHeadline("TTFT p95");
    page.openEverything();
  }

  /** Takes pictures of a whole page at both widths, however long it is. */
  private static void savePage(String name, String scheme) {
    for (int width : WIDTHS) {
      STAGE.browser().fit(width, 680, ".sheet");
      STAGE.saveScreenshot("%s-%s-%d".formatted(name, scheme, width));
    }
  }
}
