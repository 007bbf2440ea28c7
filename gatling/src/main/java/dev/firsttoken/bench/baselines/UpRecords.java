package dev.firsttoken.bench.baselines;

import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.firsttoken.bench.files.AtomicFile;
import dev.firsttoken.bench.files.FileErrors;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Records of the baselines that are up, one file each, so that another terminal can list and stop
 * them.
 *
 * @param folder directory of the files
 */
public record UpRecords(Path folder) {
  private static final JsonMapper JSON = new JsonMapper();
  private static final String SUFFIX = ".json";

  /** Time from SIGTERM to SIGKILL. */
  private static final Duration GRACE = Duration.ofSeconds(5);

  /** Time for the end of a killed process, or of a bench that has nothing left to wait for. */
  private static final Duration END_TIMEOUT = Duration.ofSeconds(20);

  /** Returns the records of this user. */
  public static UpRecords ofUser() {
    return new UpRecords(UserFolders.of(System.getenv()).state());
  }

  /**
   * Records that this bench keeps a baseline up.
   *
   * @param baselines those that it is one of
   */
  public void add(RunningBaseline running, Baselines baselines) {
    ProcessHandle server = ProcessHandle.of(running.pid()).orElse(null);
    if (server == null) {
      return; // it has just ended
    }
    UpRecord upRecord =
        new UpRecord(
            running.name(),
            baselines.folder().toString(),
            running.origin(),
            running.log().toString(),
            ProcessIdentity.of(server),
            ProcessIdentity.of(ProcessHandle.current()));
    try {
      Files.createDirectories(folder);
      AtomicFile.write(file(running.origin()), JSON.writeValueAsString(upRecord) + "\n");
    } catch (IOException e) {
      throw new UncheckedIOException(UserFolders.cannotWriteState(folder, e), e);
    }
  }

  /** Removes the record of a baseline, if this is its record. */
  public void remove(RunningBaseline running) {
    if (contains(running)) {
      delete(file(running.origin()));
    }
  }

  /** True unless it was removed, as {@link #stop} does. */
  public boolean contains(RunningBaseline running) {
    UpRecord upRecord = read(file(running.origin()));
    return upRecord != null && upRecord.server().pid() == running.pid();
  }

  /**
   * Lists the baselines that are up, by name. The record of a server that has ended is left to the
   * bench that waits for it, or deleted if that is gone too.
   */
  public List<UpRecord> list() {
    List<UpRecord> up = new ArrayList<>();
    for (Path file : files()) {
      UpRecord upRecord = read(file);
      if (upRecord != null && upRecord.server().find().isPresent()) {
        up.add(upRecord);
      } else if (upRecord == null || upRecord.bench().find().isEmpty()) {
        delete(file);
      }
    }
    up.sort(Comparator.comparing(UpRecord::name));
    return up;
  }

  /**
   * Stops a baseline: its record first, so that its bench knows that it did not fail.
   *
   * @return false if it is still running
   */
  public boolean stop(UpRecord upRecord) {
    delete(file(upRecord.origin()));
    ProcessHandle server = upRecord.server().find().orElse(null);
    if (server == null) {
      return true;
    }
    List<ProcessHandle> tree = Stream.concat(Stream.of(server), server.descendants()).toList();
    server.destroy();
    boolean ended = awaitEnd(server, GRACE);
    tree.stream().filter(ProcessHandle::isAlive).forEach(ProcessHandle::destroyForcibly);
    return ended || awaitEnd(server, END_TIMEOUT);
  }

  /**
   * Waits for the end of the bench that has kept a baseline up.
   *
   * @return false if it is still running
   */
  public boolean awaitBench(UpRecord upRecord) {
    return upRecord.bench().find().map(bench -> awaitEnd(bench, END_TIMEOUT)).orElse(true);
  }

  private static boolean awaitEnd(ProcessHandle process, Duration timeout) {
    try {
      process.onExit().get(timeout.toMillis(), TimeUnit.MILLISECONDS);
      return true;
    } catch (TimeoutException e) {
      return false;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    } catch (ExecutionException e) {
      throw new IllegalStateException(e);
    }
  }

  private List<Path> files() {
    if (Files.notExists(folder)) {
      return List.of();
    }
    try (Stream<Path> files = Files.list(folder)) {
      return files.filter(file -> file.toString().endsWith(SUFFIX)).sorted().toList();
    } catch (IOException e) {
      throw new UncheckedIOException(
          "%s can't be read: %s".formatted(folder, FileErrors.reason(e)), e);
    }
  }

  /** Returns the record, or null if there is none or it is not one. */
  private static @Nullable UpRecord read(Path file) {
    try {
      UpRecord upRecord = JSON.readValue(Files.readAllBytes(file), UpRecord.class);
      return upRecord != null && upRecord.isComplete() ? upRecord : null;
    } catch (IOException e) {
      return null;
    }
  }

  /** Two folders may have baselines of one name, but a port has one server. */
  private Path file(URI origin) {
    return folder.resolve("port-%d%s".formatted(origin.getPort(), SUFFIX));
  }

  private static void delete(Path file) {
    try {
      Files.deleteIfExists(file);
    } catch (IOException e) {
      throw new UncheckedIOException(
          "%s can't be deleted: %s".formatted(file, FileErrors.reason(e)), e);
    }
  }
}
