package dev.firsttoken.bench.merge;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.firsttoken.bench.report.export.ResultJson;
import dev.firsttoken.bench.result.Summarizer;
import dev.firsttoken.bench.samples.Level;
import dev.firsttoken.bench.samples.RequestKind;
import dev.firsttoken.bench.samples.RunHeader;
import dev.firsttoken.bench.samples.TestRun;
import dev.firsttoken.bench.samples.TestSample;
import dev.firsttoken.bench.summary.AskedVolume;
import dev.firsttoken.bench.trust.Warning;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Which levels of several results are merged into one. */
class MergedLevelsTest {
  private static final long MS_IN_NANOS = 1_000_000;
  private static final RunHeader HEADER = TestRun.header("sweep", Map.of("prompt", "p"));

  @Test
  void levelsOfDifferentLoadsStaySeparate() {
    ResultMerger resultMerger = new ResultMerger();
    long end = MS_IN_NANOS;
    for (int users : new int[] {1, 8, 1}) {
      end += MS_IN_NANOS;
      Summarizer summarizer = TestRun.summary(HEADER, List.of(Level.closed(users, 1, 0)));
      summarizer.add(TestSample.at(0, end).sample());
      resultMerger.add("r", ResultJson.format(summarizer.result(false)).getBytes(UTF_8));
    }
    assertThat(resultMerger.result().levels())
        .extracting(level -> level.level().label() + ": " + level.ok())
        .containsExactly("1: 2", "8: 1");
  }

  @Test
  void levelsOfDifferentTargetsAndRoundsStaySeparate() {
    ResultMerger resultMerger = new ResultMerger();
    long end = MS_IN_NANOS;
    for (Level plan : List.of(plan("a", 1), plan("a", 2), plan("b", 1), plan("a", 1))) {
      end += MS_IN_NANOS;
      Summarizer summarizer = TestRun.summary(HEADER, List.of(plan));
      summarizer.add(TestSample.at(0, end).sample());
      resultMerger.add("r", ResultJson.format(summarizer.result(false)).getBytes(UTF_8));
    }
    assertThat(resultMerger.result().levels())
        .extracting(
            level -> level.level().target() + " " + level.level().round() + ": " + level.ok())
        .containsExactly("a 1: 2", "a 2: 1", "b 1: 1");
  }

  @Test
  void lengthsThatWereAskedForAreAddedUp() {
    ResultMerger resultMerger = new ResultMerger();
    long end = MS_IN_NANOS;
    for (long tokens : new long[] {90, 40, 100}) {
      end += MS_IN_NANOS;
      Summarizer summarizer = TestRun.summary(HEADER, List.of(Level.closed(1, 1, 0)));
      summarizer.add(TestSample.at(0, end).tokens(tokens).asked(500, 100).sample());
      resultMerger.add("r", ResultJson.format(summarizer.result(false)).getBytes(UTF_8));
    }

    assertThat(resultMerger.result().levels().getFirst().summary().volume().asked())
        .isEqualTo(new AskedVolume(1500, 300, 3, 2, new AskedVolume.Shortest(40, 100)));
    assertThat(resultMerger.result().warnings())
        .filteredOn(warning -> warning.code() == Warning.Code.SHORT_RESPONSES)
        .hasSize(1);
  }

  private static Level plan(String target, int round) {
    return new Level(target, round, RequestKind.CHAT, 1, 0, null, 1, 0, 0, 0);
  }
}
