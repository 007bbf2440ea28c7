package dev.firsttoken.bench.samples;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.LongStream;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SampleFileTest {
  @TempDir Path dir;
  private Path file = Path.of("");

  @BeforeEach
  void setFile() {
    file = dir.resolve("samples.jsonl");
  }

  @Test
  void levelOfAnEarlierVersionHasTheDefaultTarget() throws IOException {
    write(TestSample.at(0, 1000).sample());
    String lines = Files.readString(file);
    String earlier = lines.replaceAll("\"target\":\"default\",\"round\":1,\"kind\":\"chat\",", "");
    assertThat(earlier).isNotEqualTo(lines).doesNotContain("target");
    Files.writeString(file, earlier);
    List<Entry> entries = new ArrayList<>();
    SampleFile.open(file).forEach(entries::add);
    assertThat(entries).contains(new LevelBegin(0, Level.closed(1, 2, 0)));
  }

  @Test
  void lineCutAtAnyByteIsSkippedAndReported() throws IOException {
    write(TestSample.at(0, 1000).sample(), TestSample.at(2000, 3000).sample());
    byte[] complete = Files.readAllBytes(file);
    int lastSample = startOfLine(complete, 4);
    int end = startOfLine(complete, 5);
    for (int length = lastSample + 1; length < complete.length - 1; length++) {
      Files.write(file, Arrays.copyOf(complete, length));
      List<Sample> read = new ArrayList<>();
      assertThat(read(file, read)).as("%d bytes", length).isFalse();
      assertThat(read).hasSize(length < end - 1 ? 1 : 2);
    }
  }

  @Test
  void compressedFileCutAtAnyByteIsReadToTheCutAndReported() throws IOException {
    write(TestSample.at(0, 1000).sample(), TestSample.at(2000, 3000).sample());
    Path compressed = dir.resolve(SampleLog.FILE_NAME);
    byte[] complete = Files.readAllBytes(compressed);
    List<Sample> all = new ArrayList<>();
    assertThat(read(compressed, all)).isTrue();
    assertThat(all).hasSize(2);
    int previousCount = 2;
    for (int length = complete.length - 1; previousCount > 0; length--) {
      Files.write(compressed, Arrays.copyOf(complete, length));
      List<Sample> read = new ArrayList<>();
      assertThat(read(compressed, read)).as("%d bytes", length).isFalse();
      assertThat(read.size()).isLessThanOrEqualTo(previousCount);
      previousCount = read.size();
    }
  }

  @Test
  void lastLineWithoutLineFeedIsRead() throws IOException {
    write(TestSample.at(0, 1000).sample());
    byte[] complete = Files.readAllBytes(file);
    Files.write(file, Arrays.copyOf(complete, complete.length - 1));
    List<Sample> read = new ArrayList<>();
    assertThat(read(file, read)).isTrue();
    assertThat(read).hasSize(1);
  }

  @Test
  void fileWithOnlyAHeaderIsCompleteAndEmpty() throws IOException {
    write();
    List<Sample> read = new ArrayList<>();
    assertThat(read(file, read)).isTrue();
    assertThat(read).isEmpty();
  }

  @Test
  void invalidLineIsReportedWithItsNumber() throws IOException {
    write(TestSample.at(0, 1000).sample());
    for (String invalid :
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
      List<String> lines = new ArrayList<>(Files.readAllLines(file).subList(0, 3));
      lines.add(invalid);
      lines.add(lines.get(2));
      Files.write(file, lines);
      assertThatThrownBy(() -> SampleFile.open(file).forEach(sample -> {}))
          .as(invalid)
          .isInstanceOf(UncheckedIOException.class)
          .hasMessageContaining("line 4 is invalid");
    }
  }

  @Test
  void unknownKeysAreIgnored() throws IOException {
    write();
    String line = with("\"new\":{\"a\":[1]},\"other\":[2]") + "\n";
    Files.writeString(file, Files.readString(file) + line);
    List<Sample> read = new ArrayList<>();
    read(file, read);
    assertThat(read).singleElement().extracting(Sample::endNanos).isNotNull();
  }

  @Test
  void lineLongerThanTheBufferIsReadCompletely() throws IOException {
    Sample longest =
        TestSample.at(0, 1_000_000)
            .events(LongStream.rangeClosed(1, 100_000).map(i -> i * 1_000_000_000).toArray())
            .sample();
    write(TestSample.at(0, 1).sample(), longest, TestSample.at(0, 2).sample());
    List<Sample> read = new ArrayList<>();
    assertThat(read(file, read)).isTrue();
    assertThat(read).hasSize(3);
    assertThat(read.get(1).eventNanos()).isEqualTo(longest.eventNanos());
  }

  @Test
  void fileThatIsNotASampleFileIsReported() throws IOException {
    assertThatThrownBy(() -> SampleFile.open(file)).hasMessageContaining(file.toString());
    for (String start : List.of("", "{", "no", "{\"schema\":\"other/1\"}\n", "[]\n", "{}\n")) {
      Files.writeString(file, start);
      assertThatThrownBy(() -> SampleFile.open(file))
          .as(start)
          .isInstanceOf(UncheckedIOException.class)
          .hasMessageContaining(file + " is not a sample file");
    }
  }

  /** Returns a valid line with these fields at its end, where they override earlier ones. */
  private static String with(String fields) {
    return "{\"level\":0,\"send\":0,\"end\":1,\"events\":[1],\"outcome\":\"ok\"," + fields + "}";
  }

  private void write(Sample... samples) throws IOException {
    try (SampleLog log = SampleLog.open(dir, new RandomSamples(1).header(), entry -> {})) {
      log.append(new LevelBegin(0, Level.closed(1, 2, 0)));
      for (Sample sample : samples) {
        log.append(sample);
      }
      log.markRunEnd(RunEnd.COMPLETE);
    }
    try (InputStream in =
        new GZIPInputStream(Files.newInputStream(dir.resolve(SampleLog.FILE_NAME)))) {
      Files.copy(in, file, StandardCopyOption.REPLACE_EXISTING);
    }
  }

  private static boolean read(Path file, List<Sample> samples) {
    return SampleFile.open(file)
        .forEach(
            entry -> {
              if (entry instanceof Sample sample) {
                samples.add(sample);
              }
            })
        .isComplete();
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
