package dev.firsttoken.proxy.relay;

import static dev.firsttoken.proxy.ProxyUnderTest.TIMEOUT;
import static dev.firsttoken.proxy.ProxyUnderTest.eventually;
import static dev.firsttoken.proxy.testing.Streams.BUFFERED_REQUEST;
import static dev.firsttoken.proxy.testing.Streams.HELLO;
import static dev.firsttoken.proxy.testing.Streams.ROLE;
import static dev.firsttoken.proxy.testing.Streams.STREAM_HEADERS;
import static dev.firsttoken.proxy.testing.Streams.STREAM_REQUEST;
import static dev.firsttoken.proxy.testing.Streams.chunk;
import static dev.firsttoken.wire.testing.RawClient.chat;
import static org.assertj.core.api.Assertions.assertThat;

import dev.firsttoken.proxy.ProxyUnderTest;
import dev.firsttoken.proxy.testing.ProxyFixture;
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

/** A client that disconnects ends its upstream call, and counts as nobody's failure. */
class ClientDisconnectTest extends ProxyFixture {
  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void disconnectBeforeTheHeaders(boolean reset) throws Exception {
    assertDisconnectCounted(STREAM_REQUEST, "", reset);
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void disconnectBeforeTheFirstEvent(boolean reset) throws Exception {
    assertDisconnectCounted(STREAM_REQUEST, STREAM_HEADERS, reset);
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void disconnectInTheMiddleOfAStream(boolean reset) throws Exception {
    assertDisconnectCounted(STREAM_REQUEST, STREAM_HEADERS + chunk(ROLE) + chunk(HELLO), reset);
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void disconnectBeforeABufferedResponse(boolean reset) throws Exception {
    assertDisconnectCounted(BUFFERED_REQUEST, "", reset);
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void disconnectInTheMiddleOfABufferedResponse(boolean reset) throws Exception {
    assertDisconnectCounted(
        BUFFERED_REQUEST, "HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nhalf", reset);
  }

  private void assertDisconnectCounted(String request, String before, boolean reset)
      throws Exception {
    Semaphore sent = new Semaphore(0);
    ScriptedServer upstream =
        upstreamRunning(
            peer -> {
              peer.readRequest();
              peer.send(before);
              sent.release();
              peer.awaitClose();
            });
    ProxyUnderTest proxy = proxyTo(upstream);
    try (RawClient client = new RawClient(proxy.port())) {
      client.send(chat(request));
      await(sent);
      if (!before.isEmpty()) {
        client.readHeaders();
      }
      if (reset) {
        client.reset();
      }
    }
    assertThat(onlyPeer(upstream).awaitDisconnect(TIMEOUT)).isTrue();
    assertCounted(proxy, 1, "499", "client_gone");
    assertErrors(proxy, 1, "client_gone");
  }

  @Test
  void disconnectBeforeTheUpstreamIsConnected() throws Exception {
    try (ServerSocket unaccepting = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
        FullBacklog backlog = new FullBacklog(unaccepting)) {
      assertThat(backlog.pending).isNotEmpty();
      ProxyUnderTest proxy =
          proxyTo(
              "http://127.0.0.1:" + unaccepting.getLocalPort(), "LLM_CONNECT_TIMEOUT_MS", "60000");
      try (RawClient client = new RawClient(proxy.port())) {
        client.send(chat(STREAM_REQUEST));
        eventually("in flight", () -> proxy.sum("chat_in_flight") == 1);
      }
      assertCounted(proxy, 1, "499", "client_gone");
      assertErrors(proxy, 1, "client_gone");
    }
  }

  @Test
  void disconnectDoesNotAffectOtherClients() throws Exception {
    Semaphore proceed = new Semaphore(0);
    ScriptedServer upstream =
        upstreamRunning(
            peer -> {
              peer.readRequest();
              peer.send(STREAM_HEADERS + chunk(HELLO));
              await(proceed);
              peer.send("0\r\n\r\n");
              peer.awaitClose();
            });
    ProxyUnderTest proxy = proxyTo(upstream);
    try (RawClient remaining = new RawClient(proxy.port())) {
      remaining.send(chat(STREAM_REQUEST));
      remaining.readHeaders();
      try (RawClient disconnecting = new RawClient(proxy.port())) {
        disconnecting.send(chat(STREAM_REQUEST));
        disconnecting.readHeaders();
      }
      assertThat(upstream.peers()).hasSize(2);
      eventually("one is left", () -> proxy.sum("chat_in_flight") == 1);
      proceed.release(2);
      assertThat(new String(remaining.readChunk(), StandardCharsets.UTF_8)).isEqualTo(HELLO);
      assertThat(remaining.readChunk()).isEmpty();
    }
  }

  /** Fills a listener's backlog, so that the next connect stays pending. */
  private static final class FullBacklog implements AutoCloseable {
    private static final int MAX_SOCKETS = 16;

    /** Enough of a wait to tell that a loopback connect does not come to be. */
    private static final int CONNECT_TIMEOUT_MILLIS = 300;

    private final List<Socket> pending = new ArrayList<>();

    FullBacklog(ServerSocket listening) throws IOException {
      boolean full = false;
      while (!full && pending.size() < MAX_SOCKETS) {
        Socket socket = new Socket();
        pending.add(socket);
        try {
          socket.connect(listening.getLocalSocketAddress(), CONNECT_TIMEOUT_MILLIS);
        } catch (SocketTimeoutException e) {
          full = true;
        }
      }
      assertThat(full).as("the backlog is full").isTrue();
    }

    @Override
    public void close() throws IOException {
      for (Socket socket : pending) {
        socket.close();
      }
    }
  }
}
