package dev.firsttoken.wire.call;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.firsttoken.wire.testing.Peer;
import dev.firsttoken.wire.testing.ScriptedServer;
import io.netty.channel.Channel;
import io.netty.channel.ChannelException;
import java.io.IOException;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.UnknownHostException;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
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
  private static final InetAddress FIRST_ADDRESS = address(1);
  private static final InetAddress SECOND_ADDRESS = address(2);
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

  @Test
  void silentAddressDoesNotStopTheNext() throws Exception {
    try (FullBacklogSocket silent = new FullBacklogSocket();
        ServerSocket second = new ServerSocket(silent.port(), 50, SECOND_ADDRESS)) {
      assertThat(isConnected(resolvedTo(silent.port(), FIRST_ADDRESS, SECOND_ADDRESS))).isTrue();
      assertThat(second.accept().getLocalAddress()).isEqualTo(SECOND_ADDRESS);
    }
  }

  @Test
  void refusedAddressIsFollowedByTheNext() throws Exception {
    try (ServerSocket second = new ServerSocket(0, 50, SECOND_ADDRESS)) {
      assertThat(isConnected(resolvedTo(second.getLocalPort(), FIRST_ADDRESS, SECOND_ADDRESS)))
          .isTrue();
    }
  }

  @Test
  void slowAddressMayStillWin() throws Exception {
    try (FullBacklogSocket silent = new FullBacklogSocket()) {
      Dialer dialer = resolvedTo(silent.port(), FIRST_ADDRESS, SECOND_ADDRESS);
      Connection connection = caller.dial(dialer);
      silent.drain();

      assertThat(isConnected(connection)).isTrue();
    }
  }

  @Test
  @SuppressWarnings("try") // The second socket only listens.
  void disallowedAddressIsNotRaced() throws Exception {
    try (FullBacklogSocket silent = new FullBacklogSocket();
        ServerSocket second = new ServerSocket(silent.port(), 50, SECOND_ADDRESS)) {
      Dialer dialer =
          new Dialer(
                  new Origin(false, "name", second.getLocalPort()),
                  SHORT_TIMEOUT.multipliedBy(5),
                  null,
                  address -> !address.equals(SECOND_ADDRESS))
              .withLookups(
                  new NameLookups(1, 1, host -> new InetAddress[] {FIRST_ADDRESS, SECOND_ADDRESS}));

      assertEnded(caller.call(caller.dial(dialer)), CallOutcome.CONNECT_FAILED, true);
    }
  }

  @Test
  void failureOfTheListenerIsReportedAsAFailedConnect() throws Exception {
    ScriptedServer server = serverRunning(Peer::awaitClose);
    CompletableFuture<Throwable> failure = new CompletableFuture<>();
    ConnectRace.Listener listener =
        new ConnectRace.Listener() {
          @Override
          public void onConnected(Channel channel) {
            throw new NoClassDefFoundError("no descriptor for its file");
          }

          @Override
          public void onFailed(Throwable cause) {
            failure.complete(cause);
          }
        };
    caller.run(
        () ->
            new ConnectRace(caller.loop(), List.of(FIRST_ADDRESS), server.port(), listener)
                .tryNext());

    assertThat(failure.get(20, TimeUnit.SECONDS)).isInstanceOf(NoClassDefFoundError.class);
  }

  @Test
  void familiesAlternate() throws Exception {
    InetAddress first6 = InetAddress.getByName("2001:db8::1");
    InetAddress second6 = InetAddress.getByName("2001:db8::2");

    assertThat(ConnectRace.interleave(List.of(first6, second6, FIRST_ADDRESS)))
        .containsExactly(first6, FIRST_ADDRESS, second6);
    assertThat(ConnectRace.interleave(List.of(FIRST_ADDRESS, SECOND_ADDRESS, first6)))
        .containsExactly(FIRST_ADDRESS, first6, SECOND_ADDRESS);
  }

  @Test
  void lookupsThatNeverEndStopNoOtherDialer() throws Exception {
    ScriptedServer server = serverResponding(HELLO);
    CountDownLatch latch = new CountDownLatch(1);
    NameLookups stuck =
        new NameLookups(
            1,
            1,
            host -> {
              awaitUninterrupted(latch);
              return new InetAddress[] {FIRST_ADDRESS};
            });
    RecordingCallListener running = caller.call(caller.dial(named("one", stuck)));
    RecordingCallListener waiting = caller.call(caller.dial(named("two", stuck)));
    RecordingCallListener rejected = caller.call(caller.dial(named("three", stuck)));
    Origin origin = new Origin(false, "localhost", server.port());
    assertCompleted(
        caller.call(caller.dial(new Dialer(origin, Caller.CONNECT_TIMEOUT, null))), "hello");

    assertThat(assertEnded(rejected, CallOutcome.LOOKUPS_BUSY, true).detail())
        .contains("too many look-ups");
    assertThat(assertEnded(waiting, CallOutcome.LOOKUPS_BUSY, true).detail())
        .contains("no look-up of the host name began within 100 ms");
    assertThat(assertEnded(running, CallOutcome.CONNECT_FAILED, true).detail())
        .contains("the host name was not resolved within 100 ms");
    latch.countDown();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "newSocketStream(..) failed with error(-24): Too many open files",
        "Too many open files in system",
        "No file descriptors available"
      })
  void exhaustedDescriptorsAreRecognized(String message) {
    IOException cause = new IOException(message);

    assertThat(FailureReason.isDescriptorLimit(new ChannelException("socket", cause))).isTrue();
    assertThat(FailureReason.isDescriptorLimit(new IOException("Connection refused"))).isFalse();
    assertThat(FailureReason.isDescriptorLimit(new IOException())).isFalse();
  }

  private static void awaitUninterrupted(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private static Dialer named(String host, NameLookups lookups) {
    return new Dialer(new Origin(false, host, 80), SHORT_TIMEOUT, null).withLookups(lookups);
  }

  private static Dialer resolvedTo(int port, InetAddress... addresses) {
    return new Dialer(new Origin(false, "name", port), Caller.CONNECT_TIMEOUT, null)
        .withLookups(new NameLookups(1, 1, host -> addresses));
  }

  private boolean isConnected(Dialer dialer) throws InterruptedException {
    return isConnected(caller.dial(dialer));
  }

  private boolean isConnected(Connection connection) throws InterruptedException {
    while (!caller.onLoop(connection::isReusable) && !caller.onLoop(connection.state()::isClosed)) {
      caller.runLoopTurns();
    }
    return caller.onLoop(connection::isReusable);
  }

  private static InetAddress address(int last) {
    try {
      return InetAddress.getByAddress(new byte[] {127, 0, 0, (byte) last});
    } catch (UnknownHostException e) {
      throw new IllegalStateException(e);
    }
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

    /** Accepts what waits, so that the next connect succeeds. */
    void drain() throws IOException {
      // Those that still connect would take the places that become free.
      closeBacklog();
      serverSocket.accept().close();
      serverSocket.accept().close();
    }

    @Override
    public void close() throws IOException {
      closeBacklog();
      serverSocket.close();
    }

    private void closeBacklog() throws IOException {
      for (SocketChannel channel : backlog) {
        channel.close();
      }
    }
  }
}
