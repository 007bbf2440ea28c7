package dev.firsttoken.bench.wrk;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.firsttoken.bench.samples.LevelEnd.ServerCost;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class WrkFolderTest {
  private static final ServerCost COST = new ServerCost(1, 2, 3, 4, 5, "port 8080");

  @TempDir Path dir;
  private WrkFolder folder;

  @BeforeEach
  void writeOneRun() throws IOException {
    folder = new WrkFolder(dir);
    folder.begin(new TestRuns().target("one").result().header());
    Files.writeString(folder.resolve("raw/1-one.txt"), RecordedOutput.read("wrk2-plain-ok").text());
    folder.add(run(1, Ending.EXITED, 0));
  }

  private static RunRecord run(int round, Ending ending, @Nullable Integer status) {
    return new RunRecord(
        "one", round, "now", "raw/%d-one.txt".formatted(round), ending, status, null, COST, 7L);
  }

  @Test
  void whatWasWrittenIsReadAndParsed() {
    folder.end();

    WrkResult result = folder.read();

    assertThat(folder.exists()).isTrue();
    assertThat(result.partial()).isFalse();
    assertThat(result.header()).isEqualTo(new TestRuns().target("one").result().header());
    WrkRun run = result.runs().getFirst();
    assertThat(requireNonNull(run.output()).requests()).isEqualTo(19_876);
    assertThat(run.line().server()).isEqualTo(COST);
    assertThat(run.line().toolCpuNanos()).isEqualTo(7);
    assertThat(result.isComplete()).isTrue();
  }

  @Test
  void runOfAnEarlierVersionHasNoCpuTimeOfTheTool() throws IOException {
    Path file = dir.resolve(WrkFolder.FILE);
    String text = Files.readString(file);
    assertThat(text).contains(",\"tool_cpu_nanos\":7");
    Files.writeString(file, text.replace(",\"tool_cpu_nanos\":7", ""));

    assertThat(folder.read().runs().getFirst().line().toolCpuNanos()).isNull();
    assertThat(folder.read().runs().getFirst().output()).isNotNull();
  }

  @Test
  void withoutItsLastLineItIsPartial() {
    assertThat(folder.read().partial()).isTrue();
    assertThat(folder.read().runs()).hasSize(1);
    assertThat(folder.read().isComplete()).isFalse();
  }

  @Test
  void lineThatIsCutEndsTheFile() throws IOException {
    folder.add(run(2, Ending.EXITED, 0));
    Path file = dir.resolve(WrkFolder.FILE);
    String text = Files.readString(file);
    for (int cut = text.indexOf('\n') + 1; cut < text.length(); cut += 11) {
      Files.writeString(file, text.substring(0, cut));
      WrkResult result = folder.read();
      assertThat(result.partial()).isTrue();
      assertThat(result.runs()).hasSizeLessThanOrEqualTo(2);
    }
  }

  @Test
  void runsWithoutNumbersSayWhy() throws IOException {
    Files.writeString(folder.resolve("raw/2-one.txt"), RecordedOutput.read("wrk2-refused").text());
    folder.add(run(2, Ending.EXITED, 1));
    folder.add(run(3, Ending.TIMED_OUT, null));
    Files.writeString(folder.resolve("raw/4-one.txt"), "Running 10s test\n  2 threads");
    folder.add(run(4, Ending.EXITED, 0));
    folder.add(run(5, Ending.EXITED, 0));
    folder.end();

    WrkResult result = folder.read();

    assertThat(result.isComplete()).isFalse();
    assertThat(result.runs().stream().skip(1).map(WrkRun::failure))
        .isEqualTo(
            List.of(
                "wrk2 ended with exit status 1: unable to connect to 127.0.0.1:18998 Connection"
                    + " refused",
                "wrk2 did not end after its duration, so it was ended",
                "wrk2 printed no complete result: its output ends with \"2 threads\"",
                "wrk2 printed no complete result: it printed nothing"));
  }

  @Test
  void fileOutsideOfTheDirectoryIsNotRead() {
    folder.add(
        new RunRecord("one", 2, "now", "raw/../../secret", Ending.EXITED, 0, null, null, null));

    assertThatThrownBy(folder::read)
        .isInstanceOf(UncheckedIOException.class)
        .hasMessageContaining("\"raw/../../secret\" is no file of a raw output");
  }

  @Test
  void fileWithoutAHeaderIsReported() throws IOException {
    for (String text :
        List.of("", "{}", "nonsense\n", "{\"schema\":\"firsttoken.wrk-runs/9\"}\n")) {
      Files.writeString(dir.resolve(WrkFolder.FILE), text);

      assertThatThrownBy(folder::read)
          .isInstanceOf(UncheckedIOException.class)
          .hasMessageContainingAll(WrkFolder.FILE, "no header of the schema firsttoken.wrk-runs/1");
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "null | target",
        "[] | target",
        "{} | target",
        "{'target':'one','round':2,'started_at':'now','ending':'exited'} | file",
        "{'target':'one','round':2,'started_at':'now','file':null,'ending':'exited'} | file",
        "{'target':'one','round':2,'started_at':'now','file':'raw/2-one.txt'} | ending",
        "{'target':'one','round':2,'started_at':'now','file':'raw/1.txt','ending':null} | ending"
      },
      quoteCharacter = '`')
  void runWithoutAFieldIsReported(String line, String field) throws IOException {
    Path file = dir.resolve(WrkFolder.FILE);
    Files.writeString(file, line.replace('\'', '"') + "\n", StandardOpenOption.APPEND);

    assertThatThrownBy(folder::read)
        .isInstanceOf(UncheckedIOException.class)
        .hasMessage("%s can't be read: run 2 has no \"%s\"".formatted(file, field));
  }

  @Test
  void headerWithANullIsReported() throws IOException {
    Path file = dir.resolve(WrkFolder.FILE);
    Files.writeString(file, Files.readString(file).replace("\"tool\":\"wrk2\"", "\"tool\":null"));

    assertThatThrownBy(folder::read)
        .isInstanceOf(UncheckedIOException.class)
        .hasMessageEndingWith("its header has no \"tool\"");
  }

  @Test
  void headerWithoutAFieldIsReported() throws IOException {
    Path file = dir.resolve(WrkFolder.FILE);
    Files.writeString(file, Files.readString(file).replace("\"tool\":", "\"tooool\":"));

    assertThatThrownBy(folder::read)
        .isInstanceOf(UncheckedIOException.class)
        .hasMessageContaining("tool");
  }
}
