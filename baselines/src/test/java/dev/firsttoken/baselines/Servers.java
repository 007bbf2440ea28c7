package dev.firsttoken.baselines;

import dev.firsttoken.bench.baselines.Baselines;
import dev.firsttoken.bench.baselines.LocalPort;
import dev.firsttoken.bench.baselines.PreparedBaseline;
import dev.firsttoken.bench.baselines.RunningBaseline;
import dev.firsttoken.bench.baselines.ServerMode;
import dev.firsttoken.bench.baselines.StartSettings;
import dev.firsttoken.bench.baselines.ToolMissingException;
import dev.firsttoken.bench.servers.ProxyBuild;
import java.net.URI;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;

/** Servers of the suite: the proxy and every synthetic baseline. */
final class Servers {
  static final String PROXY = "micronaut";

  /**
   * Settings of the baselines, each blank, which counts as unset. A developer's shell may export
   * others.
   */
  private static final Map<String, String> NO_SETTINGS =
      Stream.of(
              "LLM_MODEL",
              "SYN_FRAMES",
              "SYN_DELAY_MS",
              "SYN_BYTES",
              "SYN_TTFT_MS",
              "SYN_REASONING_FRAMES",
              "SYN_SPIN_US",
              "THREADS")
          .collect(Collectors.toUnmodifiableMap(name -> name, name -> ""));

  private static final Baselines baselines = Baselines.in(ProxyBuild.find().home());

  /** Servers that the tests share. Each is started when the first test needs it. */
  private static final Map<String, Integer> sharedPorts = new HashMap<>();

  /** Baselines whose tools are missing. */
  private static final Set<String> notRun = new HashSet<>();

  private Servers() {}

  /** Names of all servers. */
  static Stream<String> names() {
    return Stream.concat(Stream.of(PROXY), baselineNames());
  }

  /** Names of the baselines that respond by themselves. */
  static Stream<String> baselineNames() {
    return baselines.names(ServerMode.SYNTHETIC).stream();
  }

  /** Names of all servers that relay. */
  static Stream<String> relayNames() {
    return Stream.concat(Stream.of(PROXY), baselines.names(ServerMode.RELAY).stream());
  }

  /** Port of the shared server of this name, which ends with the JVM. */
  static synchronized int port(String name) {
    return sharedPorts.computeIfAbsent(name, any -> start(name, Map.of()).port());
  }

  /**
   * Starts a server of its own for a test, with these environment variables beside the usual ones.
   * A test whose server needs a tool that is missing is not run.
   *
   * @throws IllegalStateException with the end of the server's output, if it does not start
   */
  static TestServer start(String name, Map<String, String> environment) {
    if (name.equals(PROXY)) {
      return ProxyServer.start(environment);
    }
    Map<String, String> variables = new HashMap<>(NO_SETTINGS);
    variables.putAll(environment);
    return start(name, new StartSettings(variables, null, List.of()));
  }

  /**
   * Starts a relay of its own for a test. A test whose relay needs a tool that is missing is not
   * run.
   *
   * @param upstream origin of the server to relay to
   */
  static TestServer startRelay(String name, URI upstream) {
    if (name.equals(PROXY)) {
      return ProxyServer.start(Map.of("LLM_BASE_URL", upstream + "/v1", "LLM_MODEL", "m"));
    }
    return start(name, new StartSettings(NO_SETTINGS, upstream, List.of()));
  }

  private static TestServer start(String name, StartSettings settings) {
    RunningBaseline running =
        prepare(name).start(LocalPort.findFree(), settings, Servers::printProgress);
    return new TestServer(running.origin().getPort(), running.pid(), running.log(), running::close);
  }

  /** Leaves out a test whose server needs a tool that is missing. */
  static void assumeTools(String name) {
    if (!name.equals(PROXY)) {
      prepare(name);
    }
  }

  private static PreparedBaseline prepare(String name) {
    try {
      return baselines.get(name).prepare(Servers::printProgress);
    } catch (ToolMissingException e) {
      String message = "%s is not run. %s".formatted(name, e.getMessage());
      if (notRun.add(name)) {
        System.err.println(message);
      }
      return Assumptions.abort(message);
    }
  }

  private static void printProgress(String line) {
    System.err.println(line);
  }
}
