package dev.firsttoken.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.firsttoken.e2e.page.ResultsPage;
import dev.firsttoken.e2e.servers.BenchSweep;
import dev.firsttoken.e2e.servers.FinishedRun;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** The report of a sweep, opened from disk. */
class ReportIT {
  private static final long MAX_BYTES = 700_000;
  private static final String FOLDED = "[data-testid='report-page'] details:not([open])";

  @RegisterExtension static final Stage STAGE = Stage.synthetic();

  @TempDir static Path folder;
  static FinishedRun sweep = FinishedRun.NONE;

  @BeforeAll
  static void sweep() {
    sweep = BenchSweep.run(STAGE.proxy().url(), folder);
  }

  @Test
  void reportOpensFromDiskWithoutARequest() {
    List<String> requests =
        STAGE
            .browser()
            .requestsDuring(() -> ResultsPage.openReport(STAGE.browser(), sweep.report(), ""));

    assertThat(requests)
        .anyMatch(url -> url.endsWith("/" + sweep.report().getFileName()))
        .allMatch(url -> url.startsWith("file:") || url.startsWith("data:"));
    assertThat(
            STAGE.browser().strings("performance.getEntriesByType('resource').map((e) => e.name)"))
        .isEmpty();
    assertThat(STAGE.browser().policyViolations()).isEmpty();
    assertThat(STAGE.browser().consoleErrors()).isEmpty();
  }

  @Test
  void reportsOwnPolicyRefusesARequest() {
    ResultsPage.openReport(STAGE.browser(), sweep.report(), "");

    STAGE.browser().run("fetch(arguments[0]).catch(() => {})", STAGE.proxy().url() + "/health");

    STAGE
        .browser()
        .until(
            "the violation is reported",
            driver ->
                STAGE.browser().policyViolations().stream()
                    .anyMatch(violation -> violation.startsWith("connect-src")));
  }

  @Test
  void tableHasTheNumbersOfTheResult() throws IOException {
    ResultsPage page = ResultsPage.openReport(STAGE.browser(), sweep.report(), "");
    JsonNode levels = new ObjectMapper().readTree(sweep.result().toFile()).path("levels");

    List<List<String>> rows = page.numbers();

    int p95 = page.columns().indexOf("TTFT p95, ms");
    assertThat(rows).hasSize(BenchSweep.LEVELS);
    for (int level = 0; level < BenchSweep.LEVELS; level++) {
      double value = levels.path(level).path("ttft_p95").asDouble();
      assertThat(rows.get(level).get(1)).isEqualTo(level == 0 ? "1 user" : "4 users");
      assertThat(rows.get(level).get(p95)).startsWith(ShownNumbers.format(value));
    }
  }

  @Test
  void addressChoosesTheView() {
    ResultsPage page =
        ResultsPage.openReport(
            STAGE.browser(), sweep.report(), "#results?metric=icl_p50&slo=10000");

    assertThat(page.awaitHeadline("ICL p50")).contains("at every load measured, up to 4 users");
  }

  @Test
  void reportIsSmallEnoughToMail() throws IOException {
    assertThat(Files.size(sweep.report())).isLessThan(MAX_BYTES);
  }

  @Test
  void reportFitsAPhone() {
    STAGE.browser().resize(390, 844);
    try {
      ResultsPage.openReport(STAGE.browser(), sweep.report(), "");
      assertThat(STAGE.browser().overflow()).isLessThanOrEqualTo(0);
    } finally {
      STAGE.browser().resize(1280, 900);
    }
  }

  @Test
  void printHasEveryChartWithoutTheChoices() {
    ResultsPage page = ResultsPage.openReport(STAGE.browser(), sweep.report(), "");
    assertThat(STAGE.browser().count(FOLDED)).isPositive();
    STAGE.browser().resize(720, 1000);
    STAGE.browser().emulatePrint(true);
    try {
      assertThat(page.awaitShown("chart-load").isDisplayed()).isTrue();
      assertThat(page.awaitShown("chart-distribution").isDisplayed()).isTrue();
      STAGE.browser().until("every chart is drawn", driver -> missingCharts() == 0);
      assertThat(STAGE.browser().count(FOLDED)).isZero();
      assertThat(
              STAGE.browser().number("document.querySelector('[data-testid=metric]').offsetHeight"))
          .isZero();
      STAGE
          .browser()
          .until(
              "no chart is wider than the paper",
              driver ->
                  STAGE
                          .browser()
                          .number(
                              "Math.max(...[...document.querySelectorAll('.plot')]"
                                  + ".map((plot) => plot.getBoundingClientRect().right))")
                      <= 720);
    } finally {
      STAGE.browser().emulatePrint(false);
      STAGE.browser().resize(1280, 900);
    }
    assertThat(STAGE.browser().count(FOLDED)).isPositive();
  }

  /** Counts the charts that have no drawing, or one without a size. */
  private static double missingCharts() {
    return STAGE
        .browser()
        .number(
            "[...document.querySelectorAll('figure.chart')]"
                + ".map((chart) => chart.querySelector('.plot'))"
                + ".filter((plot) => !plot || plot.getBoundingClientRect().height === 0).length");
  }

  @Test
  void gatlingsOwnReportOpens() {
    STAGE
        .browser()
        .open(sweep.folder().resolve("gatling").resolve("index.html").toUri().toString());

    assertThat(STAGE.browser().driver().getTitle()).contains("Gatling");
    STAGE
        .browser()
        .until(
            "the requests are listed",
            driver -> Objects.requireNonNull(driver.getPageSource()).contains("ttft c=4"));
  }
}
