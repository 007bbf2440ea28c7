package dev.firsttoken.baselines;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.firsttoken.wire.testing.Peer;
import dev.firsttoken.wire.testing.ScriptedServer;
import java.io.IOException;
import java.net.URI;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** Upstream of a relay: it is healthy, and a script serves all other requests. */
final class HealthyUpstream implements AutoCloseable {
  static final String SSE_HEADERS =
      "HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nTransfer-Encoding: chunked\r\n\r\n";
  static final String LAST_CHUNK = "0\r\n\r\n";

  private final ScriptedServer server;

  /** Connections that have carried a request of the script, in order; each as often as it has. */
  private final List<Peer> served = new CopyOnWriteArrayList<>();

  private HealthyUpstream(Script script) {
    this.server = ScriptedServer.running(peer -> serve(peer, script));
  }

  /** Serves one request on a connection that stays open. */
  @FunctionalInterface
  interface Script {
    void serve(Peer peer, Peer.Request request) throws IOException, InterruptedException;
  }

  static HealthyUpstream serving(Script script) {
    return new HealthyUpstream(script);
  }

  private void serve(Peer peer, Script script) throws IOException, InterruptedException {
    for (Peer.Request request = peer.readRequest(); request != null; request = peer.readRequest()) {
      if (request.headers().startsWith("GET /health ")) {
        peer.send(json("{\"status\":\"UP\"}"));
      } else {
        served.add(peer);
        script.serve(peer, request);
      }
    }
  }

  /** Returns a response of status 200. */
  static String json(String body) {
    return "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: %d\r\n\r\n%s"
        .formatted(body.getBytes(UTF_8).length, body);
  }

  /** Returns one chunk of a response. */
  static String chunk(String data) {
    return "%x\r\n%s\r\n".formatted(data.getBytes(UTF_8).length, data);
  }

  URI url() {
    return URI.create(server.baseUrl());
  }

  /** Number of connections that have carried a request of the script. */
  long connections() {
    return served.stream().distinct().count();
  }

  /** Connection that has carried the last request of the script. */
  Peer lastPeer() {
    return served.getLast();
  }

  /** The last request, whatever it was for. */
  Peer.Request lastRequest() {
    return server.requests().getLast();
  }

  /** Closes its connections, and refuses all others from now on. */
  void shutDown() {
    server.close();
  }

  @Override
  public void close() {
    shutDown();
  }
}
