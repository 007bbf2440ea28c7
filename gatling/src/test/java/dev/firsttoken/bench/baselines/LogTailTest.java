package dev.firsttoken.bench.baselines;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LogTailTest {
  @TempDir Path dir;

  @Test
  void noControlCharacterOfALogReachesTheTerminal() throws IOException {
    Path log = Files.writeString(dir.resolve("log"), "a\tb\u001b[2J\n\u009b2Jc\n");

    assertThat(LogTail.lastLines(log)).containsExactly("a\tb?[2J", "?2Jc");
  }
}
