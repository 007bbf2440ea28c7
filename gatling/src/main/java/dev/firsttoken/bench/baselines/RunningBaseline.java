package dev.firsttoken.bench.baselines;

import dev.firsttoken.bench.servers.ShutdownSteps;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Server that was started and can serve, until it is closed or ends by itself. */
public final class RunningBaseline implements AutoCloseable {
  /** A shell's exit status after a signal is this plus its number. */
  private static final int SIGNAL_BASE = 128;

  private static final Duration POLL_INTERVAL = Duration.ofMillis(10);

  private final String name;
  private final LocalPort port;
  private final GuardedProcess process;
  private final ServerLog log;
  private volatile Duration startTime = Duration.ZERO;

  RunningBaseline(String name, LocalPort port, GuardedProcess process, ServerLog log) {
    this.name = name;
    this.port = port;
    this.process = process;
    this.log = log;
    ShutdownSteps.push(this::close);
  }

  /** Waits for the first response of status 200, and stops the server if there is none. */
  void awaitHealthy(HealthCheck health, Duration timeout, Consumer<String> progress) {
    LongStep step = new LongStep("waiting for %s at %s".formatted(name, health.url()), progress);
    @Nullable String problem = health.findProblem();
    while (problem != null) {
      if (process.waitFor(POLL_INTERVAL)) {
        throw isStopping()
            ? new CancellationException(name + " was stopped before it could serve")
            : new IllegalStateException(describeEnd());
      }
      if (process.elapsed().compareTo(timeout) >= 0 || Thread.currentThread().isInterrupted()) {
        close();
        throw new IllegalStateException(
            "%s was not ready within %d s: %s %s. %s"
                .formatted(
                    name,
                    timeout.toSeconds(),
                    health.url(),
                    problem,
                    LogTail.describe(log.file())));
      }
      step.tick();
      problem = health.findProblem();
    }
    Duration elapsed = process.elapsed();
    requireOwnResponse();
    startTime = elapsed;
  }

  /** Checks that this server responded, and no other that has taken the port meanwhile. */
  private void requireOwnResponse() {
    String others = port.describeOthers(process.pid());
    if (others == null && process.isAlive()) {
      return;
    }
    if (isStopping()) {
      throw new CancellationException(name + " was stopped before it could serve");
    }
    close();
    throw new IllegalStateException(
        others == null ? describeEnd() : port.describeTaken(name, others));
  }

  public String name() {
    return name;
  }

  /** Base URL, without a slash at its end. */
  public URI origin() {
    return port.origin();
  }

  /** Process id of the root of its process tree. */
  public long pid() {
    return process.pid();
  }

  /** File that receives its output. */
  public Path log() {
    return log.file();
  }

  /** Time from the start of the process to the first response of its health endpoint. */
  public Duration startTime() {
    return startTime;
  }

  /** Completes when the server has ended, for whatever reason. */
  public CompletableFuture<RunningBaseline> onExit() {
    return process.onExit().thenApply(ended -> this);
  }

  /** True once {@link #requestStop} or {@link #close} was called. */
  public boolean isStopping() {
    return process.isStopping();
  }

  /** Says how it ended, with the last lines of its log. It must have ended. */
  public String describeEnd() {
    int status = process.exitStatus();
    String end =
        status > SIGNAL_BASE
            ? "was ended by signal " + (status - SIGNAL_BASE)
            : "ended with exit status " + status;
    return "%s %s. %s".formatted(name, end, LogTail.describe(log.file()));
  }

  /** Starts to stop it, so that several can stop at the same time. */
  public void requestStop() {
    process.requestStop();
  }

  /**
   * Stops it and waits for the end of all its processes; idempotent. Deletes the log on a free
   * port, unless the server did not start or ended by itself.
   */
  @Override
  public void close() {
    boolean wasUp = process.isAlive() && startTime.isPositive();
    process.stop();
    if (wasUp) {
      log.deleteIfTemporary();
    }
  }

  /**
   * Waits for its end after {@link #requestStop}, for as long as a graceful end may take.
   *
   * @param progress receives a sentence if that takes more than two seconds
   */
  public void awaitStop(Consumer<String> progress) {
    LongStep step = new LongStep("waiting for %s to end".formatted(name), progress);
    while (!process.waitFor(LongStep.INTERVAL) && step.elapsed().compareTo(process.grace()) < 0) {
      step.tick();
    }
  }
}
