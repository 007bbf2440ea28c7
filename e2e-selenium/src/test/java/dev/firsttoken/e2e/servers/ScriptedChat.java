package dev.firsttoken.e2e.servers;

import dev.firsttoken.wire.testing.Peer;
import dev.firsttoken.wire.testing.ScriptedServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/** Model server on a loopback socket. A test sets how it responds to each chat request. */
public final class ScriptedChat implements AutoCloseable {
  /** Models that it lists. */
  public static final List<String> MODELS = List.of("scripted", "scripted-large");

  private static final Duration TIMEOUT = Duration.ofSeconds(20);
  private static final ScriptedServer.Script GREETING =
      peer -> peer.send(ChatEvents.response("Hello from the script."));

  private final BlockingQueue<Peer> chatPeers = new LinkedBlockingQueue<>();
  private volatile ScriptedServer.Script script = GREETING;

  private final ScriptedServer server = ScriptedServer.running(this::serve);

  /** Sets how the next chat requests are responded to. */
  public void respondBy(ScriptedServer.Script next) {
    chatPeers.clear();
    script = next;
  }

  /** Responds to the next chat requests with a short text. */
  public void respondByGreeting() {
    respondBy(GREETING);
  }

  /** Base URL with the path that the proxy adds its routes to. */
  public String baseUrl() {
    return server.baseUrl() + "/v1";
  }

  /** All chat requests so far, in order of arrival. */
  public List<Peer.Request> chats() {
    return server.requests().stream()
        .filter(request -> request.headers().startsWith("POST /v1/chat/completions "))
        .toList();
  }

  /** All requests so far, those for the list of models too. */
  public List<Peer.Request> requests() {
    return server.requests();
  }

  /** Waits for a chat request that came after {@link #respondBy}, and returns its connection. */
  public Peer awaitChat() throws InterruptedException {
    Peer peer = chatPeers.poll(TIMEOUT.toSeconds(), TimeUnit.SECONDS);
    if (peer == null) {
      throw new AssertionError("no chat request reached the upstream");
    }
    return peer;
  }

  /** A base URL where nothing listens. */
  public static String unreachableBaseUrl() {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return "http://127.0.0.1:" + socket.getLocalPort() + "/v1";
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void serve(Peer peer) throws IOException, InterruptedException {
    for (Peer.Request request = peer.readRequest(); request != null; request = peer.readRequest()) {
      if (request.headers().startsWith("GET ")) {
        peer.send(ChatEvents.models(MODELS));
      } else {
        chatPeers.add(peer);
        script.serve(peer);
      }
    }
  }

  @Override
  public void close() {
    server.close();
  }
}
