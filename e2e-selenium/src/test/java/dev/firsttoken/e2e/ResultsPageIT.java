package dev.firsttoken.e2e;

import static dev.firsttoken.e2e.Sentences.assertIsSentence;
import static org.assertj.core.api.Assertions.assertThat;

import dev.firsttoken.e2e.page.ResultsPage;
import dev.firsttoken.e2e.servers.BenchSweep;
import dev.firsttoken.e2e.servers.FinishedRun;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.Map;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.openqa.selenium.Keys;

/** Results of the bench on the proxy's page. */
class ResultsPageIT {
  private static final Path FOLDER = temporaryFolder();

  @RegisterExtension
  static final Stage STAGE =
      Stage.with(Map.of("LLM_MODEL", "synthetic", "RESULTS_DIR", FOLDER.toString()));

  static FinishedRun sweep = FinishedRun.NONE;
  static Path copy = Path.of("");

  private static Path temporaryFolder() {
    try {
      return Files.createTempDirectory("results");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @BeforeAll
  static void sweep() throws IOException {
    sweep = BenchSweep.run(STAGE.proxy().url(), FOLDER);
    copy = Files.copy(sweep.result(), FOLDER.resolve("second.json"));
  }

  @AfterAll
  static void deleteFolder() throws IOException {
    try (Stream<Path> files = Files.walk(FOLDER)) {
      files.sorted(Comparator.reverseOrder()).forEach(file -> file.toFile().delete());
    }
  }

  @Test
  void listedResultOpensAndItsLinkOpensItAgain() {
    ResultsPage page = ResultsPage.open(STAGE.browser(), STAGE.proxy().url());
    page.toggleListed("first-sweep");
    page.awaitHeadline("synthetic has TTFT p95");
    page.chooseMetric("ICL p99");
    String headline = page.awaitHeadline("ICL p99");

    String link = Objects.requireNonNull(STAGE.browser().driver().getCurrentUrl());
    STAGE.browser().open("about:blank");
    STAGE.browser().open(link);

    assertThat(page.awaitHeadline("ICL p99")).isEqualTo(headline);
    assertThat(STAGE.browser().policyViolations()).isEmpty();
  }

  @Test
  void twoResultsLieSideBySide() {
    ResultsPage page = ResultsPage.open(STAGE.browser(), STAGE.proxy().url());

    page.openFiles(sweep.result(), copy);

    assertThat(page.awaitHeadline("second.json")).contains("result.json");
    assertThat(page.awaitShown("no-verdict").getText()).contains("./bench compare A B");
    assertThat(page.numbers()).hasSize(2 * BenchSweep.LEVELS);
    assertThat(STAGE.browser().count("[data-testid='chart-load'] .series-line")).isEqualTo(2);
  }

  /** 24 responses have a p99 that is in doubt, which the distribution shows. */
  @Test
  void reasonOfAMarkStaysUnderThePointerAndEscClosesIt() {
    ResultsPage page = ResultsPage.open(STAGE.browser(), STAGE.proxy().url());
    page.openFiles(sweep.result());
    page.awaitHeadline("TTFT p95");

    page.pointAtMark("chart-distribution");
    String reason = page.pointAtReason("chart-distribution");
    assertThat(reason)
        .contains("24 responses: p99 is the slowest of them.")
        .containsOnlyOnce("4 users:");
    assertThat(reason.lines()).hasSizeGreaterThan(1);
    STAGE.browser().keys().sendKeys(Keys.ESCAPE).perform();

    page.awaitNoReason("chart-distribution");
    assertThat(STAGE.browser().count(".doubt-reasons:not([hidden])")).isZero();
  }

  @Test
  void truncatedResultIsASentence() throws IOException {
    String whole = Files.readString(sweep.result());
    Path truncated =
        Files.writeString(FOLDER.resolve("cut.json"), whole.substring(0, whole.length() / 2));
    ResultsPage page = ResultsPage.open(STAGE.browser(), STAGE.proxy().url());

    page.openFiles(truncated);

    String refusal = page.awaitShown("refusals").getText();
    assertThat(refusal).startsWith("cut.json is not JSON");
    assertIsSentence(refusal.substring(refusal.indexOf("Copy")));
  }

  @Test
  void hugeFileIsASentenceAndIsNotRead() throws IOException {
    Path huge = FOLDER.resolve("huge.json");
    try (RandomAccessFile file = new RandomAccessFile(huge.toFile(), "rw")) {
      file.setLength(200L * 1024 * 1024); // Sparse: it takes no room.
    }
    ResultsPage page = ResultsPage.open(STAGE.browser(), STAGE.proxy().url());

    page.openFiles(huge);

    assertThat(page.awaitShown("refusals").getText()).contains("huge.json has 200 MiB");
    Files.delete(huge);
  }

  @Test
  void hostileModelNameIsText() throws IOException {
    String name = "</script><img src=x onerror='window.injected=1'>";
    String json =
        Files.readString(sweep.result())
            .replaceAll(
                "\"model\"\\s*:\\s*\"synthetic\"",
                Matcher.quoteReplacement("\"model\": \"" + name + "\""));
    Path hostile = Files.writeString(FOLDER.resolve("hostile.json"), json);
    ResultsPage page = ResultsPage.open(STAGE.browser(), STAGE.proxy().url());

    page.openFiles(hostile);

    assertThat(page.awaitHeadline("TTFT p95")).contains(name);
    assertThat(STAGE.browser().run("return window.injected === undefined")).isEqualTo(true);
  }

  @Test
  @Tag("long")
  void listAndPartialRunArePictured() throws IOException {
    String partial =
        Files.readString(sweep.result())
            .replaceFirst("\"partial\"\\s*:\\s*false", "\"partial\": true");
    Path interrupted = Files.writeString(FOLDER.resolve("interrupted.json"), partial);
    ResultsPage page = ResultsPage.open(STAGE.browser(), STAGE.proxy().url());
    page.awaitShown("results-list");
    STAGE.saveScreenshot("results-list");

    page.openFiles(interrupted).awaitHeadline("TTFT p95");

    assertThat(page.awaitShown("trust").getText()).contains("was interrupted or stopped early");
    STAGE.saveScreenshot("results-partial");
  }
}
