package dev.firsttoken.bench.baselines;

import dev.firsttoken.bench.baselines.GuardedProcess.Launch;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CancellationException;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Baseline that has all it needs and can be started, any number of times. */
public final class PreparedBaseline {
  /** Time from SIGTERM to SIGKILL. */
  static final Duration GRACE = Duration.ofSeconds(5);

  private static final Path JAVA = Path.of(System.getProperty("java.home"), "bin", "java");

  private final BaselineSpec spec;
  private final Path folder;
  private final Path prepared;
  private final LogFolder logs;

  PreparedBaseline(BaselineSpec spec, Path folder, Path prepared, LogFolder logs) {
    this.spec = spec;
    this.folder = folder;
    this.prepared = prepared;
    this.logs = logs;
  }

  public String name() {
    return spec.name();
  }

  /**
   * Starts the server and waits until it can serve. It ends with this JVM at the latest.
   *
   * @param port port to listen on, on loopback
   * @param progress receives what takes more than two seconds, a sentence at a time
   * @throws CancellationException if this JVM ends meanwhile
   * @throws IllegalStateException if there is no upstream for a relay, or one for a server that is
   *     none; if the port is taken or there is no such command; or with the last lines of its log,
   *     if it ends or does not serve in time
   */
  public RunningBaseline start(LocalPort port, StartSettings settings, Consumer<String> progress) {
    requireMode(settings.upstream());
    port.requireFree(name());
    Launch launch = launch(port, settings);
    try (HealthCheck health = new HealthCheck(port.origin().resolve(spec.start().health()))) {
      health.warmUp();
      GuardedProcess process = GuardedProcess.start(launch, GRACE);
      RunningBaseline running = new RunningBaseline(name(), port, process, log(launch, port));
      running.awaitHealthy(health, spec.start().timeout(), progress);
      return running;
    }
  }

  /**
   * The next start on the port of the description replaces the log; no start on a free port does.
   */
  private ServerLog log(Launch launch, LocalPort port) {
    return new ServerLog(launch.log(), port.number() != spec.port());
  }

  private void requireMode(@Nullable URI upstream) {
    ServerMode mode = upstream == null ? ServerMode.SYNTHETIC : ServerMode.RELAY;
    if (!spec.modes().contains(mode)) {
      throw new IllegalStateException(
          upstream == null
              ? "%s only relays: start it with the URL of its upstream".formatted(name())
              : "%s relays nothing: start it without an upstream".formatted(name()));
    }
  }

  private Launch launch(LocalPort port, StartSettings settings) {
    Map<String, String> values = new HashMap<>(settings.upstreamPlaceholders());
    values.put(Placeholders.FOLDER, folder.toString());
    values.put(Placeholders.PREPARED, prepared.toString());
    values.put(Placeholders.PORT, Integer.toString(port.number()));
    values.put(Placeholders.JAVA, JAVA.toString());
    Placeholders placeholders = new Placeholders(values);
    Map<String, String> variables = InheritedVariables.copy();
    spec.start()
        .environment()
        .forEach((name, value) -> variables.put(name, placeholders.fill(value)));
    variables.putAll(settings.environment());
    List<String> command = placeholders.fill(spec.start().command());
    requireProgram(command, variables);
    requireProgram(settings.commandPrefix(), variables);
    List<String> words = new ArrayList<>(settings.commandPrefix());
    words.addAll(command);
    return new Launch(words, folder, variables, logs.prepare(name(), port));
  }

  private void requireProgram(List<String> command, Map<String, String> variables) {
    String problem =
        command.isEmpty()
            ? null
            : ProgramPath.of(variables).findProblem(command.getFirst(), folder);
    if (problem != null) {
      throw new IllegalStateException("%s can't start: %s".formatted(name(), problem));
    }
  }
}
