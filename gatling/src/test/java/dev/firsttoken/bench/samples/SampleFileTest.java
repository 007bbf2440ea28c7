package dev.firsttoken.bench.samples;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.LongStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SampleFileTest {
  @TempDir Path dir;
  private Path file = Path.of("");

  @BeforeEach
  void inTheFolderOfTheTest() {
    file = dir.resolve(SampleLog.FILE);
  }

  @Test
  void aLineCutAtAnyByteIsLeftOutAndTold() throws IOException {
    write(TestSample.at(0, 1000).sample(), TestSample.at(2000, 3000).sample());
    byte[] whole = Files.readAllBytes(file);
    int lastLine = startOfLine(whole, 3);
    for (int length = lastLine + 1; length < whole.length - 1; length++) {
      Files.write(file, Arrays.copyOf(whole, length));
      List<Sample> read = new ArrayList<>();
      assertThat(SampleFile.open(file).forEach(read::add)).as("%d bytes", length).isFalse();
      assertThat(read).hasSize(1);
    }
  }

  @Test
  void aLastLineThatLacksOnlyItsLineFeedCounts() throws IOException {
    write(TestSample.at(0, 1000).sample());
    byte[] whole = Files.readAllBytes(file);
    Files.write(file, Arrays.copyOf(whole, whole.length - 1));
    List<Sample> read = new ArrayList<>();
    assertThat(SampleFile.open(file).forEach(read::add)).isTrue();
    assertThat(read).hasSize(1);
  }

  @Test
  void aFileThatEndsAfterItsHeaderIsWholeAndEmpty() {
    write();
    assertThat(SampleFile.open(file).forEach(sample -> assertThat(sample).isNull())).isTrue();
  }

  @Test
  void aBadLineNamesItsNumber() throws IOException {
    write(TestSample.at(0, 1000).sample());
    for (String bad :
        List.of(
            "nonsense",
            "",
            "[1]",
            "{\"level\":0}",
            "{\"level\":0,\"outcome\":\"ok\"",
            "{\"level\":0,\"outcome\":\"ok\"} {}",
            with("\"outcome\":\"fine\""),
            with("\"events\":[]"),
            with("\"level\":9"),
            with("\"level\":\"x\""),
            with("\"stamps\":[1]"),
            with("\"first_answer\":1"))) {
      List<String> lines = new ArrayList<>(Files.readAllLines(file).subList(0, 2));
      lines.add(bad);
      lines.add(lines.get(1));
      Files.write(file, lines);
      assertThatThrownBy(() -> SampleFile.open(file).forEach(sample -> {}))
          .as(bad)
          .isInstanceOf(UncheckedIOException.class)
          .hasMessageContaining("line 3 is no sample");
    }
  }

  @Test
  void keysOfALaterVersionArePassedOver() throws IOException {
    write();
    String later = with("\"level\":1,\"new\":{\"a\":[1]},\"other\":[2]") + "\n";
    Files.writeString(file, Files.readString(file) + later);
    List<Sample> read = new ArrayList<>();
    SampleFile.open(file).forEach(read::add);
    assertThat(read).singleElement().extracting(Sample::level).isEqualTo(1);
  }

  @Test
  void aLineLongerThanAnyBufferIsReadWhole() {
    Sample longest =
        TestSample.at(0, 1_000_000)
            .events(LongStream.rangeClosed(1, 100_000).map(i -> i * 1_000_000_000).toArray())
            .sample();
    write(TestSample.at(0, 1).sample(), longest, TestSample.at(0, 2).sample());
    List<Sample> read = new ArrayList<>();
    assertThat(SampleFile.open(file).forEach(read::add)).isTrue();
    assertThat(read).hasSize(3);
    assertThat(read.get(1).eventNanos()).isEqualTo(longest.eventNanos());
  }

  @Test
  void whatIsNoSampleFileIsNamed() throws IOException {
    assertThatThrownBy(() -> SampleFile.open(file)).hasMessageContaining(file.toString());
    for (String start : List.of("", "{", "no", "{\"schema\":\"other/1\"}\n", "[]\n", "{}\n")) {
      Files.writeString(file, start);
      assertThatThrownBy(() -> SampleFile.open(file))
          .as(start)
          .isInstanceOf(UncheckedIOException.class)
          .hasMessageContaining(file + " is no sample file");
    }
  }

  /** A good line, but for the fields given, which come last and so count. */
  private static String with(String fields) {
    return "{\"level\":0,\"send\":0,\"end\":1,\"events\":[1],\"outcome\":\"ok\"," + fields + "}";
  }

  private void write(Sample... samples) {
    try (SampleLog log = SampleLog.open(dir, new RandomSamples(1).header())) {
      for (Sample sample : samples) {
        log.append(sample);
      }
    }
  }

  private static int startOfLine(byte[] bytes, int number) {
    int line = 1;
    for (int i = 0; i < bytes.length; i++) {
      if (bytes[i] == '\n' && ++line == number) {
        return i + 1;
      }
    }
    throw new IllegalArgumentException("no line " + number);
  }
}
