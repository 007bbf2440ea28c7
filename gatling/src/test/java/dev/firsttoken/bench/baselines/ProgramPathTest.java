package dev.firsttoken.bench.baselines;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ProgramPathTest {
  @TempDir Path dir;
  private Path server;

  @BeforeEach
  void createProgram() throws IOException {
    server = Files.createFile(Files.createDirectory(dir.resolve("bin")).resolve("server"));
    assertThat(server.toFile().setExecutable(true)).isTrue();
  }

  @Test
  void nameIsLookedForInAllFolders() {
    ProgramPath path = new ProgramPath("/no/such/folder:" + dir.resolve("bin"));

    assertThat(path.find("server", dir)).isEqualTo(server);
    assertThat(path.findProblem("server", dir)).isNull();
    assertThat(path.findProblem("sever", dir)).isEqualTo("the command sever is not in PATH");
  }

  @Test
  void pathStartsFromTheWorkingDirectory() {
    ProgramPath path = new ProgramPath("");

    assertThat(path.find("bin/server", dir)).isEqualTo(server);
    assertThat(path.findProblem("./server", dir))
        .isEqualTo(dir.resolve("./server") + " is not a program that can be executed");
  }

  @Test
  void fileThatCannotBeExecutedIsNoProgram() {
    assertThat(server.toFile().setExecutable(false)).isTrue();

    assertThat(new ProgramPath(dir.resolve("bin").toString()).find("server", dir)).isNull();
  }
}
