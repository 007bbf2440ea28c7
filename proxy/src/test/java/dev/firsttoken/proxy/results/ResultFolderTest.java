package dev.firsttoken.proxy.results;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Iterator;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ResultFolderTest {
  @TempDir Path dir;

  @Test
  void largeFolderWithoutResultsIsNotReadToItsEnd() throws IOException {
    AtomicInteger looked = new AtomicInteger();
    Iterator<Path> entries =
        Stream.generate(() -> dir.resolve("none" + looked.incrementAndGet()))
            .limit(2L * ResultFolder.MAX_ENTRIES)
            .iterator();

    assertThat(new ResultFolder(dir.toRealPath()).results(entries)).isEmpty();
    assertThat(looked).hasValue(ResultFolder.MAX_ENTRIES);
  }

  @Test
  void folderThatFailsInTheMiddleIsAnIoError() {
    IOException cause = new IOException("disk");
    Iterator<Path> entries =
        Stream.<Path>generate(
                () -> {
                  throw new DirectoryIteratorException(cause);
                })
            .iterator();

    assertThatThrownBy(() -> new ResultFolder(dir).results(entries))
        .isInstanceOf(IOException.class)
        .hasRootCause(cause);
  }

  @Test
  void entriesThatAreNoRunsAreLeftOut() throws IOException {
    Path run = Files.createDirectory(dir.resolve("a"));
    Files.writeString(run.resolve("result.json"), "{}");
    Files.createDirectory(dir.resolve("empty"));
    Files.writeString(dir.resolve("file"), "");

    assertThat(new ResultFolder(dir.toRealPath()).list())
        .extracting(ResultFolder.Found::id)
        .containsExactly("a");
  }
}
