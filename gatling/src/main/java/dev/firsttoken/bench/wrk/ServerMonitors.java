package dev.firsttoken.bench.wrk;

import dev.firsttoken.bench.monitor.Lookup;
import dev.firsttoken.bench.monitor.PortOwners;
import dev.firsttoken.bench.monitor.ServerMonitor;
import dev.firsttoken.bench.samples.LevelEnd.ServerCost;
import dev.firsttoken.bench.servers.ProxyCode;
import java.net.URI;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** CPU and memory of the servers on this machine, as {@code sweep} measures them. */
final class ServerMonitors implements AutoCloseable {
  private final Map<String, ServerMonitor> monitors = new HashMap<>();
  private final Consumer<String> notice;

  ServerMonitors(List<WrkTarget> targets, Consumer<String> notice) {
    this.notice = notice;
    for (WrkTarget target : targets) {
      if (target.failure() == null) {
        Lookup<ServerMonitor> found = ServerMonitor.of(URI.create(target.url()));
        ServerMonitor monitor = found.value();
        if (monitor == null) {
          notice.accept(
              "the CPU and memory of %s are unknown: %s"
                  .formatted(WrkTarget.shown(target.name()), found.missing()));
        } else {
          monitors.put(target.name(), monitor);
        }
      }
    }
  }

  /** Returns the code that the first proxy of ours among the targets runs, or null. */
  static @Nullable String proxyCode(List<WrkTarget> targets) {
    return targets.stream()
        .filter(target -> target.failure() == null)
        .map(target -> PortOwners.find(URI.create(target.url())).value())
        .filter(Objects::nonNull)
        .flatMap(owners -> owners.processes().stream())
        .map(process -> ProxyCode.of(process.pid()))
        .filter(Objects::nonNull)
        .map(ProxyCode::label)
        .findFirst()
        .orElse(null);
  }

  void start(String target) {
    ServerMonitor monitor = monitors.get(target);
    if (monitor != null) {
      monitor.start();
    }
  }

  /** Ends the window, and returns the cost in it, or null if it is unknown. */
  @Nullable ServerCost stop(String target) {
    ServerMonitor monitor = monitors.get(target);
    if (monitor == null) {
      return null;
    }
    Lookup<ServerCost> cost = monitor.stop();
    if (cost.value() == null) {
      notice.accept(
          "the CPU and memory of %s are unknown in this run: %s"
              .formatted(WrkTarget.shown(target), cost.missing()));
    }
    return cost.value();
  }

  @Override
  public void close() {
    monitors.values().forEach(ServerMonitor::close);
  }
}
