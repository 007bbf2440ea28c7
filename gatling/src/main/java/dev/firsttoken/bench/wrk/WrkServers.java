package dev.firsttoken.bench.wrk;

import dev.firsttoken.bench.baselines.Baselines;
import dev.firsttoken.bench.options.CompareOptions;
import dev.firsttoken.bench.options.value.ComparedTarget;
import dev.firsttoken.bench.options.value.ComparedTarget.Running;
import dev.firsttoken.bench.options.value.ComparedTarget.Started;
import dev.firsttoken.bench.run.Preflight;
import dev.firsttoken.bench.run.UnreachableException;
import dev.firsttoken.bench.samples.Level;
import dev.firsttoken.bench.targets.ComparedServer;
import dev.firsttoken.bench.targets.ComparedServers;
import dev.firsttoken.bench.targets.CorePlan;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Servers that are loaded: the one at a URL, or several, of which those not up are started. */
final class WrkServers implements AutoCloseable {
  private final Consumer<String> notice;
  private final List<WrkTarget> targets = new ArrayList<>();
  private final Map<String, String> ended = new ConcurrentHashMap<>();
  private @Nullable ComparedServers started;

  private WrkServers(Consumer<String> notice) {
    this.notice = notice;
  }

  /**
   * Finds or starts the servers, and gets one response of each.
   *
   * @param notice receives what happens, a sentence at a time
   * @throws UnreachableException if none can be reached
   * @throws IllegalArgumentException naming the target that does not exist
   */
  static WrkServers open(WrkOptions options, Baselines baselines, Consumer<String> notice) {
    WrkServers servers = new WrkServers(notice);
    try {
      if (options.targets().isEmpty()) {
        Preflight.check(options.url());
        servers.targets.add(WrkTarget.at(Level.DEFAULT_TARGET, options.url(), null));
      } else {
        servers.start(options, baselines);
      }
      servers.probeAll();
      return servers;
    } catch (RuntimeException | Error e) {
      servers.close();
      throw e;
    }
  }

  private void start(WrkOptions options, Baselines baselines) {
    List<ComparedTarget> chosen =
        options.targets().stream().map(target -> found(target, baselines)).toList();
    ComparedServers servers =
        ComparedServers.startEach(
            baselines,
            CompareOptions.ofPlain(chosen, options.url().getRawPath()),
            CorePlan.NONE,
            notice);
    started = servers;
    for (ComparedServer server : servers.servers()) {
      targets.add(target(server, options.url()));
    }
    if (targets.stream().allMatch(target -> target.failure() != null)) {
      throw new UnreachableException("no server can be reached: see above");
    }
    servers.watch(ended::put);
  }

  /** Replaces a server that is up by its address; one with variables of its own is started. */
  private ComparedTarget found(ComparedTarget target, Baselines baselines) {
    if (target instanceof Started named && named.environment().isEmpty()) {
      URI origin = RunningServer.find(named.server(), baselines);
      if (origin != null) {
        notice.accept("%s is up at %s".formatted(named.name(), origin));
        return new Running(named.name(), origin);
      }
    }
    return target;
  }

  private WrkTarget target(ComparedServer server, URI url) {
    URI base = server.chatUrl();
    if (base == null) {
      return WrkTarget.failed(server.name(), String.valueOf(server.failure()));
    }
    URI target = base.resolve(pathAndQuery(url));
    try {
      if (!server.isStartedHere()) {
        Preflight.check(target);
      }
      return WrkTarget.at(server.name(), target, server.startNanos());
    } catch (UnreachableException e) {
      String reason = String.valueOf(e.getMessage());
      notice.accept("%s is left out: %s".formatted(server.name(), reason));
      return WrkTarget.failed(server.name(), reason);
    }
  }

  private static String pathAndQuery(URI url) {
    String path = url.getRawPath();
    return (path == null || path.isEmpty() ? "/" : path)
        + (url.getRawQuery() == null ? "" : "?" + url.getRawQuery());
  }

  /** Says at once what each request of the load would show. */
  private void probeAll() {
    targets.replaceAll(target -> target.failure() == null ? ResponseProbe.probe(target) : target);
    targets.stream()
        .filter(target -> target.responseStatus() != null && !target.hasGoodResponse())
        .map(ResponseProbe::describe)
        .forEach(notice);
  }

  /** Returns all servers in order, those that can't be loaded included. */
  List<WrkTarget> targets() {
    return List.copyOf(targets);
  }

  /** Returns the sentence that says how a server ended, or null if it runs. */
  @Nullable String ending(String target) {
    return ended.get(target);
  }

  @Override
  public void close() {
    ComparedServers servers = started;
    if (servers != null) {
      servers.close();
    }
  }
}
