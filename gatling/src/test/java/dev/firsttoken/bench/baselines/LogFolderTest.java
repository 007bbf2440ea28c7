package dev.firsttoken.bench.baselines;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LogFolderTest {
  @TempDir Path dir;

  /** Writes the log of a server on a port, which ended the longer ago the higher its age is. */
  private Path write(int port, int age) throws IOException {
    Path file = Files.writeString(dir.resolve("express%d-%d.log".formatted(age, port)), "failed\n");
    assertThat(file.toFile().setLastModified(1_000_000_000_000L - age * 1000L)).isTrue();
    return file;
  }

  /** Writes logs of servers that have ended, the newest first. */
  private List<Path> writeLogs(int count) throws IOException {
    int port = LocalPort.findFree().number();
    List<Path> logs = new ArrayList<>();
    for (int age = 0; age < count; age++) {
      logs.add(write(port, age));
    }
    return logs;
  }

  @Test
  void newestLogsAreKept() throws IOException {
    List<Path> logs = writeLogs(LogFolder.KEPT + 3);

    Path next = new LogFolder(dir).prepare("flask", new LocalPort(1));

    assertThat(next).isEqualTo(dir.resolve("flask-1.log")).doesNotExist();
    assertThat(logs)
        .filteredOn(Files::exists)
        .containsExactlyElementsOf(logs.subList(0, LogFolder.KEPT));
  }

  @Test
  void logOfAServerThatRunsIsKept() throws IOException {
    writeLogs(LogFolder.KEPT);
    try (ServerSocket server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      Path running = write(server.getLocalPort(), 100);

      new LogFolder(dir).prepare("flask", new LocalPort(1));

      assertThat(running).exists();
    }
  }

  @Test
  void otherFilesAreKept() throws IOException {
    writeLogs(LogFolder.KEPT);
    Path up = Files.writeString(dir.resolve("port-8081.json"), "{}");
    Path lock = Files.writeString(dir.resolve("port-8081.lock"), "");
    assertThat(up.toFile().setLastModified(1)).isTrue();
    assertThat(lock.toFile().setLastModified(1)).isTrue();

    new LogFolder(dir).prepare("flask", new LocalPort(1));

    assertThat(List.of(up, lock)).allMatch(Files::exists);
  }

  @Test
  void folderThatCannotBeWrittenNamesItsVariable() throws IOException {
    Path file = Files.writeString(dir.resolve("file"), "");

    assertThatThrownBy(() -> new LogFolder(file).prepare("flask", new LocalPort(1)))
        .isInstanceOf(UncheckedIOException.class)
        .hasMessageContaining("Set XDG_STATE_HOME or HOME");
  }
}
