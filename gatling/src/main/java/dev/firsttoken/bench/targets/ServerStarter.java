package dev.firsttoken.bench.targets;

import dev.firsttoken.bench.baselines.Baselines;
import dev.firsttoken.bench.baselines.HealthCheck;
import dev.firsttoken.bench.baselines.LocalPort;
import dev.firsttoken.bench.baselines.RunningBaseline;
import dev.firsttoken.bench.baselines.StartSettings;
import dev.firsttoken.bench.options.value.ComparedTarget.Started;
import dev.firsttoken.bench.servers.ProxyProcess;
import java.net.URI;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Starts servers of a comparison on free ports.
 *
 * @param upstream origin of the server that they relay to, or null if each is a source itself
 * @param commandPrefix words before each command, such as {@code taskset -c 1}
 * @param progress receives what takes more than two seconds
 */
record ServerStarter(
    Baselines baselines,
    @Nullable URI upstream,
    List<String> commandPrefix,
    Consumer<String> progress) {
  /** Name of our own proxy. */
  static final String PROXY = "micronaut";

  private static final URI NOBODY = URI.create("http://127.0.0.1:1/health");

  /**
   * A server that was started.
   *
   * @param startNanos time from its start to its first response
   * @param onExit completes when it has ended, with one sentence that says how
   */
  record StartedServer(
      URI origin, long startNanos, CompletableFuture<String> onExit, AutoCloseable process) {}

  /**
   * Starts a server and waits until it can serve.
   *
   * @throws IllegalStateException if it can't be started, with one sentence that says why
   */
  StartedServer start(Started target) {
    return target.server().equals(PROXY) ? startProxy(target.environment()) : startBaseline(target);
  }

  private StartedServer startProxy(Map<String, String> environment) {
    Map<String, String> variables = new HashMap<>();
    if (upstream != null) {
      variables.put("LLM_BASE_URL", upstream + "/v1");
      variables.put("LLM_MODEL", "");
    }
    variables.putAll(environment);
    try (HealthCheck unanswered = new HealthCheck(NOBODY)) {
      unanswered.warmUp(); // as before the start of a baseline
    }
    ProxyProcess proxy = ProxyProcess.start(variables, commandPrefix);
    try (HealthCheck health = new HealthCheck(proxy.url().resolve("/health"))) {
      String problem = health.findProblem();
      if (problem != null) {
        proxy.close();
        throw new IllegalStateException("%s %s".formatted(health.url(), problem));
      }
      long startNanos = proxy.elapsedNanos();
      proxy.awaitReady();
      return new StartedServer(proxy.url(), startNanos, proxy.onExit(), proxy);
    }
  }

  private StartedServer startBaseline(Started target) {
    RunningBaseline running =
        baselines
            .get(target.server())
            .prepare(progress)
            .start(
                LocalPort.findFree(),
                new StartSettings(target.environment(), upstream, commandPrefix),
                progress);
    return new StartedServer(
        running.origin(),
        running.startTime().toNanos(),
        running.onExit().thenApply(RunningBaseline::describeEnd),
        running);
  }
}
