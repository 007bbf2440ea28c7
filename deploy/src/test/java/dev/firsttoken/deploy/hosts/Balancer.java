package dev.firsttoken.deploy.hosts;

import dev.firsttoken.bench.baselines.GuardedProcess;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** HAProxy on a host, with the configuration that the project provides. */
final class Balancer implements AutoCloseable {
  private static final Path CONFIGURATION =
      Path.of("haproxy", "haproxy.cfg").toAbsolutePath().normalize();
  private static final int PORT = 8080;
  private static final int STATUS_PORT = 8404;
  private static final Duration GRACE = Duration.ofSeconds(2);

  private final Host host;
  private final GuardedProcess process;
  private final Path log;

  /**
   * Starts it.
   *
   * @param proxies as many as the configuration has
   * @param dir receives its log
   */
  Balancer(Host host, List<Host> proxies, Path dir) {
    this.host = host;
    this.log = dir.resolve("haproxy.log");
    Map<String, String> environment = new HashMap<>(System.getenv());
    environment.put("LISTEN", host.address() + ":" + PORT);
    environment.put("STATUS", "127.0.0.1:" + STATUS_PORT);
    for (int i = 0; i < proxies.size(); i++) {
      environment.put("PROXY_" + i, proxies.get(i).address() + ":" + RunningProxy.PORT);
    }
    List<String> command = host.command(List.of("haproxy", "-db", "-f", CONFIGURATION.toString()));
    this.process =
        GuardedProcess.start(new GuardedProcess.Launch(command, dir, environment, log), GRACE);
  }

  /** Base URL without a slash at its end. */
  String url() {
    return host.url(PORT);
  }

  /** Reports whether requests go to a proxy; false as long as HAProxy does not listen. */
  boolean uses(Host proxy) {
    if (process.waitFor(Duration.ZERO)) {
      throw new AssertionError("HAProxy has ended: " + log());
    }
    try {
      return host.scrape(STATUS_PORT, "none")
              .sum("haproxy_server_status", "server=\"%s\"".formatted(proxy.name()), "state=\"UP\"")
          == 1;
    } catch (UncheckedIOException e) {
      return false;
    }
  }

  /** Log of the balancer, with a line for each completed request. */
  String log() {
    try {
      return Files.readString(log);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void close() {
    process.stop();
  }
}
