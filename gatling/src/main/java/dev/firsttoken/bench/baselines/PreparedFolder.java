package dev.firsttoken.bench.baselines;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.firsttoken.bench.baselines.GuardedProcess.Launch;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Folder outside the checkout that the prepare commands of a baseline fill once. Its name has the
 * hash of all that decides what they install. It is made in place, because a virtual environment
 * can't be moved, and counts only once a marker file says that it is complete.
 */
final class PreparedFolder {
  private static final String MARKER = ".complete";
  private static final int HASH_DIGITS = 16;
  private static final Duration COMMAND_TIMEOUT = Duration.ofMinutes(15);
  private static final int LOCK_POLL_MILLIS = 100;

  private final String name;
  private final Path cache;
  private final Path path;

  private PreparedFolder(String name, Path cache, Path path) {
    this.name = name;
    this.cache = cache;
    this.path = path;
  }

  /**
   * @param cache folder of all prepared folders
   * @param inputs all that decides what the commands install
   */
  static PreparedFolder of(String name, Path cache, List<String> inputs) {
    return new PreparedFolder(name, cache, cache.resolve(name + "-" + hash(inputs)));
  }

  Path path() {
    return path;
  }

  /**
   * Runs the commands unless that was done before. Waits while another process does it.
   *
   * @param commands to be run in this working directory
   * @param progress receives what takes long, a sentence at a time
   * @throws IllegalStateException with the last lines of the output, if a command fails
   */
  void prepare(List<List<String>> commands, Path workingDirectory, Consumer<String> progress) {
    if (isComplete()) {
      return;
    }
    try {
      Files.createDirectories(cache);
      try (FileChannel file =
              FileChannel.open(
                  sibling(".lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
          FileLock _ = acquire(file, progress)) {
        if (!isComplete()) {
          delete(path);
          Files.createDirectories(path);
          for (List<String> command : commands) {
            run(command, workingDirectory, progress);
          }
          Files.createFile(path.resolve(MARKER));
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException(UserFolders.cannotWriteCache(cache, e), e);
    }
  }

  private boolean isComplete() {
    return Files.exists(path.resolve(MARKER));
  }

  private FileLock acquire(FileChannel file, Consumer<String> progress) throws IOException {
    LongStep step = new LongStep("waiting for another bench that prepares " + name, progress);
    while (true) {
      FileLock lock = tryLock(file);
      if (lock != null) {
        return lock;
      }
      step.tick();
      try {
        Thread.sleep(LOCK_POLL_MILLIS);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new IllegalStateException(name + " could not be prepared: interrupted", e);
      }
    }
  }

  private static @Nullable FileLock tryLock(FileChannel file) throws IOException {
    try {
      return file.tryLock();
    } catch (OverlappingFileLockException e) {
      return null; // another thread of this JVM has it
    }
  }

  private void run(List<String> command, Path workingDirectory, Consumer<String> progress) {
    String line = String.join(" ", command);
    String problem =
        ProgramPath.of(InheritedVariables.copy()).findProblem(command.getFirst(), workingDirectory);
    if (problem != null) {
      throw new IllegalStateException("%s could not be prepared: %s".formatted(name, problem));
    }
    Path log = sibling(".log");
    // Half an installation is of no use, so nothing waits for a graceful end.
    GuardedProcess process =
        GuardedProcess.start(
            new Launch(command, workingDirectory, InheritedVariables.copy(), log), Duration.ZERO);
    LongStep step = new LongStep("preparing %s: %s".formatted(name, line), progress);
    try {
      while (!process.waitFor(LongStep.INTERVAL)) {
        if (Thread.currentThread().isInterrupted()
            || step.elapsed().compareTo(COMMAND_TIMEOUT) > 0) {
          throw failure(line, "did not end within " + COMMAND_TIMEOUT.toMinutes() + " min", log);
        }
        step.tick();
      }
    } finally {
      process.stop();
    }
    if (process.exitStatus() != 0) {
      throw failure(line, "ended with exit status " + process.exitStatus(), log);
    }
  }

  private IllegalStateException failure(String command, String reason, Path log) {
    return new IllegalStateException(
        "%s could not be prepared: %s %s. %s"
            .formatted(name, command, reason, LogTail.describe(log)));
  }

  private Path sibling(String suffix) {
    return path.resolveSibling(path.getFileName() + suffix);
  }

  private static void delete(Path folder) throws IOException {
    if (Files.exists(folder)) {
      try (Stream<Path> files = Files.walk(folder)) {
        for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
          Files.delete(file);
        }
      }
    }
  }

  private static String hash(List<String> inputs) {
    try {
      MessageDigest digest = MessageDigest.getInstance("SHA-256");
      for (String input : inputs) {
        byte[] bytes = input.getBytes(UTF_8);
        digest.update((bytes.length + ":").getBytes(UTF_8)); // so that no two lists run together
        digest.update(bytes);
      }
      return HexFormat.of().formatHex(digest.digest()).substring(0, HASH_DIGITS);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }
}
