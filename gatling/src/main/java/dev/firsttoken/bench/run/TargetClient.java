package dev.firsttoken.bench.run;

import dev.firsttoken.bench.load.client.ClientContext;
import dev.firsttoken.bench.load.client.VirtualUsers;
import dev.firsttoken.bench.load.client.Workload;
import dev.firsttoken.bench.monitor.CostMonitor;
import dev.firsttoken.bench.options.Command;
import dev.firsttoken.bench.options.Options;
import dev.firsttoken.bench.samples.Sample;
import dev.firsttoken.bench.servers.ProxyCode;
import java.io.PrintStream;
import java.time.Duration;
import java.util.Objects;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Client side of one target: its requests, its users with their connections, and the monitor of its
 * costs.
 *
 * @param costMonitor null if the command measures no costs
 */
record TargetClient(
    Workload workload,
    ClientContext clientContext,
    VirtualUsers virtualUsers,
    @Nullable CostMonitor costMonitor) {

  /**
   * Prepares the requests and the connections of the options' target.
   *
   * @throws IllegalArgumentException naming the CA file or the process, if it can't be used
   */
  static TargetClient of(
      Command command, Options options, Consumer<Sample> recorder, PrintStream err) {
    Workload workload =
        options.loadOptions().micro()
            ? Workload.ofPlain(options.target())
            : Workload.of(
                options.target(),
                options.requestOptions(),
                options.workloadOptions(),
                options.loadOptions().responseOptions());
    ClientContext clientContext = ClientContext.forTarget(options.target(), workload, recorder);
    return new TargetClient(
        workload,
        clientContext,
        new VirtualUsers(clientContext),
        command == Command.SMOKE
            ? null
            : new CostMonitor(options.monitorOptions(), options.target(), err));
  }

  int inFlight() {
    return clientContext.inFlight().get();
  }

  /** Finds the server's processes and metrics; to be called before the load. */
  void discoverCosts() {
    if (costMonitor != null) {
      costMonitor.discover();
    }
  }

  /** Returns the code of the server's process; null if it is no First Token proxy, or elsewhere. */
  @Nullable ProxyCode proxyCode() {
    return costMonitor == null
        ? null
        : costMonitor.serverProcesses().stream()
            .map(process -> ProxyCode.of(process.pid()))
            .filter(Objects::nonNull)
            .findFirst()
            .orElse(null);
  }

  /**
   * Aborts the requests in flight and stops all work for this target.
   *
   * @return true if a request had to be aborted
   */
  boolean stop(Duration timeout) {
    boolean aborted = virtualUsers.stop(timeout);
    workload.finishTexts(timeout);
    if (costMonitor != null) {
      costMonitor.close();
    }
    return aborted;
  }
}
