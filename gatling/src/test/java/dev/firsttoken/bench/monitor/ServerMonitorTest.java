package dev.firsttoken.bench.monitor;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.firsttoken.bench.samples.LevelEnd.ServerCost;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;

class ServerMonitorTest {
  /** Error of ticks of 10 ms at both ends of a window. */
  private static final long TICK_TOLERANCE_NANOS = TimeUnit.MILLISECONDS.toNanos(30);

  private static final long BURN_NANOS = TimeUnit.MILLISECONDS.toNanos(300);

  @Test
  void localServerIsFoundByItsPort() {
    try (PythonServer server = new PythonServer();
        ServerMonitor monitor = monitorOf(server.url())) {
      monitor.start();
      server.execute("burn 0.3");

      ServerCost cost = require(monitor.stop());

      assertThat(cost.foundBy()).isEqualTo("port " + server.port());
      assertThat(cost.cpuNanos())
          .isBetween(BURN_NANOS - TICK_TOLERANCE_NANOS, cost.windowNanos() + TICK_TOLERANCE_NANOS);
      assertThat(cost.processes()).isEqualTo(1);
      assertThat(cost.threads()).isEqualTo(1);
      assertThat(cost.peakRssBytes()).isBetween(1L << 20, 1L << 30);
    }
  }

  @Test
  void cpuTimeBeforeTheWindowIsNotCounted() {
    try (PythonServer server = new PythonServer();
        ServerMonitor monitor = ServerMonitor.of(server.pid())) {
      server.execute("burn 0.3");
      server.execute("child 0.3");
      server.execute("release");
      monitor.start();

      ServerCost cost = require(monitor.stop());

      assertThat(cost.foundBy()).isEqualTo("pid " + server.pid());
      assertThat(cost.cpuNanos()).isLessThan(cost.windowNanos() + TICK_TOLERANCE_NANOS);
    }
  }

  @Test
  void everyWindowStartsFromZero() {
    try (PythonServer server = new PythonServer();
        ServerMonitor monitor = ServerMonitor.of(server.pid())) {
      monitor.start();
      server.execute("burn 0.3");
      ServerCost busy = require(monitor.stop());
      monitor.start();
      ServerCost idle = require(monitor.stop());

      assertThat(busy.cpuNanos()).isGreaterThanOrEqualTo(BURN_NANOS - TICK_TOLERANCE_NANOS);
      assertThat(idle.cpuNanos()).isLessThan(idle.windowNanos() + TICK_TOLERANCE_NANOS);
    }
  }

  @Test
  @EnabledOnOs(OS.LINUX)
  void cpuTimeIsFinerThanATick() {
    try (PythonServer server = new PythonServer()) {
      ProcessTree tree = sampledTree(server);
      server.execute("burn 0.004");

      long cpuNanos = require(tree.stop("pid")).cpuNanos();

      assertThat(cpuNanos).isGreaterThanOrEqualTo(TimeUnit.MILLISECONDS.toNanos(4));
      assertThat(cpuNanos % TimeUnit.MILLISECONDS.toNanos(10)).isNotZero();
    }
  }

  @Test
  void procStatAndOshiAgree() {
    try (PythonServer server = new PythonServer()) {
      server.execute("burn 0.3");
      int pid = Math.toIntExact(server.pid());
      ProcessSample procStat = requireNonNull(ProcessSample.sample(pid));
      ProcessSample oshi = requireNonNull(ProcessSample.sampleOshi(pid));

      assertThat(oshi.zombie()).isEqualTo(procStat.zombie()).isFalse();
      assertThat(oshi.threads()).isEqualTo(procStat.threads());
      assertThat(oshi.ownCpuNanos())
          .isCloseTo(procStat.ownCpuNanos(), within(TICK_TOLERANCE_NANOS))
          .isGreaterThanOrEqualTo(BURN_NANOS - TICK_TOLERANCE_NANOS);
      assertThat(oshi.rssBytes()).isCloseTo(procStat.rssBytes(), within(1L << 20));
    }
  }

  @Test
  void peakMemoryIsReported() {
    try (PythonServer server = new PythonServer();
        ServerMonitor monitor = ServerMonitor.of(server.pid())) {
      monitor.start();
      server.execute("grow 64");

      assertThat(require(monitor.stop()).peakRssBytes()).isBetween(64L << 20, 1L << 30);
    }
  }

  @Test
  void descendantsCountTowardsTheServer() {
    try (PythonServer server = new PythonServer();
        ServerMonitor monitor = ServerMonitor.of(server.pid())) {
      monitor.start();
      server.execute("child 0.3");

      ServerCost cost = require(monitor.stop());

      assertThat(cost.cpuNanos()).isGreaterThanOrEqualTo(BURN_NANOS - TICK_TOLERANCE_NANOS);
      assertThat(cost.processes()).isEqualTo(2);
      assertThat(cost.threads()).isEqualTo(2);
    }
  }

  @Test
  @EnabledOnOs(OS.LINUX)
  void childThatLivedBetweenTwoSamplesCounts() {
    try (PythonServer server = new PythonServer()) {
      ProcessTree tree = sampledTree(server);
      server.execute("child 0.3");
      server.execute("release");

      ServerCost cost = require(tree.stop("pid"));

      assertThat(cost.cpuNanos()).isGreaterThanOrEqualTo(BURN_NANOS - TICK_TOLERANCE_NANOS);
      assertThat(cost.processes()).isEqualTo(1);
    }
  }

  @Test
  void unreapedChildCountsAsLastSampled() {
    try (PythonServer server = new PythonServer()) {
      ProcessTree tree = sampledTree(server);
      server.execute("ignore children");
      server.execute("child 0.3");
      while (tree.processes().size() < 2) {
        tree.sample();
      }
      server.execute("release");

      assertThat(require(tree.stop("pid")).cpuNanos())
          .isGreaterThanOrEqualTo(BURN_NANOS - TICK_TOLERANCE_NANOS);
    }
  }

  @Test
  void endedChildDoesNotCountItsCpuTimeBeforeTheWindow() {
    try (PythonServer server = new PythonServer()) {
      server.execute("child 0.3");
      ProcessTree tree = sampledTree(server);
      server.execute("release");

      ServerCost cost = require(tree.stop("pid"));

      assertThat(cost.cpuNanos()).isLessThan(2 * cost.windowNanos() + TICK_TOLERANCE_NANOS);
      assertThat(cost.processes()).isEqualTo(2);
    }
  }

  @Test
  @EnabledOnOs(OS.LINUX)
  void workerSharingThePortIsNotTheEntireServer() {
    try (PythonServer server = new PythonServer()) {
      server.execute("fork");
      server.execute("fork");

      assertThat(require(PortOwners.find(server.url())).processes())
          .containsExactly(handle(server.pid()));
    }
  }

  @Test
  void unsharedSocketBelongsToItsProcess() {
    try (PythonServer server = new PythonServer()) {
      assertThat(require(PortOwners.find(server.url())).processes())
          .containsExactly(handle(server.pid()));
    }
  }

  @Test
  void listenerInThisProcessIsFound() throws IOException {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      URI url = URI.create("http://localhost:" + socket.getLocalPort());

      assertThat(require(PortOwners.find(url)).processes())
          .containsExactly(ProcessHandle.current());
      assertThat(sampledTree(ProcessHandle.current()).processes())
          .contains(ProcessHandle.current());
    }
  }

  @Test
  void loadGeneratorIsExcludedFromTheServerThatStartedIt() {
    ProcessHandle parent = ProcessHandle.current().parent().orElseThrow();

    assertThat(sampledTree(parent).processes())
        .contains(parent)
        .doesNotContain(ProcessHandle.current());
  }

  @Test
  void unknownPidIsRejected() {
    PythonServer server = new PythonServer();
    server.stop();

    assertThatThrownBy(() -> ServerMonitor.of(server.pid()))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("--watch-pid=%d: no such process", server.pid());
  }

  @Test
  void serverThatExitsDuringTheWindowHasNoCost() {
    try (PythonServer server = new PythonServer();
        ServerMonitor monitor = ServerMonitor.of(server.pid())) {
      monitor.start();
      server.stop();

      assertThat(monitor.stop())
          .isEqualTo(Lookup.missing("the server's process %d has ended".formatted(server.pid())));
    }
  }

  @Test
  void portWithoutAListenerIsReported() throws IOException {
    int port;
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      port = socket.getLocalPort();
    }

    assertThat(ServerMonitor.of(URI.create("http://127.0.0.1:" + port)).missing())
        .isEqualTo("nothing listens on port %d of this machine".formatted(port));
  }

  @Test
  void remoteTargetIsNotSearched() {
    assertThat(ServerMonitor.of(URI.create("https://192.0.2.1/v1")).missing())
        .isEqualTo("192.0.2.1 is not an address of this machine");
    assertThat(ServerMonitor.of(URI.create("http://my_llm.invalid:8000/v1")).missing())
        .isEqualTo("my_llm.invalid is not an address of this machine");
  }

  @Test
  @EnabledOnOs(OS.LINUX)
  void proxyProgramIsNotMistakenForTheServer() {
    try (PythonServer server = new PythonServer()) {
      server.execute("name docker-proxy");

      assertThat(ServerMonitor.of(server.url()).missing())
          .isEqualTo(
              "docker-proxy listens on port %d on behalf of the server; name the server with --watch-pid"
                  .formatted(server.port()));
    }
  }

  private static ServerMonitor monitorOf(URI url) {
    return require(ServerMonitor.of(url));
  }

  private static <T> T require(Lookup<T> lookup) {
    return requireNonNull(lookup.value(), () -> "missing: " + lookup.missing());
  }

  private static ProcessTree sampledTree(PythonServer server) {
    return sampledTree(handle(server.pid()));
  }

  private static ProcessTree sampledTree(ProcessHandle process) {
    ProcessTree tree = new ProcessTree(List.of(process));
    tree.sample();
    return tree;
  }

  private static ProcessHandle handle(long pid) {
    return ProcessHandle.of(pid).orElseThrow();
  }
}
