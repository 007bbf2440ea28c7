package dev.firsttoken.proxy.relay;

import static dev.firsttoken.proxy.ProxyUnderTest.PATIENCE;
import static dev.firsttoken.proxy.ProxyUnderTest.eventually;
import static dev.firsttoken.proxy.testing.Streams.ASK;
import static dev.firsttoken.proxy.testing.Streams.ASK_WHOLE;
import static dev.firsttoken.proxy.testing.Streams.HEAD;
import static dev.firsttoken.proxy.testing.Streams.HELLO;
import static dev.firsttoken.proxy.testing.Streams.ROLE;
import static dev.firsttoken.proxy.testing.Streams.chunk;
import static dev.firsttoken.wire.testing.RawClient.chat;
import static org.assertj.core.api.Assertions.assertThat;

import dev.firsttoken.proxy.ProxyUnderTest;
import dev.firsttoken.proxy.testing.Relaying;
import dev.firsttoken.wire.testing.RawClient;
import dev.firsttoken.wire.testing.ScriptedServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Semaphore;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A client that leaves ends its call upstream, and is no fault of anybody's. */
class LeavingTest extends Relaying {
  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void beforeTheHead(boolean reset) throws Exception {
    leaves(ASK, "", reset);
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void beforeTheFirstEvent(boolean reset) throws Exception {
    leaves(ASK, HEAD, reset);
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void inTheMiddleOfAStream(boolean reset) throws Exception {
    leaves(ASK, HEAD + chunk(ROLE) + chunk(HELLO), reset);
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void beforeAnAnswerThatIsNotStreamed(boolean reset) throws Exception {
    leaves(ASK_WHOLE, "", reset);
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void inTheMiddleOfAnAnswerThatIsNotStreamed(boolean reset) throws Exception {
    leaves(ASK_WHOLE, "HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nhalf", reset);
  }

  private void leaves(String asked, String before, boolean reset) throws Exception {
    Semaphore sent = new Semaphore(0);
    ScriptedServer upstream =
        playing(
            peer -> {
              peer.readRequest();
              peer.send(before);
              sent.release();
              peer.awaitClose();
            });
    ProxyUnderTest proxy = relayingTo(upstream);
    try (RawClient client = new RawClient(proxy.port())) {
      client.send(chat(asked));
      await(sent);
      if (!before.isEmpty()) {
        client.readHead();
      }
      if (reset) {
        client.reset();
      }
    }
    assertThat(onlyPeer(upstream).leftWithin(PATIENCE)).isTrue();
    counted(proxy, 1, "499", "client_gone");
    errors(proxy, 1, "client_gone");
  }

  @Test
  void beforeTheConnectionToTheUpstreamIsThere() throws Exception {
    try (ServerSocket deaf = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
        Filled filled = new Filled(deaf)) {
      assertThat(filled.waiting).isNotEmpty();
      ProxyUnderTest proxy =
          relayingTo("http://127.0.0.1:" + deaf.getLocalPort(), "LLM_CONNECT_TIMEOUT_MS", "60000");
      try (RawClient client = new RawClient(proxy.port())) {
        client.send(chat(ASK));
        eventually("in flight", () -> proxy.sum("chat_in_flight") == 1);
      }
      counted(proxy, 1, "499", "client_gone");
      errors(proxy, 1, "client_gone");
    }
  }

  @Test
  void oneThatLeavesAmongOthersLeavesThemAlone() throws Exception {
    Semaphore goOn = new Semaphore(0);
    ScriptedServer upstream =
        playing(
            peer -> {
              peer.readRequest();
              peer.send(HEAD + chunk(HELLO));
              await(goOn);
              peer.send("0\r\n\r\n");
              peer.awaitClose();
            });
    ProxyUnderTest proxy = relayingTo(upstream);
    try (RawClient stays = new RawClient(proxy.port())) {
      stays.send(chat(ASK));
      stays.readHead();
      try (RawClient leaves = new RawClient(proxy.port())) {
        leaves.send(chat(ASK));
        leaves.readHead();
      }
      assertThat(upstream.peers()).hasSize(2);
      eventually("one is left", () -> proxy.sum("chat_in_flight") == 1);
      goOn.release(2);
      assertThat(new String(stays.readChunk(), StandardCharsets.UTF_8)).isEqualTo(HELLO);
      assertThat(stays.readChunk()).isEmpty();
    }
  }

  /** Fills a listener's backlog, so that the next one to connect waits and waits. */
  private static final class Filled implements AutoCloseable {
    private static final int MOST = 16;

    /** Enough of a wait to tell that a loopback connect does not come to be. */
    private static final int PATIENCE_MILLIS = 300;

    private final List<Socket> waiting = new ArrayList<>();

    Filled(ServerSocket listening) throws IOException {
      boolean full = false;
      while (!full && waiting.size() < MOST) {
        Socket socket = new Socket();
        waiting.add(socket);
        try {
          socket.connect(listening.getLocalSocketAddress(), PATIENCE_MILLIS);
        } catch (SocketTimeoutException e) {
          full = true;
        }
      }
      assertThat(full).as("the backlog is full").isTrue();
    }

    @Override
    public void close() throws IOException {
      for (Socket socket : waiting) {
        socket.close();
      }
    }
  }
}
