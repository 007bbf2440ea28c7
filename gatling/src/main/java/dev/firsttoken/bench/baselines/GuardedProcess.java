package dev.firsttoken.bench.baselines;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.lang.ProcessBuilder.Redirect;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Child process below a guard: a shell that ends it, with all that it has started, when the guard's
 * standard input ends. So nothing outlives this JVM, even if that is killed.
 */
public final class GuardedProcess {
  /** Time that a guard on a busy machine may take beyond the grace period. */
  private static final Duration GUARD_TIMEOUT = Duration.ofSeconds(5);

  /** Variable that holds the guard's script, so that a process list shows the command alone. */
  private static final String SCRIPT_VARIABLE = "BENCH_GUARD";

  private static final String RUN_SCRIPT = "eval \"$%s\"".formatted(SCRIPT_VARIABLE);

  private final Process guard;

  /** Output of the guard, which ends with the CPU times. */
  private final BufferedReader output;

  private final long pid;
  private final Optional<ProcessHandle> process;
  private final long startNanos;
  private final Duration grace;
  private volatile boolean stopping;

  /** All processes that were running when this JVM asked it to stop. */
  private volatile List<ProcessHandle> stopped = List.of();

  private GuardedProcess(Process guard, long pid, long startNanos, Duration grace) {
    this.guard = guard;
    this.output = guard.inputReader(UTF_8);
    this.pid = pid;
    this.startNanos = startNanos;
    this.process = ProcessHandle.of(pid);
    this.grace = grace;
  }

  /**
   * A command to start.
   *
   * @param folder its working directory
   * @param environment all its variables
   * @param log file that its output replaces
   */
  public record Launch(
      List<String> command, Path folder, Map<String, String> environment, Path log) {}

  /**
   * Starts a command.
   *
   * @param grace whole seconds from SIGTERM to SIGKILL when it is stopped
   * @throws UncheckedIOException if there is no shell, or if the log can't be written
   */
  public static GuardedProcess start(Launch launch, Duration grace) {
    List<String> command =
        new ArrayList<>(
            List.of("/bin/sh", "-c", RUN_SCRIPT, "bench-guard", Long.toString(grace.toSeconds())));
    command.addAll(launch.command());
    ProcessBuilder builder =
        new ProcessBuilder(command)
            .directory(launch.folder().toFile())
            .redirectError(Redirect.to(launch.log().toFile()));
    builder.environment().clear();
    builder.environment().putAll(launch.environment());
    builder.environment().put(SCRIPT_VARIABLE, readScript());
    long startNanos = System.nanoTime();
    try {
      Process guard = builder.start();
      return new GuardedProcess(guard, readPid(guard), startNanos, grace);
    } catch (IOException e) {
      throw new UncheckedIOException(
          "%s could not be started: %s".formatted(launch.command().getFirst(), e.getMessage()), e);
    }
  }

  private static long readPid(Process guard) throws IOException {
    String pid = guard.inputReader(UTF_8).readLine();
    if (pid == null) {
      throw new IOException("its guard ended at once");
    }
    return Long.parseLong(pid);
  }

  private static String readScript() {
    try (InputStream script = GuardedProcess.class.getResourceAsStream("guard.sh")) {
      return new String(Objects.requireNonNull(script).readAllBytes(), UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Process id of the command, the root of its process tree. */
  long pid() {
    return pid;
  }

  /** Time from SIGTERM to SIGKILL when it is stopped. */
  Duration grace() {
    return grace;
  }

  /** Time since the start. */
  public Duration elapsed() {
    return Duration.ofNanos(System.nanoTime() - startNanos);
  }

  /** True once this JVM has asked it to stop. */
  public boolean isStopping() {
    return stopping;
  }

  /**
   * Waits for the end of the process.
   *
   * @return false if it is still running after the timeout, or the calling thread was interrupted
   */
  public boolean waitFor(Duration timeout) {
    try {
      return guard.waitFor(timeout.toNanos(), TimeUnit.NANOSECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }

  /** True until the process has ended, and all that it left behind. */
  boolean isAlive() {
    return guard.isAlive();
  }

  /** Completes when the process has ended, and all that it left behind. */
  CompletableFuture<Void> onExit() {
    return guard.onExit().thenAccept(ended -> {});
  }

  /** Exit status of the process, 128 plus the number of the signal that ended it. */
  public int exitStatus() {
    return guard.exitValue();
  }

  /**
   * CPU time of the process and of all descendants that it waited for, to about 10 ms. Can be read
   * once, after its end.
   *
   * @return null if the guard was killed
   */
  public @Nullable Duration cpuTime() {
    try (output) {
      output.readLine(); // that of the guard itself
      return ShellTimes.parse(output.readLine());
    } catch (IOException e) {
      return null;
    }
  }

  /** Tells the guard to end the process; does not wait. */
  void requestStop() {
    if (!stopping) {
      stopped = tree(); // now, because the children of an ended process can't be found
    }
    stopping = true;
    try {
      guard.getOutputStream().close();
    } catch (IOException e) {
      // The guard has ended, and so has its pipe.
    }
  }

  /** Stops the process and waits for its end; idempotent. */
  public void stop() {
    requestStop();
    if (!waitFor(grace.plus(GUARD_TIMEOUT))) {
      guard.destroyForcibly();
    }
    // Those in sessions of their own, and all of them if something killed the guard.
    stopped.stream().filter(ProcessHandle::isAlive).forEach(ProcessHandle::destroyForcibly);
  }

  private List<ProcessHandle> tree() {
    return process.filter(ProcessHandle::isAlive).stream()
        .flatMap(root -> Stream.concat(Stream.of(root), root.descendants()))
        .toList();
  }
}
