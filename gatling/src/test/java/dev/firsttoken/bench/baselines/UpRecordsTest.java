package dev.firsttoken.bench.baselines;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class UpRecordsTest {
  @TempDir Path dir;
  private UpRecords records;
  private Process server;

  @BeforeEach
  void startServer() throws IOException {
    records = new UpRecords(dir);
    server = new ProcessBuilder("sleep", "1000").start();
  }

  @AfterEach
  void stopServer() {
    server.destroyForcibly();
  }

  private void write(String name, long startMillis) throws IOException {
    Files.writeString(
        dir.resolve("port-9.json"),
        """
        {"name":"%s","folder":"/baselines","origin":"http://127.0.0.1:9","log":"/log",
         "server":{"pid":%d,"startMillis":%d},"bench":{"pid":%d,"startMillis":%d}}
        """
            .formatted(name, server.pid(), startMillis, server.pid(), startMillis));
  }

  private long startMillis() {
    return server.info().startInstant().orElseThrow().toEpochMilli();
  }

  @Test
  void runningServerIsListedAndStopped() throws Exception {
    write("express", startMillis());

    assertThat(records.list()).extracting(UpRecord::name).containsExactly("express");
    assertThat(records.stop(records.list().getFirst())).isTrue();
    assertThat(server.waitFor()).isEqualTo(128 + 15);
    assertThat(records.list()).isEmpty();
  }

  @Test
  void processThatHasTheIdOfAnEndedServerIsLeftAlone() throws IOException {
    write("express", startMillis() - 60_000);
    UpRecord stale =
        new UpRecord(
            "express",
            "/baselines",
            new LocalPort(9).origin(),
            "/log",
            new ProcessIdentity(server.pid(), startMillis() - 60_000),
            ProcessIdentity.of(ProcessHandle.current()));

    assertThat(records.stop(stale)).isTrue();
    assertThat(server.isAlive()).isTrue();
  }

  /** The bench tells by its record whether the server ended by itself. */
  @Test
  void recordOfAnEndedServerIsLeftToItsBench() throws IOException {
    ProcessIdentity bench = ProcessIdentity.of(ProcessHandle.current());
    Files.writeString(
        dir.resolve("port-9.json"),
        """
        {"name":"express","folder":"/baselines","origin":"http://127.0.0.1:9","log":"/log",
         "server":{"pid":%d,"startMillis":1},"bench":{"pid":%d,"startMillis":%d}}
        """
            .formatted(server.pid(), bench.pid(), bench.startMillis()));

    assertThat(records.list()).isEmpty();
    assertThat(dir.resolve("port-9.json")).exists();
  }

  @Test
  void recordsOfEndedServersAreDeleted() throws IOException {
    write("express", startMillis() - 60_000);
    Files.writeString(dir.resolve("port-8083.json"), "no JSON");
    Files.writeString(dir.resolve("port-8084.json"), "{}");
    Files.writeString(dir.resolve("port-8085.json"), "null");
    Path log = Files.createFile(dir.resolve("express-8081.log"));

    assertThat(records.list()).isEmpty();
    assertThat(dir).isDirectoryContaining(log::equals);
    assertThat(dir.toFile().list()).hasSize(1);
  }
}
