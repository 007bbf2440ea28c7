package dev.firsttoken.bench.baselines;

import dev.firsttoken.bench.files.FileErrors;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.jspecify.annotations.Nullable;

/**
 * Lock of a port from before it is checked until the server on it is up or has failed, so that no
 * two benches of a user start a server on one port. It ends with this JVM at the latest.
 */
public final class StartLock implements AutoCloseable {
  private final FileChannel file;

  private StartLock(FileChannel file) {
    this.file = file;
  }

  /**
   * Acquires the lock of this user.
   *
   * @param baseline name of the baseline that needs the port, for messages
   * @throws IllegalStateException if another bench has it
   */
  public static StartLock acquire(LocalPort port, String baseline) {
    return acquire(UserFolders.of(System.getenv()).state(), port, baseline);
  }

  static StartLock acquire(Path state, LocalPort port, String baseline) {
    Path path = state.resolve("port-%d.lock".formatted(port.number()));
    try {
      Files.createDirectories(state);
      FileChannel file =
          FileChannel.open(path, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
      if (tryLock(file) != null) {
        return new StartLock(file);
      }
      file.close();
    } catch (IOException e) {
      throw new UncheckedIOException(UserFolders.cannotWriteState(state, e), e);
    }
    throw new IllegalStateException(
        "%s can't start: another bench is starting a server on port %d"
            .formatted(baseline, port.number()));
  }

  private static @Nullable FileLock tryLock(FileChannel file) throws IOException {
    try {
      return file.tryLock();
    } catch (OverlappingFileLockException e) {
      return null; // another thread of this JVM has it
    }
  }

  @Override
  public void close() {
    try {
      file.close();
    } catch (IOException e) {
      throw new UncheckedIOException("a lock can't be released: " + FileErrors.reason(e), e);
    }
  }
}
