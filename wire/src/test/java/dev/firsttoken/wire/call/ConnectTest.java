package dev.firsttoken.wire.call;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.firsttoken.wire.testing.ScriptedServer;
import java.io.IOException;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Predicate;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Connecting, and every way it can fail. */
@ParameterizedClass
@MethodSource(SocketTestBase.LOOPS)
class ConnectTest extends SocketTestBase {
  private static final Duration SHORT_TIMEOUT = Duration.ofMillis(100);

  ConnectTest(Caller.Loops loops) {
    super(loops);
  }

  @Test
  void callIsSentOnceTheConnectionIsOpen() throws InterruptedException {
    RecordingCallListener recorder = new RecordingCallListener();
    ScriptedServer server = serverResponding(HELLO);
    Connection connection =
        caller.onLoop(
            () -> {
              Connection connecting =
                  dialer(server.port(), Caller.CONNECT_TIMEOUT).dial(caller.loop());
              assertThat(connecting.isReusable()).isFalse();
              assertThat(connecting.isUnused()).isTrue();
              connecting.call(Caller.request(2), recorder);
              assertThat(recorder.callbacks()).isEmpty();
              return connecting;
            });
    assertCompleted(recorder, "hello");
    assertThat(caller.onLoop(connection::isReusable)).isTrue();
  }

  @Test
  void nameIsResolvedAndEachAddressIsTried() throws InterruptedException {
    ScriptedServer server = serverResponding(HELLO);
    Origin origin = new Origin(false, "localhost", server.port());
    Connection connection = caller.dial(new Dialer(origin, Caller.CONNECT_TIMEOUT, null));
    assertCompleted(caller.call(connection), "hello");
  }

  @ParameterizedTest
  @ValueSource(strings = {"127.0.0.1", "localhost"})
  void refusedConnectIsReported(String host) throws InterruptedException, IOException {
    Origin origin = new Origin(false, host, closedPort());
    Connection connection = caller.dial(new Dialer(origin, Caller.CONNECT_TIMEOUT, null));
    RecordingCallListener recorder = caller.call(connection);
    CallResult result = assertEnded(recorder, CallOutcome.CONNECT_FAILED, true);
    assertThat(result.detail()).contains(origin.toString()).containsIgnoringCase("refused");
    assertThat(recorder.callbacks()).containsExactly("ended");
    assertThat(caller.onLoop(connection::isReusable)).isFalse();
    assertEnded(caller.call(connection), CallOutcome.CONNECT_FAILED, true);
  }

  @Test
  void unknownHostIsReported() throws InterruptedException {
    Origin origin = new Origin(false, "nohost.invalid", 80);
    RecordingCallListener recorder =
        caller.call(caller.dial(new Dialer(origin, Caller.CONNECT_TIMEOUT, null)));
    CallResult result = assertEnded(recorder, CallOutcome.CONNECT_FAILED, true);
    assertThat(result.detail()).contains("nohost.invalid").contains("unknown host");
  }

  @Test
  void unansweredConnectFailsAtItsTimeout() throws InterruptedException, IOException {
    try (FullBacklogSocket fullBacklogSocket = new FullBacklogSocket()) {
      RecordingCallListener recorder =
          caller.call(caller.dial(dialer(fullBacklogSocket.port(), SHORT_TIMEOUT)));
      CallResult result = assertEnded(recorder, CallOutcome.CONNECT_FAILED, true);
      assertThat(result.detail()).contains("not connected within 100 ms");
    }
  }

  @Test
  void abortWhileConnectingEndsTheCallAndCancelsTheConnect()
      throws InterruptedException, IOException {
    try (FullBacklogSocket fullBacklogSocket = new FullBacklogSocket()) {
      Connection connection = caller.dial(dialer(fullBacklogSocket.port(), Caller.CONNECT_TIMEOUT));
      RecordingCallListener recorder = caller.call(connection);
      assertThat(recorder.callbacks()).isEmpty();
      caller.run(() -> connection.abort(CallOutcome.CANCELLED));
      assertEnded(recorder, CallOutcome.CANCELLED, true);
      assertEnded(caller.call(connection), CallOutcome.CANCELLED, true);
    }
  }

  @Test
  void abortBeforeTheConnectionIsOpenSendsNothing() throws InterruptedException {
    ScriptedServer server = serverResponding(HELLO);
    RecordingCallListener recorder = new RecordingCallListener();
    caller.run(
        () -> {
          Connection connection = dialer(server.port(), Caller.CONNECT_TIMEOUT).dial(caller.loop());
          connection.call(Caller.request(2), recorder);
          connection.abort(CallOutcome.CANCELLED);
        });
    assertEnded(recorder, CallOutcome.CANCELLED, true);
    assertThat(server.requests()).isEmpty();
  }

  @Test
  void abortDuringNameResolutionSendsNothing() throws InterruptedException {
    ScriptedServer server = serverResponding(HELLO);
    Dialer dialer =
        new Dialer(new Origin(false, "localhost", server.port()), Caller.CONNECT_TIMEOUT, null);
    RecordingCallListener recorder = new RecordingCallListener();
    caller.run(
        () -> {
          Connection connection = dialer.dial(caller.loop());
          connection.call(Caller.request(2), recorder);
          connection.abort(CallOutcome.CANCELLED);
        });
    assertEnded(recorder, CallOutcome.CANCELLED, true);
    assertThat(server.requests()).isEmpty();
  }

  @Test
  void failedConnectWithoutACallIsReportedToTheNextCall() throws InterruptedException, IOException {
    Connection connection = caller.dial(dialer(closedPort(), Caller.CONNECT_TIMEOUT));
    while (!caller.onLoop(connection.state()::isClosed)) {
      caller.runLoopTurns();
    }
    assertEnded(caller.call(connection), CallOutcome.CONNECT_FAILED, true);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"127.0.0.1", "localhost", "2130706433", "127.1", "::1", "::ffff:127.0.0.1"})
  void disallowedAddressIsNotConnectedTo(String host) throws InterruptedException {
    ScriptedServer server = serverResponding(HELLO);
    Origin origin = new Origin(false, host, server.port());
    Connection connection =
        caller.dial(filteredDialer(origin, address -> !address.isLoopbackAddress()));
    RecordingCallListener recorder = caller.call(connection);
    CallResult result = assertEnded(recorder, CallOutcome.ADDRESS_REFUSED, true);
    assertThat(result.detail()).contains(origin.toString());
    assertEnded(caller.call(connection), CallOutcome.ADDRESS_REFUSED, true);
    assertThat(server.peers()).isEmpty();
  }

  /** Some resolvers accept hexadecimal and octal forms as loopback addresses. */
  @ParameterizedTest
  @ValueSource(strings = {"0x7f.1", "0x7f000001", "0177.0.0.1", "127.0.0.01"})
  void alternativeFormOfADisallowedAddressIsNotConnectedTo(String host)
      throws InterruptedException {
    ScriptedServer server = serverResponding(HELLO);
    Origin origin = new Origin(false, host, server.port());
    Dialer dialer = filteredDialer(origin, address -> !address.isLoopbackAddress());
    CallResult result = caller.call(caller.dial(dialer)).result();
    assertThat(result.outcome()).isIn(CallOutcome.ADDRESS_REFUSED, CallOutcome.CONNECT_FAILED);
    assertThat(server.peers()).isEmpty();
  }

  @Test
  void disallowedAddressIsSkippedForAnother() throws InterruptedException {
    ScriptedServer server = serverResponding(HELLO);
    Origin origin = new Origin(false, "localhost", server.port());
    List<InetAddress> checked = new ArrayList<>();
    Dialer dialer =
        filteredDialer(
            origin,
            address -> {
              checked.add(address);
              return address instanceof Inet4Address;
            });
    assertCompleted(caller.call(caller.dial(dialer)), "hello");
    assertThat(checked).isNotEmpty().allMatch(InetAddress::isLoopbackAddress);
  }

  @Test
  void addressFilterIsCheckedForEachConnection() throws InterruptedException {
    ScriptedServer server = serverResponding(HELLO);
    AtomicInteger checked = new AtomicInteger();
    Origin origin = new Origin(false, "127.0.0.1", server.port());
    Dialer dialer = filteredDialer(origin, address -> checked.incrementAndGet() == 1);
    assertCompleted(caller.call(caller.dial(dialer)), "hello");
    assertEnded(caller.call(caller.dial(dialer)), CallOutcome.ADDRESS_REFUSED, true);
  }

  @Test
  void timeoutCanExceedNettysTimersAndMustBeAtLeastAMillisecond() throws InterruptedException {
    ScriptedServer server = serverResponding(HELLO);
    Dialer longTimeoutDialer = dialer(server.port(), Duration.ofDays(365));
    assertCompleted(caller.call(caller.dial(longTimeoutDialer)), "hello");
    assertThatThrownBy(() -> dialer(80, Duration.ZERO))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("PT0S");
  }

  private static Dialer filteredDialer(Origin origin, Predicate<InetAddress> addressFilter) {
    return new Dialer(origin, Caller.CONNECT_TIMEOUT, null, addressFilter);
  }

  private static Dialer dialer(int port, Duration timeout) {
    return new Dialer(new Origin(false, "127.0.0.1", port), timeout, null);
  }

  private static int closedPort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }

  /** Listening socket with a full backlog, which accepts no more connections. */
  private static final class FullBacklogSocket implements AutoCloseable {
    private final ServerSocket serverSocket;
    private final List<SocketChannel> backlog = new ArrayList<>();

    FullBacklogSocket() throws IOException {
      serverSocket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
      // More than a backlog of 1 can hold; further connects wait.
      for (int i = 0; i < 8; i++) {
        SocketChannel channel = SocketChannel.open();
        backlog.add(channel);
        channel.configureBlocking(false);
        channel.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port()));
      }
    }

    int port() {
      return serverSocket.getLocalPort();
    }

    @Override
    public void close() throws IOException {
      for (SocketChannel channel : backlog) {
        channel.close();
      }
      serverSocket.close();
    }
  }
}
