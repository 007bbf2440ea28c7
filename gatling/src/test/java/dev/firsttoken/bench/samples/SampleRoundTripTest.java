package dev.firsttoken.bench.samples;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SampleRoundTripTest {
  @TempDir Path dir;

  @ParameterizedTest(name = "seed {0}")
  @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10})
  void everyFieldOfEveryEntryIsReadBack(long seed) {
    RandomSamples random = new RandomSamples(seed);
    RunHeader header = random.header();
    List<Entry> written = new ArrayList<>();
    try (SampleLog log = SampleLog.open(dir, header, entry -> {})) {
      written.add(random.begin());
      for (int i = 0; i < 50; i++) {
        written.add(random.sample());
      }
      written.add(random.end());
      written.forEach(log::append);
      log.markRunEnd(RunEnd.COMPLETE);
    }
    SampleFile file = SampleFile.open(dir.resolve(SampleLog.FILE_NAME));
    List<Entry> read = new ArrayList<>();
    assertThat(file.forEach(read::add)).isEqualTo(RunEnd.COMPLETE);
    assertThat(file.header()).isEqualTo(header);
    assertThat(read).usingRecursiveComparison().isEqualTo(written);
  }

  @Test
  void plainResponseHasNoEventsAndIsReadBack() {
    Level plan = Level.closed(1, 1, 0).ofKind(RequestKind.MICRO);
    Sample sample = TestSample.at(10, 50).plain(30, 1024).sample();
    List<Entry> read = new ArrayList<>();
    try (SampleLog log = SampleLog.open(dir, TestRun.header("micro", Map.of()), entry -> {})) {
      log.append(new LevelBegin(0, plan));
      log.append(sample);
    }
    SampleFile.open(dir.resolve(SampleLog.FILE_NAME)).forEach(read::add);
    assertThat(read).usingRecursiveComparison().isEqualTo(List.of(new LevelBegin(0, plan), sample));
  }

  @Test
  void plainResponseWithoutHeadersIsInvalid() {
    try (SampleLog log = SampleLog.open(dir, TestRun.header("micro", Map.of()), entry -> {})) {
      log.append(new LevelBegin(0, Level.closed(1, 1, 0).ofKind(RequestKind.MICRO)));
      log.append(TestSample.at(10, 50).plain(Sample.NONE, 1024).sample());
    }
    SampleFile file = SampleFile.open(dir.resolve(SampleLog.FILE_NAME));
    assertThatThrownBy(() -> file.forEach(entry -> {}))
        .hasMessageContaining("line 3 is invalid")
        .hasMessageContaining("head is missing");
  }

  @Test
  void targetsOfAComparisonAndTheirFailuresAreReadBack() {
    RunHeader header =
        TestRun.header("compare", Map.of("mode", "synthetic"))
            .withTargets(
                List.of(
                    new RunHeader.Target("a", "http://localhost:1/v1", 5_000_000L, null),
                    new RunHeader.Target("b", "", null, "b needs node.")));
    Entry failure = new Entry.TargetFailure(-1, "a", "it ended with exit status 1.");
    try (SampleLog log = SampleLog.open(dir, header, entry -> {})) {
      log.append(failure);
      log.markRunEnd(RunEnd.COMPLETE);
    }
    SampleFile file = SampleFile.open(dir.resolve(SampleLog.FILE_NAME));
    List<Entry> read = new ArrayList<>();
    assertThat(file.forEach(read::add)).isEqualTo(RunEnd.COMPLETE);
    assertThat(file.header()).isEqualTo(header);
    assertThat(read).containsExactly(failure);
  }

  @Test
  void fieldNamesOfTheFileFormatDifferFromComponentNames() {
    LevelEnd end =
        new LevelEnd(
            0,
            0,
            0,
            0,
            new LevelEnd.InFlight(0, 0, 0, 4),
            new LevelEnd.ClientCost(0, 0, 0, 0, 0, 6, 0, 0, null, null, null),
            null,
            new LevelEnd.ServerMetrics("url", Map.of(), null, 0, null, null, null));
    JsonNode tree = RecordJson.toTree(end);
    assertThat(tree.at("/in_flight/most").asInt()).isEqualTo(4);
    assertThat(tree.at("/client/loop_delay_most_nanos").asInt()).isEqualTo(6);
    assertThat(tree.at("/says/from").asText()).isEqualTo("url");
  }
}
