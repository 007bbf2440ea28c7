package dev.firsttoken.bench.merge;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ResultDocumentTest {
  @TempDir Path dir;

  private Path write(String json) throws IOException {
    return Files.writeString(dir.resolve("result.json"), json);
  }

  @Test
  void textIsKeptAndTheCommandIsKnown() throws IOException {
    String json = "{\"schema\": \"firsttoken.result/1\", \"levels\": [{}], \"command\": \"sweep\"}";
    assertThat(ResultDocument.read(write(json))).isEqualTo(new ResultDocument(json, "sweep"));
  }

  @Test
  void resultOfWrkHasNoCommand() throws IOException {
    String json = "{\"schema\": \"firsttoken.wrk/1\", \"runs\": []}";
    assertThat(ResultDocument.read(write(json))).isEqualTo(new ResultDocument(json, ""));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{\"schema\": \"firsttoken.compare/1\"} | its schema is firsttoken.compare/1, but this",
        "{} | its schema is missing, but this version reads firsttoken.result/1 and"
            + " firsttoken.wrk/1",
        "[1] | its schema is missing",
        "nonsense | is not a result: invalid JSON at line 1",
        "{\"schema\": \"firsttoken.result/1\", \"levels\": [ | the JSON is incomplete"
      })
  void fileThatIsNoResultIsRefusedWithItsName(String json, String message) throws IOException {
    Path file = write(json);
    assertThatThrownBy(() -> ResultDocument.read(file))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith(file.toString())
        .hasMessageContaining(message);
  }

  @Test
  void hugeFileIsNotRead() throws IOException {
    Path file = write("");
    try (RandomAccessFile huge = new RandomAccessFile(file.toFile(), "rw")) {
      huge.setLength(200L << 20);
    }
    assertThatThrownBy(() -> ResultDocument.read(file))
        .hasMessage(file + " is no result that can be shown: it has more than 64 MiB");
  }

  @Test
  void bytesThatAreNoTextAreRefused() throws IOException {
    Path file = Files.write(dir.resolve("result.json"), new byte[] {(byte) 0xff});
    assertThatThrownBy(() -> ResultDocument.read(file)).hasMessageContaining("it is not UTF-8");
    assertThatThrownBy(() -> ResultDocument.read(dir.resolve("none")))
        .hasMessageContaining("can't be read: there is no");
  }
}
