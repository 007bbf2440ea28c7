package dev.firsttoken.bench.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.firsttoken.bench.report.export.ResultJson;
import dev.firsttoken.bench.result.Summarizer;
import dev.firsttoken.bench.samples.Arrivals;
import dev.firsttoken.bench.samples.Level;
import dev.firsttoken.bench.samples.LevelEnd;
import dev.firsttoken.bench.samples.Outcome;
import dev.firsttoken.bench.samples.TestRun;
import dev.firsttoken.bench.samples.TestSample;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ExitStatusTest {
  private static final int SENT_REQUESTS = 2;
  private static final String MET_SLO = "ttft:p95<300ms";
  private static final String MISSED_SLO = "ttft:p95<1us";

  /** Returns the summary of a level that counted two sent requests. */
  private static Summarizer summary(String slo, TestSample... samples) {
    return summaryWithSent(slo, SENT_REQUESTS, samples);
  }

  private static Summarizer summaryWithSent(String slo, int sent, TestSample... samples) {
    Level timed = new Level(1, 0, null, 0, 1_000_000_000, 0, 0);
    Summarizer summarizer =
        TestRun.summary(TestRun.header("sweep", Map.of("slo", slo)), List.of(timed));
    for (TestSample sample : samples) {
      summarizer.add(sample.sample());
    }
    summarizer.add(new LevelEnd(0, 0, 0, sent, null, null, null, null));
    return summarizer;
  }

  private static TestSample success() {
    return TestSample.at(0, 1_000_000);
  }

  private static TestSample failure() {
    return success().failed(Outcome.HTTP_STATUS, "503");
  }

  private static int status(Summarizer summarizer) {
    return ExitStatus.statusFor(summarizer.result(false));
  }

  @Test
  void warningsAloneAreNoFailure() {
    assertThat(status(summary(MET_SLO, success(), success()))).isEqualTo(ExitStatus.SUCCESS);
  }

  @Test
  void missedSloHasItsOwnStatus() {
    assertThat(status(summary(MISSED_SLO, success(), success()))).isEqualTo(ExitStatus.SLO_MISSED);
  }

  @Test
  void failedRequestsAreAFailureUnlessTheSloAllowsThem() {
    assertThat(status(summary(MET_SLO, success(), failure()))).isEqualTo(ExitStatus.FAILED);
    assertThat(status(summary("error<60%", success(), failure()))).isEqualTo(ExitStatus.SUCCESS);
  }

  @Test
  void inconsistentCountsAreAFailureWithAnySlo() {
    for (String slo : new String[] {MET_SLO, MISSED_SLO}) {
      assertThat(status(summary(slo, success()))).as(slo).isEqualTo(ExitStatus.FAILED);
    }
  }

  @Test
  void levelWithoutResponsesIsAFailureEvenIfTheSloAllowsIt() {
    assertThat(status(summary("error<=100%", failure(), failure()))).isEqualTo(ExitStatus.FAILED);
  }

  @Test
  void levelWithoutRequestsIsAFailure() {
    Summarizer nothing = summaryWithSent("rps>=0", 0);
    assertThat(status(nothing)).isEqualTo(ExitStatus.FAILED);
    assertThat(ResultJson.format(nothing.result(false)))
        .contains("\"nothing_sent\"", "Raise --duration");
    assertThat(ResultJson.format(nothing.result(true))).doesNotContain("nothing_sent");
  }

  @Test
  void interruptedRunIsAFailure() {
    assertThat(ExitStatus.statusFor(summary(MET_SLO, success(), success()).result(true)))
        .isEqualTo(ExitStatus.FAILED);
  }

  @Test
  void searchThatFoundALoadSucceedsEvenIfHigherProbesFail() {
    Level one = new Level(1, 0, null, 1, 0, 0, 0);
    Level two = new Level(2, 0, null, 1, 0, 0, 0);
    Map<String, Object> options = Map.of("slo", MET_SLO, "find-max", "true");
    Summarizer summarizer = TestRun.summary(TestRun.header("sweep", options), List.of(one, two));
    summarizer.add(success().sample());
    summarizer.add(new LevelEnd(0, 0, 0, 1, null, null, null, null));
    summarizer.add(failure().level(1).sample());
    summarizer.add(new LevelEnd(1, 0, 0, 1, null, null, null, null));
    assertThat(status(summarizer)).isEqualTo(ExitStatus.SUCCESS);
  }

  @Test
  void searchWhoseMinimumLoadFailsHasMissedTheSlo() {
    Level rate = new Level(0, 1, Arrivals.CONSTANT, 2, 0, 0, 0);
    Map<String, Object> options = Map.of("slo", MET_SLO, "find-max", "true", "max-in-flight", "1");
    Summarizer summarizer = TestRun.summary(TestRun.header("sweep", options), List.of(rate));
    long second = 1_000_000_000;
    summarizer.add(TestSample.at(0, 1_000_000).dueAt(0).sample());
    summarizer.add(TestSample.at(3 * second, 3 * second + 1_000_000).dueAt(second).sample());
    LevelEnd.InFlight full = new LevelEnd.InFlight(0, 0, 0, 1);
    summarizer.add(new LevelEnd(0, 0, 0, 2, full, null, null, null));
    assertThat(status(summarizer)).isEqualTo(ExitStatus.SLO_MISSED);
  }
}
