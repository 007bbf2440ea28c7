package dev.firsttoken.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.firsttoken.e2e.page.ResultsPage;
import dev.firsttoken.e2e.servers.BenchWrk;
import dev.firsttoken.e2e.servers.FinishedRun;
import java.io.IOException;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** A result of the real wrk, on the results page and as a report. */
class WrkResultIT {
  private static final Pattern RATE =
      Pattern.compile(
          "([\\d\\u202f]+) responses/s over %d connections".formatted(BenchWrk.CONNECTIONS));

  @RegisterExtension static final Stage STAGE = Stage.synthetic();

  @TempDir static Path folder;
  static FinishedRun wrk = FinishedRun.NONE;

  @BeforeAll
  static void load() {
    assumeThat(BenchWrk.canRun()).as("wrk in PATH (apt-get install wrk)").isTrue();
    wrk = BenchWrk.run(STAGE.proxy().url(), folder);
  }

  private static JsonNode result() throws IOException {
    return new ObjectMapper().readTree(wrk.result().toFile());
  }

  private static void assertNumbersAreThoseOfTheResult(ResultsPage page) throws IOException {
    Matcher rate = RATE.matcher(page.awaitHeadline("responses/s"));
    assertThat(rate.find()).isTrue();
    assertThat(Long.parseLong(rate.group(1).replace("\u202f", "")))
        .isEqualTo(Math.round(result().path("rate").asDouble()));
    assertThat(page.numbers()).hasSize(1);
    for (String percentile : new String[] {"p50", "p99"}) {
      int column = page.columns().indexOf("E2E %s, ms".formatted(percentile));
      assertThat(column).as(percentile).isNotNegative();
      assertThat(page.numbers().getFirst().get(column))
          .startsWith(ShownNumbers.format(result().path("latency_ms").path(percentile).asDouble()));
    }
  }

  @Test
  void resultOpensOnThePageWithItsNumbers() throws IOException {
    ResultsPage page = ResultsPage.open(STAGE.browser(), STAGE.proxy().url());
    page.openFiles(wrk.result());

    assertNumbersAreThoseOfTheResult(page);
    assertThat(page.awaitShown("trust").getText()).contains("coordinated omission");
    assertThat(STAGE.browser().policyViolations()).isEmpty();
  }

  @Test
  void reportOpensFromDiskWithTheSameNumbers() throws IOException {
    ResultsPage page = ResultsPage.openReport(STAGE.browser(), wrk.report(), "");

    assertNumbersAreThoseOfTheResult(page);
    assertThat(STAGE.browser().policyViolations()).isEmpty();
    assertThat(STAGE.browser().consoleErrors()).isEmpty();
  }
}
