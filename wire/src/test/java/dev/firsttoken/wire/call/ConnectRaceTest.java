package dev.firsttoken.wire.call;

import static org.assertj.core.api.Assertions.assertThat;

import dev.firsttoken.wire.testing.Peer;
import dev.firsttoken.wire.testing.ScriptedServer;
import io.netty.channel.Channel;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.MethodSource;

/** Names with several addresses. */
@ParameterizedClass
@MethodSource(SocketTestBase.LOOPS)
class ConnectRaceTest extends SocketTestBase {
  private static final InetAddress FIRST_ADDRESS = address(1);
  private static final InetAddress SECOND_ADDRESS = address(2);
  private static final Duration SHORT_TIMEOUT = Duration.ofMillis(100);

  ConnectRaceTest(Caller.Loops loops) {
    super(loops);
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
}
