package dev.firsttoken.bench.run;

import dev.firsttoken.bench.load.client.VirtualUsers;
import dev.firsttoken.bench.load.requests.RequestSource;
import dev.firsttoken.bench.monitor.CostMonitor;
import dev.firsttoken.bench.samples.Sample;
import dev.firsttoken.bench.servers.ProxyCode;
import java.io.PrintStream;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Clients of all targets of a run, by name. One target is under load at any time. */
final class TargetClients {
  private final Map<String, TargetClient> clients;

  TargetClients(Map<String, TargetClient> clients) {
    this.clients = Map.copyOf(clients);
  }

  /**
   * Prepares the client side of every server that can be measured.
   *
   * @throws IllegalArgumentException if the requests to all of them do not fit into memory
   */
  static TargetClients of(RunPlan plan, Consumer<Sample> recorder, PrintStream err) {
    Map<String, TargetClient> clients = new LinkedHashMap<>();
    for (RunTarget target : plan.measurable()) {
      TargetClient client = TargetClient.of(plan.command(), target.options(), recorder, err);
      RequestSource requestSource = client.workload().requestSource();
      String notice = requestSource.notice();
      if (clients.isEmpty() && notice != null) {
        err.println("bench: " + notice);
      }
      // Each has as many, and is prepared once it is clear that there is room for it.
      requestSource.checkMemoryFor(plan.measurable().size());
      clients.put(target.name(), client);
    }
    return new TargetClients(clients);
  }

  TargetClient get(String target) {
    return Objects.requireNonNull(clients.get(target), target);
  }

  VirtualUsers virtualUsers(String target) {
    return get(target).virtualUsers();
  }

  @Nullable CostMonitor costMonitor(String target) {
    return get(target).costMonitor();
  }

  /** Number of requests in flight at all targets. */
  int inFlight() {
    return clients.values().stream().mapToInt(TargetClient::inFlight).sum();
  }

  void discoverCosts() {
    clients.values().forEach(TargetClient::discoverCosts);
  }

  /** Returns the code that the first of them that is a First Token proxy runs, or null. */
  @Nullable ProxyCode proxyCode() {
    return clients.values().stream()
        .map(TargetClient::proxyCode)
        .filter(Objects::nonNull)
        .findFirst()
        .orElse(null);
  }

  /** Waits for the texts of all responses so far; false if the timeout passes first at a target. */
  boolean awaitPendingTexts(Duration timeout) {
    boolean complete = true;
    for (TargetClient client : clients.values()) {
      complete &= client.workload().awaitPendingTexts(timeout);
    }
    return complete;
  }

  /**
   * Stops the load of all targets.
   *
   * @return true if a request had to be aborted
   */
  boolean stop(Duration timeout) {
    boolean aborted = false;
    for (TargetClient client : clients.values()) {
      aborted |= client.stop(timeout);
    }
    return aborted;
  }
}
