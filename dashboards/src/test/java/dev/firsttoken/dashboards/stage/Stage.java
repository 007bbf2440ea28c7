package dev.firsttoken.dashboards.stage;

import dev.firsttoken.bench.baselines.Baselines;
import dev.firsttoken.bench.baselines.LocalPort;
import dev.firsttoken.bench.baselines.RunningBaseline;
import dev.firsttoken.bench.baselines.StartSettings;
import dev.firsttoken.bench.baselines.ToolMissingException;
import dev.firsttoken.bench.monitor.PortOwners;
import dev.firsttoken.bench.servers.ProxyBuild;
import dev.firsttoken.bench.servers.ProxyProcess;
import dev.firsttoken.bench.watch.WatchedServers;
import dev.firsttoken.dashboards.prometheus.Prometheus;
import java.net.URI;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * The proxy with an upstream, the baselines, and a Prometheus that scrapes them. All end with this
 * JVM at the latest.
 */
public final class Stage implements AutoCloseable {
  /** The proxy's runtime. */
  public static final String PROXY = "micronaut";

  private static final List<String> RUNTIMES = List.of("express", "fastapi", "flask");

  /** The server that costs least, and that responds to every model. */
  private static final String UPSTREAM = "netty";

  private final Baselines baselines = Baselines.in(ProxyBuild.find().home());
  private final Map<String, RunningBaseline> running = new LinkedHashMap<>();
  private final ProxyProcess proxy;
  private final Prometheus prometheus;

  /**
   * Starts everything.
   *
   * @param proxySettings environment of the proxy, besides its upstream
   * @param withBaselines whether there are servers to compare with
   */
  public Stage(Map<String, String> proxySettings, boolean withBaselines) {
    try {
      start(UPSTREAM);
      if (withBaselines) {
        RUNTIMES.forEach(this::startIfPossible);
      }
      Map<String, String> environment = new HashMap<>(proxySettings);
      environment.put("LLM_BASE_URL", upstream() + "/v1");
      environment.put("LLM_MODEL", "relayed");
      proxy = ProxyProcess.start(environment, List.of());
      prometheus = startPrometheus(proxy);
    } catch (RuntimeException | Error e) {
      running.values().forEach(RunningBaseline::close);
      throw e;
    }
  }

  /** Closes the proxy if Prometheus does not start. */
  private Prometheus startPrometheus(ProxyProcess proxy) {
    List<URI> scraped = RUNTIMES.stream().filter(running::containsKey).map(this::url).toList();
    try {
      return Prometheus.start(new WatchedServers(proxy.url().resolve("/metrics"), null, scraped));
    } catch (RuntimeException | Error e) {
      proxy.close();
      throw e;
    }
  }

  private void startIfPossible(String name) {
    try {
      start(name);
    } catch (ToolMissingException e) {
      System.err.printf("%s is left out: %s%n", name, e.getMessage());
    }
  }

  private void start(String name) {
    running.put(
        name,
        baselines
            .get(name)
            .prepare(System.err::println)
            .start(
                LocalPort.findFree(),
                new StartSettings(Map.of("LLM_MODEL", ""), null, List.of()),
                System.err::println));
  }

  public Prometheus prometheus() {
    return prometheus;
  }

  /** Runtimes of the servers that are scraped. */
  public List<String> runtimes() {
    List<String> runtimes = new ArrayList<>(List.of(PROXY));
    RUNTIMES.stream().filter(running::containsKey).forEach(runtimes::add);
    return runtimes;
  }

  /** Base URL of a server, without a slash at its end. */
  public URI url(String runtime) {
    return runtime.equals(PROXY)
        ? proxy.url()
        : Objects.requireNonNull(running.get(runtime)).origin();
  }

  public int port(String runtime) {
    return url(runtime).getPort();
  }

  /** Base URL of the server that the proxy relays to. */
  public URI upstream() {
    return Objects.requireNonNull(running.get(UPSTREAM)).origin();
  }

  /** Ends the upstream, so that the proxy cannot connect to its address. */
  public void stopUpstream() {
    Objects.requireNonNull(running.get(UPSTREAM)).close();
  }

  /** Process id of the proxy. */
  public long proxyPid() {
    return Objects.requireNonNull(PortOwners.find(proxy.url()).value())
        .processes()
        .getFirst()
        .pid();
  }

  @Override
  public void close() {
    prometheus.close();
    proxy.close();
    running.values().forEach(RunningBaseline::close);
  }
}
