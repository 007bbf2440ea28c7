package dev.firsttoken.deploy.hosts;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.firsttoken.wire.testing.CommandRunner;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class HostNetworkIT {
  private static final Duration TIMEOUT = Duration.ofSeconds(20);

  @BeforeEach
  void assumePossible() {
    HostNetwork.assumePossible(HostNetworkIT.class);
  }

  /** Starts a process that runs until it is ended, and waits until it is there. */
  private static Process startOn(Host host) throws IOException {
    Process process = new ProcessBuilder(host.command(List.of("cat"))).start();
    process.outputWriter().append("here\n").flush();
    assertThat(process.inputReader().readLine()).isEqualTo("here");
    return process;
  }

  @Test
  void hostsReachEachOtherAndHaveALoopbackOfTheirOwn() throws Exception {
    try (HostNetwork network = new HostNetwork()) {
      Host server = network.addHost("server", 1);
      Host client = network.addHost("client", 2);
      try (ServerSocket listening = server.call(() -> new ServerSocket(8080));
          Socket connected = client.call(() -> new Socket(server.address(), 8080));
          Socket accepted = listening.accept()) {
        assertThat(accepted.getInetAddress().getHostAddress()).isEqualTo(client.address());
        assertThat(connected.getInetAddress().getHostAddress()).isEqualTo(server.address());
        assertThatThrownBy(
                () -> client.call(() -> new Socket(InetAddress.getLoopbackAddress(), 8080)))
            .isInstanceOf(UncheckedIOException.class)
            .hasCauseInstanceOf(ConnectException.class);
      }
    }
  }

  @Test
  void closeEndsWhatRunsOnTheHostsAndRemovesThem() throws Exception {
    String namespace;
    Process process;
    try (HostNetwork network = new HostNetwork()) {
      Host host = network.addHost("host", 1);
      namespace = host.namespace();
      process = startOn(host);
      assertThat(HostNetwork.namespaces()).contains(namespace);
    }
    assertThat(process.waitFor(TIMEOUT.toSeconds(), TimeUnit.SECONDS)).isTrue();
    assertThat(HostNetwork.namespaces()).doesNotContain(namespace);
  }

  /** The id of a process that has ended is in the name, as after a kill. */
  @Test
  void whatAKilledRunHasLeftIsRemovedByTheNext() throws Exception {
    Process killed = new ProcessBuilder("true").start();
    assertThat(killed.waitFor(TIMEOUT.toSeconds(), TimeUnit.SECONDS)).isTrue();
    String namespace = HostNetwork.prefix(killed.pid(), 1) + "host";
    CommandRunner.run(List.of("ip", "netns", "add", namespace), null, TIMEOUT);
    Process left = startOn(new Host("host", namespace, ""));

    new HostNetwork().close();

    assertThat(left.waitFor(TIMEOUT.toSeconds(), TimeUnit.SECONDS)).isTrue();
    assertThat(HostNetwork.namespaces()).doesNotContain(namespace);
  }
}
