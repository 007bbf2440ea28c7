package dev.firsttoken.wire.call;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.firsttoken.wire.testing.ScriptedServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
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
  void lookupsThatNeverEndStopNoOtherDialer() throws Exception {
    ScriptedServer server = serverResponding(HELLO);
    CountDownLatch latch = new CountDownLatch(1);
    NameLookups stuck =
        new NameLookups(
            1,
            1,
            host -> {
              awaitUninterrupted(latch);
              return new InetAddress[] {InetAddress.getLoopbackAddress()};
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

  private static Dialer dialer(int port, Duration timeout) {
    return new Dialer(new Origin(false, "127.0.0.1", port), timeout, null);
  }

  private static int closedPort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }
}
