package dev.firsttoken.bench.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.firsttoken.bench.samples.Level;
import dev.firsttoken.bench.samples.LevelEnd;
import dev.firsttoken.bench.samples.Outcome;
import dev.firsttoken.bench.samples.TestRun;
import dev.firsttoken.bench.samples.TestSample;
import dev.firsttoken.bench.summary.Summary;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ExitTest {
  private static final int SENT = 2;
  private static final String MET = "ttft:p95<300ms";
  private static final String MISSED = "ttft:p95<1us";

  /** A level that says that two were sent. */
  private static Summary sent(String slo, TestSample... samples) {
    return ended(slo, SENT, samples);
  }

  private static Summary ended(String slo, int sent, TestSample... samples) {
    Level timed = new Level(1, 0, null, 0, 1_000_000_000, 0, 0);
    Summary summary = TestRun.summary(TestRun.header("sweep", Map.of("slo", slo)), List.of(timed));
    for (TestSample sample : samples) {
      summary.add(sample.sample());
    }
    summary.add(new LevelEnd(0, 0, 0, sent, null, null, null, null));
    return summary;
  }

  private static TestSample answer() {
    return TestSample.at(0, 1_000_000);
  }

  private static TestSample failure() {
    return answer().failed(Outcome.HTTP_STATUS, "503");
  }

  private static int status(Summary summary) {
    return Exit.of(summary.result(false));
  }

  @Test
  void doubtsAloneAreNoFailure() {
    assertThat(status(sent(MET, answer(), answer()))).isEqualTo(Exit.DONE);
  }

  @Test
  void anSloThatIsMissedIsSaidByAStatusOfItsOwn() {
    assertThat(status(sent(MISSED, answer(), answer()))).isEqualTo(Exit.MISSED);
  }

  @Test
  void failuresAreOneUnlessTheSloAllowsThem() {
    assertThat(status(sent(MET, answer(), failure()))).isEqualTo(Exit.FAILED);
    assertThat(status(sent("error<60%", answer(), failure()))).isEqualTo(Exit.DONE);
  }

  @Test
  void numbersThatDoNotAddUpAreAFailureWhateverTheSloSays() {
    for (String slo : new String[] {MET, MISSED}) {
      assertThat(status(sent(slo, answer()))).as(slo).isEqualTo(Exit.FAILED);
    }
  }

  @Test
  void aLevelThatAnsweredNothingIsAFailureThoughTheSloAllowsIt() {
    assertThat(status(sent("error<=100%", failure(), failure()))).isEqualTo(Exit.FAILED);
  }

  @Test
  void aLevelThatSentNothingIsAFailure() {
    Summary nothing = ended("rps>=0", 0);
    assertThat(status(nothing)).isEqualTo(Exit.FAILED);
    assertThat(nothing.result(false).json()).contains("\"nothing_sent\"", "longer --duration");
    assertThat(nothing.result(true).json()).doesNotContain("nothing_sent");
  }

  @Test
  void aRunThatWasInterruptedIsAFailure() {
    assertThat(Exit.of(sent(MET, answer(), answer()).result(true))).isEqualTo(Exit.FAILED);
  }

  @Test
  void aSearchThatFoundALoadIsDoneWhateverBecameOfTheProbesBeyond() {
    Level one = new Level(1, 0, null, 1, 0, 0, 0);
    Level two = new Level(2, 0, null, 1, 0, 0, 0);
    Map<String, Object> options = Map.of("slo", MET, "find-max", "true");
    Summary summary = TestRun.summary(TestRun.header("sweep", options), List.of(one, two));
    summary.add(answer().sample());
    summary.add(new LevelEnd(0, 0, 0, 1, null, null, null, null));
    summary.add(failure().level(1).sample());
    summary.add(new LevelEnd(1, 0, 0, 1, null, null, null, null));
    assertThat(status(summary)).isEqualTo(Exit.DONE);
  }

  @Test
  void aSearchWhoseLeastLoadWasNotBorneHasMissed() {
    Level rate = new Level(0, 1, "constant", 2, 0, 0, 0);
    Map<String, Object> options = Map.of("slo", MET, "find-max", "true", "max-in-flight", "1");
    Summary summary = TestRun.summary(TestRun.header("sweep", options), List.of(rate));
    long second = 1_000_000_000;
    summary.add(TestSample.at(0, 1_000_000).due(0).sample());
    summary.add(TestSample.at(3 * second, 3 * second + 1_000_000).due(second).sample());
    LevelEnd.InFlight full = new LevelEnd.InFlight(0, 0, 0, 1);
    summary.add(new LevelEnd(0, 0, 0, 2, full, null, null, null));
    assertThat(status(summary)).isEqualTo(Exit.MISSED);
  }
}
