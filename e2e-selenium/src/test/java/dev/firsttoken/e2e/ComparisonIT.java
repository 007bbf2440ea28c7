package dev.firsttoken.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.firsttoken.e2e.page.ResultsPage;
import dev.firsttoken.e2e.servers.BenchCompare;
import dev.firsttoken.e2e.servers.FinishedRun;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
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

/** A comparison of two proxies by the bench, on the results page and as a report. */
class ComparisonIT {
  private static final Map<String, String> COLUMNS =
      Map.of(
          "ttft_p50", "TTFT p50",
          "ttft_p99", "TTFT p99",
          "due_delay_p99", "due-delay p99",
          "cpu_per_100k_frames", "CPU per 100,000 frames",
          "rps", "requests/s");

  /** Words for the two verdicts on metrics that are no times. */
  private static final Map<String, List<String>> WORDS =
      Map.of(
          "cpu_per_100k_frames", List.of("less CPU", "more CPU"),
          "rps", List.of("more responses", "fewer responses"));

  @RegisterExtension static final Stage STAGE = Stage.synthetic();

  @TempDir static Path folder;
  static FinishedRun compare = FinishedRun.NONE;

  @BeforeAll
  static void compare() {
    compare = BenchCompare.run(STAGE.proxy().url(), folder);
  }

  @AfterEach
  void restoreWindow() {
    STAGE.browser().resize(1280, 900);
    STAGE.browser().preferColorScheme("light");
  }

  @Test
  void everyVerdictIsThatOfTheComparison() throws IOException {
    ResultsPage page = open();
    JsonNode verdicts = new ObjectMapper().readTree(compare.comparison().toFile()).path("verdicts");

    List<String> columns = page.columns("verdicts");
    List<String> cells = page.rows("verdicts").getFirst();

    assertThat(page.rows("verdicts")).hasSize(1);
    assertThat(verdicts).isNotEmpty();
    for (JsonNode verdict : verdicts) {
      String metric = verdict.path("metric").asText();
      assertThat(cells.get(columns.indexOf(Objects.requireNonNull(COLUMNS.get(metric)))))
          .as(metric)
          .startsWith(words(verdict));
    }
  }

  @Test
  void answerIsTheVerdictOnTtftAndTheTableStandsBeforeTheCharts() {
    ResultsPage page = open();

    assertThat(page.awaitHeadline("a difference"))
        .containsPattern(
            "^busy is slower: .* times.* the TTFT p\\d+ of plain at 2 users"
                + " \\(95.*; .*\\S+ ms against \\S+ ms\\)");
    assertThat(page.awaitShown("seen").getText()).contains("plain has TTFT", "busy has TTFT");
    assertThat(page.awaitShown("verdicts").getLocation().getY())
        .isLessThan(page.awaitShown("chart-load").getLocation().getY());
  }

  @Test
  void aServerThatBurnsCpuIsSlowerAndTheWordHasAColour() {
    ResultsPage page = open();

    assertThat(page.rows("verdicts").getFirst().get(2)).startsWith("slower ");
    assertThat(STAGE.browser().count("[data-testid='verdicts'] .is-worse")).isPositive();
  }

  @Test
  void tableHasTheNumbersOfBothServers() throws IOException {
    ResultsPage page = open();
    JsonNode levels = new ObjectMapper().readTree(compare.result().toFile()).path("levels");

    int p50 = page.columns("levels-table").indexOf("TTFT p50, ms");

    assertThat(levels).hasSize(2);
    for (JsonNode level : levels) {
      assertThat(page.numbers())
          .anySatisfy(
              row -> {
                assertThat(row.getFirst()).isEqualTo(level.path("target").asText());
                assertThat(row.get(1)).isEqualTo("2 users");
                assertThat(row.get(p50))
                    .startsWith(ShownNumbers.format(level.path("ttft_p50").asDouble()));
              });
    }
  }

  @Test
  void reportOfAComparisonHasItsVerdicts() {
    ResultsPage page = ResultsPage.openReport(STAGE.browser(), compare.report(), "");

    assertThat(page.rows("verdicts").getFirst().getFirst()).isEqualTo("busy");
    assertThat(STAGE.browser().policyViolations()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"light", "dark"})
  void axeFindsNothingSerious(String scheme) {
    STAGE.browser().preferColorScheme(scheme);
    open().openEverything();

    assertThat(AxeFaults.seriousFaults(STAGE.browser())).isEmpty();
  }

  @Test
  void phoneShowsItWithoutScrollingSideways() {
    STAGE.browser().resize(390, 844);
    open();

    assertThat(STAGE.browser().overflow()).isLessThanOrEqualTo(0);
    double cut =
        STAGE
            .browser()
            .number(
                "Math.max(...[...document.querySelectorAll('.verdicts .wide-table')]"
                    + ".map((table) => table.scrollWidth - table.clientWidth))");
    assertThat(cut).as("px of the verdicts that are cut off").isLessThanOrEqualTo(0);
  }

  @Test
  void phoneHasTheVerdictsAsATableThatNamesTheMetricInEachCell() {
    STAGE.browser().resize(390, 844);
    ResultsPage page = open();
    WebElement verdicts = page.awaitShown("verdicts");

    assertThat(page.rows("verdicts").getFirst().get(2)).startsWith("TTFT p50").contains("slower ");
    assertThat(
            Stream.of("table", "tbody tr", "tbody th", "tbody td")
                .map(part -> verdicts.findElement(By.cssSelector(part)).getAriaRole()))
        .containsExactly("table", "row", "rowheader", "cell");
    assertThat(AxeFaults.seriousFaults(STAGE.browser())).isEmpty();
  }

  @ParameterizedTest
  @Tag("long")
  @CsvSource({"light, 1280", "light, 390", "dark, 1280", "dark, 390"})
  void comparisonIsPictured(String scheme, int width) {
    STAGE.browser().preferColorScheme(scheme);
    open();
    STAGE.browser().fit(width, 900, ".sheet");
    Path picture = Stage.screenshot("comparison-%s-%d".formatted(scheme, width));

    STAGE.browser().saveScreenshot(picture);

    assertThat(picture).exists();
  }

  /** Opens both files of the comparison, which become one. */
  private static ResultsPage open() {
    ResultsPage page = ResultsPage.open(STAGE.browser(), STAGE.proxy().url());
    page.openFiles(compare.result(), compare.comparison());
    page.awaitShown("verdicts");
    page.awaitShown("chart-distribution");
    return page;
  }

  /** Start of the words of a verdict. */
  private static String words(JsonNode verdict) {
    String metric = verdict.path("metric").asText();
    String ratio = ShownNumbers.format(verdict.path("ratio").asDouble()) + "×";
    return switch (verdict.path("verdict").asText()) {
      case "faster" -> WORDS.getOrDefault(metric, List.of("faster", "slower")).get(0) + " " + ratio;
      case "slower" -> WORDS.getOrDefault(metric, List.of("faster", "slower")).get(1) + " " + ratio;
      default -> noDifference(verdict);
    };
  }

  private static String noDifference(JsonNode verdict) {
    if (verdict.path("below_measurement_error").asBoolean()) {
      return "no difference: below the measurement error";
    }
    JsonNode visible = verdict.path("smallest_visible");
    return visible.isNull() || visible.asDouble() >= 10
        ? "too few rounds"
        : "no difference visible";
  }
}
