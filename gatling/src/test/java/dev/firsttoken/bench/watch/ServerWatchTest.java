package dev.firsttoken.bench.watch;

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

class ServerWatchTest {
  /** What ticks of 10 ms may hide at both ends of a window. */
  private static final long TICKS_NANOS = TimeUnit.MILLISECONDS.toNanos(30);

  private static final long THIRD_NANOS = TimeUnit.MILLISECONDS.toNanos(300);

  @Test
  void serverOfThisMachineIsFoundByItsPort() {
    try (PythonServer server = new PythonServer();
        ServerWatch watch = found(server.url())) {
      watch.begin();
      server.tell("burn 0.3");

      ServerCost cost = known(watch.end());

      assertThat(cost.foundBy()).isEqualTo("port " + server.port());
      assertThat(cost.cpuNanos())
          .isBetween(THIRD_NANOS - TICKS_NANOS, cost.windowNanos() + TICKS_NANOS);
      assertThat(cost.processes()).isEqualTo(1);
      assertThat(cost.threads()).isEqualTo(1);
      assertThat(cost.peakRssBytes()).isBetween(1L << 20, 1L << 30);
    }
  }

  @Test
  void whatTheServerDidBeforeTheWindowIsNotInIt() {
    try (PythonServer server = new PythonServer();
        ServerWatch watch = ServerWatch.of(server.pid())) {
      server.tell("burn 0.3");
      server.tell("child 0.3");
      server.tell("release");
      watch.begin();

      ServerCost cost = known(watch.end());

      assertThat(cost.foundBy()).isEqualTo("pid " + server.pid());
      assertThat(cost.cpuNanos()).isLessThan(cost.windowNanos() + TICKS_NANOS);
    }
  }

  @Test
  void everyWindowBeginsAnew() {
    try (PythonServer server = new PythonServer();
        ServerWatch watch = ServerWatch.of(server.pid())) {
      watch.begin();
      server.tell("burn 0.3");
      ServerCost busy = known(watch.end());
      watch.begin();
      ServerCost idle = known(watch.end());

      assertThat(busy.cpuNanos()).isGreaterThanOrEqualTo(THIRD_NANOS - TICKS_NANOS);
      assertThat(idle.cpuNanos()).isLessThan(idle.windowNanos() + TICKS_NANOS);
    }
  }

  @Test
  void bothWaysToLookAtAProcessSeeTheSame() {
    try (PythonServer server = new PythonServer()) {
      server.tell("burn 0.3");
      int pid = Math.toIntExact(server.pid());
      ProcessLook usual = requireNonNull(ProcessLook.at(pid));
      ProcessLook other = requireNonNull(ProcessLook.atProcess(pid));

      assertThat(other.ended()).isEqualTo(usual.ended()).isFalse();
      assertThat(other.threads()).isEqualTo(usual.threads());
      assertThat(other.ownNanos())
          .isCloseTo(usual.ownNanos(), within(TICKS_NANOS))
          .isGreaterThanOrEqualTo(THIRD_NANOS - TICKS_NANOS);
      assertThat(other.rssBytes()).isCloseTo(usual.rssBytes(), within(1L << 20));
    }
  }

  @Test
  void mostMemoryAtOnceIsKept() {
    try (PythonServer server = new PythonServer();
        ServerWatch watch = ServerWatch.of(server.pid())) {
      watch.begin();
      server.tell("grow 64");

      assertThat(known(watch.end()).peakRssBytes()).isBetween(64L << 20, 1L << 30);
    }
  }

  @Test
  void processesBelowItAreTheServersToo() {
    try (PythonServer server = new PythonServer();
        ServerWatch watch = ServerWatch.of(server.pid())) {
      watch.begin();
      server.tell("child 0.3");

      ServerCost cost = known(watch.end());

      assertThat(cost.cpuNanos()).isGreaterThanOrEqualTo(THIRD_NANOS - TICKS_NANOS);
      assertThat(cost.processes()).isEqualTo(2);
      assertThat(cost.threads()).isEqualTo(2);
    }
  }

  @Test
  @EnabledOnOs(OS.LINUX)
  void childThatCameAndWentBetweenTwoLooksCounts() {
    try (PythonServer server = new PythonServer()) {
      ProcessTree tree = lookedAt(server);
      server.tell("child 0.3");
      server.tell("release");

      ServerCost cost = known(tree.end("pid"));

      assertThat(cost.cpuNanos()).isGreaterThanOrEqualTo(THIRD_NANOS - TICKS_NANOS);
      assertThat(cost.processes()).isEqualTo(1);
    }
  }

  @Test
  void childThatNobodyWaitedForCountsAsItWasLastSeen() {
    try (PythonServer server = new PythonServer()) {
      ProcessTree tree = lookedAt(server);
      server.tell("heed nobody");
      server.tell("child 0.3");
      while (tree.processes().size() < 2) {
        tree.look();
      }
      server.tell("release");

      assertThat(known(tree.end("pid")).cpuNanos())
          .isGreaterThanOrEqualTo(THIRD_NANOS - TICKS_NANOS);
    }
  }

  @Test
  void childThatEndsTakesWhatItDidBeforeTheWindowAlong() {
    try (PythonServer server = new PythonServer()) {
      server.tell("child 0.3");
      ProcessTree tree = lookedAt(server);
      server.tell("release");

      ServerCost cost = known(tree.end("pid"));

      assertThat(cost.cpuNanos()).isLessThan(2 * cost.windowNanos() + TICKS_NANOS);
      assertThat(cost.processes()).isEqualTo(2);
    }
  }

  @Test
  @EnabledOnOs(OS.LINUX)
  void workerThatSharesThePortIsNotTheWholeServer() {
    try (PythonServer server = new PythonServer()) {
      server.tell("fork");
      server.tell("fork");

      assertThat(known(Listeners.at(server.url())).processes())
          .containsExactly(handle(server.pid()));
    }
  }

  @Test
  void socketThatOnlyOneHoldsIsItsOwn() {
    try (PythonServer server = new PythonServer()) {
      assertThat(known(Listeners.at(server.url())).processes())
          .containsExactly(handle(server.pid()));
    }
  }

  @Test
  void listenerInThisProcessIsTakenAsItIs() throws IOException {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      URI url = URI.create("http://localhost:" + socket.getLocalPort());

      assertThat(known(Listeners.at(url)).processes()).containsExactly(ProcessHandle.current());
      assertThat(lookedAt(ProcessHandle.current()).processes()).contains(ProcessHandle.current());
    }
  }

  @Test
  void loadIsNoPartOfTheServerThatStartedIt() {
    ProcessHandle parent = ProcessHandle.current().parent().orElseThrow();

    assertThat(lookedAt(parent).processes())
        .contains(parent)
        .doesNotContain(ProcessHandle.current());
  }

  @Test
  void pidThatIsNobodysIsRefused() {
    PythonServer server = new PythonServer();
    server.end();

    assertThatThrownBy(() -> ServerWatch.of(server.pid()))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("--watch-pid=%d: no such process", server.pid());
  }

  @Test
  void serverThatEndsMeanwhileHasNoCost() {
    try (PythonServer server = new PythonServer();
        ServerWatch watch = ServerWatch.of(server.pid())) {
      watch.begin();
      server.end();

      assertThat(watch.end())
          .isEqualTo(Seen.missing("the server's process %d has ended".formatted(server.pid())));
    }
  }

  @Test
  void portThatNobodyListensAtIsSaidToBe() throws IOException {
    int port;
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      port = socket.getLocalPort();
    }

    assertThat(ServerWatch.of(URI.create("http://127.0.0.1:" + port)).missing())
        .isEqualTo("nothing listens at port %d of this machine".formatted(port));
  }

  @Test
  void targetElsewhereIsNotLookedFor() {
    assertThat(ServerWatch.of(URI.create("https://192.0.2.1/v1")).missing())
        .isEqualTo("192.0.2.1 is no address of this machine");
  }

  @Test
  @EnabledOnOs(OS.LINUX)
  void programThatStandsInForTheServerIsNotTakenForIt() {
    try (PythonServer server = new PythonServer()) {
      server.tell("name docker-proxy");

      assertThat(ServerWatch.of(server.url()).missing())
          .isEqualTo(
              "at port %d listens docker-proxy, which only stands in for the server: name that by --watch-pid"
                  .formatted(server.port()));
    }
  }

  private static ServerWatch found(URI url) {
    return known(ServerWatch.of(url));
  }

  private static <T> T known(Seen<T> seen) {
    return requireNonNull(seen.value(), () -> "missing: " + seen.missing());
  }

  private static ProcessTree lookedAt(PythonServer server) {
    return lookedAt(handle(server.pid()));
  }

  private static ProcessTree lookedAt(ProcessHandle process) {
    ProcessTree tree = new ProcessTree(List.of(process));
    tree.look();
    return tree;
  }

  private static ProcessHandle handle(long pid) {
    return ProcessHandle.of(pid).orElseThrow();
  }
}
