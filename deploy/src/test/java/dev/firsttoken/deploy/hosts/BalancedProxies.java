package dev.firsttoken.deploy.hosts;

import dev.firsttoken.bench.servers.ProxyBuild;
import dev.firsttoken.bench.servers.ProxyCommand;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * A model server, three proxies that relay to it, HAProxy before them, and three hosts for
 * injectors. What still runs when it closes is ended.
 */
final class BalancedProxies implements AutoCloseable {
  /** Number of the proxies, and of the hosts for injectors. */
  static final int SIZE = 3;

  private static final int FIRST_PROXY = 11;
  private static final int FIRST_INJECTOR = 21;

  private final Path dir;
  private final List<String> proxyCommand = ProxyCommand.of(ProxyBuild.find(), null);
  private final HostNetwork network = new HostNetwork();
  private final List<Host> injectors = new ArrayList<>();
  private final List<RunningProxy> proxies = new ArrayList<>();
  private final ModelServer model;
  private final Balancer balancer;

  /**
   * Starts everything, and waits until HAProxy uses each proxy.
   *
   * @param dir receives the output of the servers
   */
  BalancedProxies(Path dir) {
    this.dir = dir;
    try {
      model = new ModelServer(network.addHost("model", 1));
      List<Host> proxyHosts = addHosts("proxy-", FIRST_PROXY);
      injectors.addAll(addHosts("injector-", FIRST_INJECTOR));
      balancer = new Balancer(network.addHost("balancer", 2), proxyHosts, dir);
      proxyHosts.forEach(host -> proxies.add(start(host)));
      proxies.forEach(this::awaitUse);
    } catch (RuntimeException | Error e) {
      // It ends what has started.
      network.close();
      throw e;
    }
  }

  private List<Host> addHosts(String name, int firstNumber) {
    List<Host> hosts = new ArrayList<>();
    for (int i = 0; i < SIZE; i++) {
      hosts.add(network.addHost(name + i, firstNumber + i));
    }
    return hosts;
  }

  private RunningProxy start(Host host) {
    try {
      Path own = Files.createTempDirectory(dir, host.name());
      return RunningProxy.start(host, proxyCommand, model.url(), own);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void awaitUse(RunningProxy proxy) {
    proxy.await("its use by HAProxy", () -> balancer.uses(proxy.host()));
  }

  /** Starts a proxy again where an earlier one has ended, and waits until HAProxy uses it. */
  void startAgain(int index) {
    RunningProxy started = start(proxies.get(index).host());
    proxies.set(index, started);
    awaitUse(started);
  }

  /** Starts those proxies again that have ended. */
  void startMissing() {
    for (int i = 0; i < SIZE; i++) {
      if (!proxies.get(i).isRunning()) {
        startAgain(i);
      }
    }
  }

  RunningProxy proxy(int index) {
    return proxies.get(index);
  }

  Host injector(int index) {
    return injectors.get(index);
  }

  ModelServer model() {
    return model;
  }

  Balancer balancer() {
    return balancer;
  }

  /** Adds up the series of a name over all proxies, which must run. */
  long sum(String name, String... labels) {
    return proxies.stream().mapToLong(proxy -> proxy.metrics().sum(name, labels)).sum();
  }

  @Override
  public void close() {
    try (network;
        model;
        balancer) {
      proxies.forEach(RunningProxy::close);
    }
  }
}
