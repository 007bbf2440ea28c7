package dev.firsttoken.deploy.hosts;

import dev.firsttoken.bench.servers.ProxyCommand;
import dev.firsttoken.wire.testing.ChildProcess;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/** The proxy on a host. It relays with the host's name as its key. */
final class RunningProxy extends ChildProcess {
  static final int PORT = 8080;

  /** Key that callers need beyond loopback. */
  static final String CALLER_KEY = "caller-key";

  /** Model that is relayed. */
  static final String MODEL = "relayed";

  private final Host host;

  private RunningProxy(Host host, Path dir, ProcessBuilder builder) {
    super(dir, builder);
    this.host = host;
  }

  /**
   * Starts it, and does not wait until it is ready.
   *
   * @param command that starts the proxy
   * @param upstream base URL of the model server, without a path
   * @param dir receives its output
   */
  static RunningProxy start(Host host, List<String> command, String upstream, Path dir) {
    ProcessBuilder builder =
        ProxyCommand.child(host.command(command))
            .redirectOutput(dir.resolve("stdout").toFile())
            .redirectError(dir.resolve("stderr").toFile());
    builder.environment().keySet().removeIf(name -> name.matches("(LLM|SYN|MICRONAUT)_.*"));
    builder
        .environment()
        .putAll(
            Map.of(
                "FIRST_TOKEN_HOST",
                "0.0.0.0",
                "PORT",
                Integer.toString(PORT),
                "PROXY_API_KEY",
                CALLER_KEY,
                "LLM_BASE_URL",
                upstream + "/v1",
                "LLM_API_KEY",
                host.name(),
                "LLM_MODEL",
                MODEL,
                "WARM_UP_MS",
                "500"));
    return new RunningProxy(host, dir, builder);
  }

  Host host() {
    return host;
  }

  boolean isRunning() {
    return ProcessHandle.of(pid()).isPresent();
  }

  HostMetrics metrics() {
    return host.scrape(PORT, CALLER_KEY);
  }
}
