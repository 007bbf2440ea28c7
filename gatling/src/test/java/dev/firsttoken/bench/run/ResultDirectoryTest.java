package dev.firsttoken.bench.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

class ResultDirectoryTest {
  @TempDir Path dir;

  @Test
  void concurrentRunsGetADirectoryEach() {
    Set<Path> taken = new HashSet<>();
    for (int run = 0; run < 3; run++) {
      taken.add(ResultDirectory.createUnique(dir.resolve("results"), "sweep"));
    }

    assertThat(taken).hasSize(3).allSatisfy(folder -> assertThat(folder).isEmptyDirectory());
  }

  @Test
  void directoryThatCannotBeCreatedIsNamed() throws IOException {
    Path file = Files.createFile(dir.resolve("results"));

    assertThatThrownBy(() -> ResultDirectory.createUnique(file, "run"))
        .isInstanceOf(UncheckedIOException.class)
        .hasMessageContaining(file.toString());
  }

  @Test
  @EnabledOnOs(OS.LINUX)
  void folderInWhichNothingCanBeCreatedIsNamed() {
    Path given = Path.of("/proc/nope/deeper");

    assertThatThrownBy(() -> ResultDirectory.create(given, "run"))
        .hasMessage(
            "the folder /proc/nope/deeper can't be created: nothing can be created in /proc");
    assertThatThrownBy(() -> ResultDirectory.requireCreatable(given))
        .hasMessageEndingWith("nothing can be created in /proc");
  }
}
