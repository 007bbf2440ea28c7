package dev.firsttoken.bench.merge;

import static dev.firsttoken.bench.compare.TestComparison.doubting;
import static dev.firsttoken.bench.compare.TestComparison.rounds;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.firsttoken.bench.compare.CompareMode;
import dev.firsttoken.bench.compare.RandomRounds;
import dev.firsttoken.bench.compare.TestComparison;
import dev.firsttoken.bench.report.export.ResultJson;
import dev.firsttoken.bench.result.Result;
import dev.firsttoken.bench.result.RoundMetric;
import dev.firsttoken.bench.result.RoundResult;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EarlierResultTest {
  private static final ObjectMapper JSON = new ObjectMapper();

  @TempDir private Path dir;

  private Path write(Result result) throws IOException {
    return Files.writeString(dir.resolve("result.json"), ResultJson.format(result));
  }

  private static Result result(List<RoundResult> rounds) {
    return TestComparison.with(Map.of()).level("default", 8, rounds).result();
  }

  @Test
  void roundsAreReadBackWithTheirDoubts() throws IOException {
    List<RoundResult> rounds =
        doubting(rounds(RoundMetric.TTFT_P50, 10.5, 11.25, 12), 2, "It stopped.");

    assertThat(EarlierResult.read(write(result(rounds))).levels().getFirst().rounds())
        .isEqualTo(rounds);
  }

  @Test
  void everyMetricIsReadBackToThreeDecimals() throws IOException {
    List<RoundResult> rounds = new RandomRounds(1, 0.05).of(CompareMode.RELAY, 3, 1);
    List<RoundResult> read = EarlierResult.read(write(result(rounds))).levels().getFirst().rounds();

    for (int i = 0; i < 3; i++) {
      for (RoundMetric metric : rounds.get(i).values().keySet()) {
        assertThat(read.get(i).value(metric))
            .as("%s of round %d", metric, i + 1)
            .isBetween(rounds.get(i).value(metric) - 0.0006, rounds.get(i).value(metric) + 0.0006);
      }
    }
  }

  @Test
  void resultWithoutRoundsIsRefusedWithTheWayOut() throws IOException {
    Path file = write(result(rounds(RoundMetric.RPS, 10)));

    assertThatThrownBy(() -> EarlierResult.read(file))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith(file.toString())
        .hasMessageContaining("fewer than 2 rounds at c=8")
        .hasMessageEndingWith("measure it with ./bench sweep --rounds=10");
  }

  @Test
  void plainRequestsAreMeasuredAgainByTheirOwnCommand() throws IOException {
    Path file = write(result(rounds(RoundMetric.RPS, 10)));
    ObjectNode tree = (ObjectNode) JSON.readTree(file.toFile());
    ((ObjectNode) tree.at("/levels/0")).put("kind", "micro");
    Files.writeString(file, tree.toString());

    assertThatThrownBy(() -> EarlierResult.read(file))
        .hasMessageEndingWith("measure it with ./bench micro --rounds=10");
  }

  @Test
  void directoryOfARunIsReadByItsResult() throws IOException {
    Path file = write(result(rounds(RoundMetric.RPS, 10, 11)));
    Path run = Files.createDirectory(dir.resolve("run"));
    Files.move(file, run.resolve("result.json"));

    assertThat(EarlierResult.read(run).levels()).hasSize(1);
  }

  @Test
  void directoryWithoutAResultIsRefusedWithTheWayOut() throws IOException {
    Path empty = Files.createDirectory(dir.resolve("empty"));
    assertThatThrownBy(() -> EarlierResult.read(empty))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(empty + " contains no result.json: give the directory of a run");

    Files.createFile(empty.resolve("samples.jsonl.gz"));
    assertThatThrownBy(() -> EarlierResult.read(empty))
        .hasMessage(
            "%s contains no result.json, but the samples of a run: make it with ./bench report %s"
                .formatted(empty, empty));
  }

  @Test
  void resultOfSeveralTargetsIsRefusedByName() throws IOException {
    Path file =
        write(
            TestComparison.with(Map.of())
                .level("one", 8, rounds(RoundMetric.RPS, 10, 11))
                .level("two", 8, rounds(RoundMetric.RPS, 10, 11))
                .result());

    assertThatThrownBy(() -> EarlierResult.read(file)).hasMessageContaining("(one, two)");
  }

  @Test
  void invalidRoundNamesFileAndField() throws IOException {
    assertRejected("/levels/0/rounds/1/round", round -> round.put("round", 1));
    assertRejected("/levels/0/rounds/1/round", round -> round.put("round", 0));
    assertRejected("/levels/0/rounds/1/ttft_p50", round -> round.put("ttft_p50", -1));
    assertRejected("/levels/0/rounds/1/ttft_p50", round -> round.put("ttft_p50", "fast"));
    assertRejected("/levels/0/rounds/1/doubt", round -> round.put("doubt", "It stopped."));
    assertRejected("/levels/0/rounds/1/valid", round -> round.remove("valid"));
  }

  private void assertRejected(String field, Consumer<ObjectNode> change) throws IOException {
    Path file = write(result(rounds(RoundMetric.TTFT_P50, 10, 11)));
    ObjectNode tree = (ObjectNode) JSON.readTree(file.toFile());
    change.accept((ObjectNode) tree.at("/levels/0/rounds/1"));
    Files.writeString(file, tree.toString());

    assertThatThrownBy(() -> EarlierResult.read(file))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith(file.toString())
        .hasMessageContaining(field.substring(1));
  }
}
