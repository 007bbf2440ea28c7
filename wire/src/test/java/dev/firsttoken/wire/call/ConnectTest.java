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

/** From the dial to the connection, or not. */
@ParameterizedClass
@MethodSource(OnSockets.LOOPS)
class ConnectTest extends OnSockets {
  private static final Duration SHORT = Duration.ofMillis(100);

  ConnectTest(Caller.Loops loops) {
    super(loops);
  }

  @Test
  void callIsSentAsSoonAsTheConnectionIsThere() throws InterruptedException {
    Recorder recorder = new Recorder();
    ScriptedServer server = answering(HELLO);
    Connection connection =
        caller.onLoop(
            () -> {
              Connection dialled =
                  dialer(server.port(), Caller.CONNECT_TIMEOUT).dial(caller.loop());
              assertThat(dialled.reusable()).isFalse();
              assertThat(dialled.fresh()).isTrue();
              dialled.call(Caller.request(2), recorder);
              assertThat(recorder.told()).isEmpty();
              return dialled;
            });
    completed(recorder, "hello");
    assertThat(caller.onLoop(connection::reusable)).isTrue();
  }

  @Test
  void nameIsLookedUpAndEachOfItsAddressesTried() throws InterruptedException {
    ScriptedServer server = answering(HELLO);
    Origin origin = new Origin(false, "localhost", server.port());
    Connection connection = caller.dial(new Dialer(origin, Caller.CONNECT_TIMEOUT, null));
    completed(caller.call(connection), "hello");
  }

  @ParameterizedTest
  @ValueSource(strings = {"127.0.0.1", "localhost"})
  void refusedConnectIsToldAsSuch(String host) throws InterruptedException, IOException {
    Origin origin = new Origin(false, host, closedPort());
    Connection connection = caller.dial(new Dialer(origin, Caller.CONNECT_TIMEOUT, null));
    Recorder recorder = caller.call(connection);
    CallEnd end = ended(recorder, Ending.CONNECT_FAILED, true);
    assertThat(end.detail()).contains(origin.toString()).containsIgnoringCase("refused");
    assertThat(recorder.told()).containsExactly("ended");
    assertThat(caller.onLoop(connection::reusable)).isFalse();
    ended(caller.call(connection), Ending.CONNECT_FAILED, true);
  }

  @Test
  void unknownHostIsToldAsSuch() throws InterruptedException {
    Origin origin = new Origin(false, "nohost.invalid", 80);
    Recorder recorder = caller.call(caller.dial(new Dialer(origin, Caller.CONNECT_TIMEOUT, null)));
    CallEnd end = ended(recorder, Ending.CONNECT_FAILED, true);
    assertThat(end.detail()).contains("nohost.invalid").contains("unknown host");
  }

  @Test
  void connectThatNobodyAnswersEndsAtItsTimeout() throws InterruptedException, IOException {
    try (Deaf deaf = new Deaf()) {
      Recorder recorder = caller.call(caller.dial(dialer(deaf.port(), SHORT)));
      CallEnd end = ended(recorder, Ending.CONNECT_FAILED, true);
      assertThat(end.detail()).contains("not connected within 100 ms");
    }
  }

  @Test
  void abortWhileConnectingEndsTheCallAndGivesTheConnectUp()
      throws InterruptedException, IOException {
    try (Deaf deaf = new Deaf()) {
      Connection connection = caller.dial(dialer(deaf.port(), Caller.CONNECT_TIMEOUT));
      Recorder recorder = caller.call(connection);
      assertThat(recorder.told()).isEmpty();
      caller.run(() -> connection.abort(Ending.CANCELLED));
      ended(recorder, Ending.CANCELLED, true);
      ended(caller.call(connection), Ending.CANCELLED, true);
    }
  }

  @Test
  void abortBeforeTheConnectionIsThereOpensNone() throws InterruptedException {
    ScriptedServer server = answering(HELLO);
    Recorder recorder = new Recorder();
    caller.run(
        () -> {
          Connection connection = dialer(server.port(), Caller.CONNECT_TIMEOUT).dial(caller.loop());
          connection.call(Caller.request(2), recorder);
          connection.abort(Ending.CANCELLED);
        });
    ended(recorder, Ending.CANCELLED, true);
    assertThat(server.requests()).isEmpty();
  }

  @Test
  void abortDuringTheLookUpOpensNone() throws InterruptedException {
    ScriptedServer server = answering(HELLO);
    Dialer dialer =
        new Dialer(new Origin(false, "localhost", server.port()), Caller.CONNECT_TIMEOUT, null);
    Recorder recorder = new Recorder();
    caller.run(
        () -> {
          Connection connection = dialer.dial(caller.loop());
          connection.call(Caller.request(2), recorder);
          connection.abort(Ending.CANCELLED);
        });
    ended(recorder, Ending.CANCELLED, true);
    assertThat(server.requests()).isEmpty();
  }

  @Test
  void failedConnectWithoutACallIsToldToTheNextOne() throws InterruptedException, IOException {
    Connection connection = caller.dial(dialer(closedPort(), Caller.CONNECT_TIMEOUT));
    while (!caller.onLoop(connection::dead)) {
      caller.settle();
    }
    ended(caller.call(connection), Ending.CONNECT_FAILED, true);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"127.0.0.1", "localhost", "2130706433", "127.1", "::1", "::ffff:127.0.0.1"})
  void addressThatIsNotAllowedIsNotConnectedTo(String host) throws InterruptedException {
    ScriptedServer server = answering(HELLO);
    Origin origin = new Origin(false, host, server.port());
    Connection connection = caller.dial(guarded(origin, address -> !address.isLoopbackAddress()));
    Recorder recorder = caller.call(connection);
    CallEnd end = ended(recorder, Ending.ADDRESS_REFUSED, true);
    assertThat(end.detail()).contains(origin.toString());
    ended(caller.call(connection), Ending.ADDRESS_REFUSED, true);
    assertThat(server.peers()).isEmpty();
  }

  /** Hexadecimal and octal forms: other resolvers read them as loopback. */
  @ParameterizedTest
  @ValueSource(strings = {"0x7f.1", "0x7f000001", "0177.0.0.1", "127.0.0.01"})
  void oddFormOfAnAddressThatIsNotAllowedIsNotConnectedTo(String host) throws InterruptedException {
    ScriptedServer server = answering(HELLO);
    Origin origin = new Origin(false, host, server.port());
    Dialer dialer = guarded(origin, address -> !address.isLoopbackAddress());
    CallEnd end = caller.call(caller.dial(dialer)).end();
    assertThat(end.ending()).isIn(Ending.ADDRESS_REFUSED, Ending.CONNECT_FAILED);
    assertThat(server.peers()).isEmpty();
  }

  @Test
  void refusedAddressIsPassedOverForAnother() throws InterruptedException {
    ScriptedServer server = answering(HELLO);
    Origin origin = new Origin(false, "localhost", server.port());
    List<InetAddress> asked = new ArrayList<>();
    Dialer dialer =
        guarded(
            origin,
            address -> {
              asked.add(address);
              return address instanceof Inet4Address;
            });
    completed(caller.call(caller.dial(dialer)), "hello");
    assertThat(asked).isNotEmpty().allMatch(InetAddress::isLoopbackAddress);
  }

  @Test
  void guardIsAskedAgainForEachConnection() throws InterruptedException {
    ScriptedServer server = answering(HELLO);
    AtomicInteger asked = new AtomicInteger();
    Origin origin = new Origin(false, "127.0.0.1", server.port());
    Dialer dialer = guarded(origin, address -> asked.incrementAndGet() == 1);
    completed(caller.call(caller.dial(dialer)), "hello");
    ended(caller.call(caller.dial(dialer)), Ending.ADDRESS_REFUSED, true);
  }

  @Test
  void timeoutMayBeLongerThanNettysTimersAndNotShorterThanAMillisecond()
      throws InterruptedException {
    ScriptedServer server = answering(HELLO);
    Dialer patient = dialer(server.port(), Duration.ofDays(365));
    completed(caller.call(caller.dial(patient)), "hello");
    assertThatThrownBy(() -> dialer(80, Duration.ZERO))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("PT0S");
  }

  private static Dialer guarded(Origin origin, Predicate<InetAddress> allowed) {
    return new Dialer(origin, Caller.CONNECT_TIMEOUT, null, allowed);
  }

  private static Dialer dialer(int port, Duration timeout) {
    return new Dialer(new Origin(false, "127.0.0.1", port), timeout, null);
  }

  private static int closedPort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }

  /** A listening socket that takes no further connection: its backlog is full. */
  private static final class Deaf implements AutoCloseable {
    private final ServerSocket listening;
    private final List<SocketChannel> filling = new ArrayList<>();

    Deaf() throws IOException {
      listening = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
      // More than a backlog of 1 can hold; those that don't fit wait as any other would.
      for (int i = 0; i < 8; i++) {
        SocketChannel channel = SocketChannel.open();
        filling.add(channel);
        channel.configureBlocking(false);
        channel.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port()));
      }
    }

    int port() {
      return listening.getLocalPort();
    }

    @Override
    public void close() throws IOException {
      for (SocketChannel channel : filling) {
        channel.close();
      }
      listening.close();
    }
  }
}
