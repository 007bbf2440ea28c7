package dev.firsttoken.bench.targets;

import dev.firsttoken.bench.baselines.Baselines;
import dev.firsttoken.bench.baselines.ServerMode;
import dev.firsttoken.bench.baselines.ToolMissingException;
import dev.firsttoken.bench.options.CompareOptions;
import dev.firsttoken.bench.options.InvalidOptionException;
import dev.firsttoken.bench.options.value.ComparedTarget;
import dev.firsttoken.bench.options.value.ComparedTarget.Running;
import dev.firsttoken.bench.options.value.ComparedTarget.Started;
import dev.firsttoken.bench.servers.ProxyBuild;
import dev.firsttoken.bench.targets.ServerStarter.StartedServer;
import java.io.UncheckedIOException;
import java.net.URI;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CancellationException;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Servers of a comparison. Those that the bench starts run from {@link #start} to {@link #close},
 * and end with this JVM at the latest.
 */
public final class ComparedServers implements AutoCloseable {
  /** Name of the target that is the upstream itself. */
  public static final String DIRECT = "direct";

  /** Server that relays have as their upstream: the one that costs least. */
  private static final String UPSTREAM = "netty";

  private final Baselines baselines;
  private final CompareOptions options;
  private final CorePlan cores;
  private final Consumer<String> progress;
  private final Map<String, StartedServer> started = new LinkedHashMap<>();
  private final List<ComparedServer> servers = new ArrayList<>();
  private @Nullable StartedServer upstream;
  private volatile boolean closing;

  private ComparedServers(
      Baselines baselines, CompareOptions options, CorePlan cores, Consumer<String> progress) {
    this.baselines = baselines;
    this.options = options;
    this.cores = cores;
    this.progress = progress;
  }

  /**
   * Starts all servers, one after the other. One that can't be started is listed with the reason;
   * one that was not asked for by name, and whose tools are missing, is left out.
   *
   * @param progress receives what happens, a sentence at a time
   * @throws InvalidOptionException naming the target that does not exist
   * @throws IllegalStateException if fewer than two run, or if the upstream can't be started
   */
  public static ComparedServers start(
      Baselines baselines, CompareOptions options, CorePlan cores, Consumer<String> progress) {
    if (options.targets().size() == 1) {
      throw new InvalidOptionException(
          "--targets: needs at least two servers; to compare one with itself, give it twice:"
              + " micronaut,again=micronaut");
    }
    ComparedServers compared = startEach(baselines, options, cores, progress);
    if (compared.running() < 2) {
      compared.close();
      throw new IllegalStateException(
          "fewer than two servers run, so there is nothing to compare: see above");
    }
    return compared;
  }

  /**
   * Starts all servers in the same way, of which one alone may run, or none.
   *
   * @throws InvalidOptionException naming the target that does not exist
   * @throws IllegalStateException if the upstream can't be started
   */
  public static ComparedServers startEach(
      Baselines baselines, CompareOptions options, CorePlan cores, Consumer<String> progress) {
    ComparedServers compared = new ComparedServers(baselines, options, cores, progress);
    List<ComparedTarget> targets = compared.targets();
    try {
      compared.startAll(targets);
      return compared;
    } catch (RuntimeException | Error e) {
      compared.close();
      throw e;
    }
  }

  private ServerMode mode() {
    return options.relays() ? ServerMode.RELAY : ServerMode.SYNTHETIC;
  }

  /** Returns the names that can be started, our own proxy first. */
  private List<String> names() {
    List<String> names = new ArrayList<>();
    if (options.relays()) {
      names.add(DIRECT);
    }
    names.add(ServerStarter.PROXY);
    names.addAll(baselines.names(mode()));
    return names;
  }

  private List<ComparedTarget> targets() {
    List<String> names = names();
    if (options.targets().isEmpty()) {
      return names.stream().<ComparedTarget>map(name -> new Started(name, name, Map.of())).toList();
    }
    options.targets().forEach(target -> requireKnown(target, names));
    return options.targets();
  }

  private void requireKnown(ComparedTarget target, List<String> names) {
    boolean isDirect = target.equals(new Started(DIRECT, DIRECT, Map.of()));
    if (options.relays() && !isDirect && usesDirect(target)) {
      throw new InvalidOptionException(
          "--targets: direct is the upstream itself, without another name or a variable; give it as"
              + " direct");
    }
    if (target instanceof Started chosen && !names.contains(chosen.server())) {
      throw new InvalidOptionException(
          "--targets: no server \"%s\" %s; choose from %s, or give name=URL"
              .formatted(chosen.server(), options.work().clause(), String.join(", ", names)));
    }
  }

  private static boolean usesDirect(ComparedTarget target) {
    return target.name().equals(DIRECT)
        || (target instanceof Started chosen && chosen.server().equals(DIRECT));
  }

  private void startAll(List<ComparedTarget> targets) {
    URI upstream = options.relays() ? startUpstream() : null;
    ServerStarter starter = new ServerStarter(baselines, upstream, cores.serverPrefix(), progress);
    for (ComparedTarget target : targets) {
      switch (target) {
        case Running running ->
            servers.add(new ComparedServer(running.name(), running.chatUrl(), false, null, null));
        case Started chosen -> start(chosen, starter);
      }
    }
  }

  private URI startUpstream() {
    ServerStarter starter =
        new ServerStarter(upstreamFolder(), null, cores.clientPrefix(), progress);
    StartedServer server = starter.start(new Started(DIRECT, UPSTREAM, Map.of()));
    upstream = server;
    progress.accept("the upstream %s serves at %s".formatted(UPSTREAM, server.origin()));
    return server.origin();
  }

  /** A folder of the user's own servers need not have the upstream. */
  private Baselines upstreamFolder() {
    return baselines.names().contains(UPSTREAM)
        ? baselines
        : Baselines.in(ProxyBuild.find().home());
  }

  private void start(Started target, ServerStarter starter) {
    try {
      boolean isUpstream = target.server().equals(DIRECT);
      StartedServer server = isUpstream ? Objects.requireNonNull(upstream) : starter.start(target);
      if (!isUpstream) {
        started.put(target.name(), server);
      }
      servers.add(
          new ComparedServer(
              target.name(),
              server.origin().resolve(options.path()),
              true,
              server.startNanos(),
              null));
      progress.accept("%s serves at %s".formatted(target.name(), server.origin()));
    } catch (CancellationException e) {
      throw e; // a signal has ended the bench
    } catch (ToolMissingException e) {
      progress.accept(
          "%s is left out. %s Install it to compare this server too."
              .formatted(target.name(), e.getMessage()));
      if (!options.targets().isEmpty()) {
        servers.add(ComparedServer.failed(target.name(), String.valueOf(e.getMessage())));
      }
    } catch (IllegalStateException | UncheckedIOException e) {
      progress.accept("%s is left out: %s".formatted(target.name(), e.getMessage()));
      servers.add(ComparedServer.failed(target.name(), String.valueOf(e.getMessage())));
    }
  }

  private long running() {
    return servers.stream().filter(server -> server.failure() == null).count();
  }

  /**
   * Moves this process to the cores of the client, if it has cores of its own.
   *
   * @throws IllegalStateException if taskset fails
   */
  public void pinClient() {
    cores.pinClient();
  }

  /** Returns all servers in order, those that could not be started included. */
  public List<ComparedServer> servers() {
    return List.copyOf(servers);
  }

  /**
   * Watches the servers that were started.
   *
   * @param onExit called with the name of each server that ends by itself, and a sentence that says
   *     how
   */
  public void watch(BiConsumer<String, String> onExit) {
    started.forEach((name, server) -> watch(server, reason -> onExit.accept(name, reason)));
    if (upstream != null) {
      watch(
          upstream,
          reason -> {
            for (ComparedServer relay : servers) {
              onExit.accept(relay.name(), "its upstream ended: " + reason);
            }
          });
    }
  }

  private void watch(StartedServer server, Consumer<String> onExit) {
    server
        .onExit()
        .thenAccept(
            reason -> {
              if (!closing) {
                onExit.accept(reason);
              }
            });
  }

  /** Stops every server that was started, and waits for their ends. */
  @Override
  public void close() {
    closing = true;
    List<StartedServer> running = new ArrayList<>();
    if (upstream != null) {
      running.add(upstream);
    }
    running.addAll(started.values());
    for (StartedServer server : running.reversed()) {
      try {
        server.process().close();
      } catch (Exception e) {
        progress.accept("a server could not be stopped: " + e.getMessage());
      }
    }
  }
}
