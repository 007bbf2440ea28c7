package dev.firsttoken.bench.wrk;

import dev.firsttoken.bench.baselines.GuardedProcess;
import dev.firsttoken.bench.baselines.GuardedProcess.Launch;
import dev.firsttoken.bench.baselines.InheritedVariables;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** One process at a time, ended if it takes too long or prints too much. */
final class WrkProcess {
  /** Time from SIGTERM to SIGKILL. */
  private static final Duration GRACE = Duration.ofSeconds(1);

  private static final Duration POLL_INTERVAL = Duration.ofMillis(50);

  private @Nullable GuardedProcess current;
  private boolean interrupted;

  /**
   * End of a process.
   *
   * @param exitStatus null unless it ended by itself
   * @param cpuTime CPU time of the process; null unless it ended by itself
   */
  record End(Ending ending, @Nullable Integer exitStatus, @Nullable Duration cpuTime) {
    private static End forced(Ending ending) {
      return new End(ending, null, null);
    }
  }

  /**
   * Runs a command to its end.
   *
   * @param output file that receives all that it prints
   * @param limit time after which it is ended
   * @throws java.io.UncheckedIOException if it can't be started
   */
  End run(List<String> command, Path output, Duration limit) throws IOException {
    GuardedProcess process = start(command, output);
    if (process == null) {
      return End.forced(Ending.INTERRUPTED);
    }
    try {
      Ending ending = await(process, output, limit);
      return ending == Ending.EXITED
          ? new End(ending, process.exitStatus(), process.cpuTime())
          : End.forced(ending);
    } finally {
      process.stop();
    }
  }

  private synchronized @Nullable GuardedProcess start(List<String> command, Path output) {
    if (interrupted) {
      return null;
    }
    Launch launch =
        new Launch(
            command,
            Path.of("").toAbsolutePath(),
            InheritedVariables.withoutSecrets(System.getenv()),
            output);
    GuardedProcess process = GuardedProcess.start(launch, GRACE);
    current = process;
    return process;
  }

  private Ending await(GuardedProcess process, Path output, Duration limit) throws IOException {
    while (!process.waitFor(POLL_INTERVAL)) {
      if (Thread.currentThread().isInterrupted()) {
        return Ending.INTERRUPTED;
      }
      if (process.elapsed().compareTo(limit) >= 0) {
        return Ending.TIMED_OUT;
      }
      if (RawOutput.isTooLong(output)) {
        return Ending.TOO_LONG;
      }
    }
    return process.isStopping() ? Ending.INTERRUPTED : Ending.EXITED;
  }

  /** Ends the process that runs, and keeps further ones from starting; on any thread. */
  void interrupt() {
    GuardedProcess running;
    synchronized (this) {
      interrupted = true;
      running = current;
    }
    if (running != null) {
      running.stop();
    }
  }

  synchronized boolean isInterrupted() {
    return interrupted;
  }
}
