package dev.firsttoken.bench.run;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import dev.firsttoken.bench.report.terminal.ProgressSnapshot;
import dev.firsttoken.bench.samples.Level;
import dev.firsttoken.bench.samples.LevelBegin;
import dev.firsttoken.bench.samples.LevelEnd;
import dev.firsttoken.bench.samples.Phase;
import dev.firsttoken.bench.samples.TestRun;
import dev.firsttoken.bench.samples.TestSample;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LiveSummaryTest {
  @TempDir Path dir;

  @Test
  void probeIsJudgedByItsFullLoadAndTheSearchByItsResult() {
    List<Boolean> judged = new ArrayList<>();
    LiveSummary liveSummary =
        new LiveSummary(
            dir,
            TestRun.header("sweep", Map.of("slo", "ttft:p95<300ms", "find-max", "true")),
            judged::add);

    probe(liveSummary, 0, 1);
    assertThat(judged).containsExactly(true);
    assertThat(liveSummary.meetsSlo()).isTrue();

    // Half of its requests are lost: the fast half alone proves nothing.
    probe(liveSummary, 1, 2);
    assertThat(judged).containsExactly(true, false);
    assertThat(liveSummary.meetsSlo()).isFalse();
  }

  @Test
  void progressIsThatOfTheCurrentLevel() {
    LiveSummary liveSummary = new LiveSummary(dir, TestRun.header("sweep", Map.of()), met -> {});
    assertThat(liveSummary.snapshot(0, 0, level -> 0)).isNull();
    probe(liveSummary, 0, 1);
    liveSummary.add(new LevelBegin(1, Level.closed(2, 10, 0)));

    liveSummary.add(TestSample.at(0, 1_000_000).level(0).warmup().sample());
    assertThat(requireNonNull(liveSummary.snapshot(3, 0, level -> 0)).phase())
        .isEqualTo(Phase.MEASURED);
    liveSummary.add(TestSample.at(0, 1_000_000).level(1).sample());

    ProgressSnapshot snapshot = requireNonNull(liveSummary.snapshot(3, 0, level -> 0));
    assertThat(snapshot.plan()).isEqualTo(Level.closed(2, 10, 0));
    assertThat(snapshot.ended()).isEqualTo(1);
    assertThat(snapshot.inFlight()).isEqualTo(3);
  }

  /** A probe that sends this many requests and gets one response. */
  private static void probe(LiveSummary liveSummary, int index, int sent) {
    liveSummary.add(new LevelBegin(index, Level.closed(sent, sent, 0)));
    liveSummary.add(TestSample.at(0, 1_000_000).level(index).sample());
    liveSummary.add(new LevelEnd(index, 0, 0, sent, null, null, null, null));
  }
}
