package dev.firsttoken.deploy.hosts;

import dev.firsttoken.wire.testing.Peer;
import dev.firsttoken.wire.testing.ScriptedServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.ToIntFunction;
import javax.net.ServerSocketFactory;

/** Model server on a host, which can hold all its streams. It knows its clients by their keys. */
final class ModelServer implements AutoCloseable {
  /** Content events of a stream, which last about a second. */
  static final int EVENTS = 20;

  private static final int EVENT_MILLIS = 40;

  /** First events come after different times, so that percentiles differ. */
  private static final int MAX_FIRST_EVENT_MILLIS = 200;

  private static final int FIRST_EVENT_STEP_MILLIS = 37;

  private static final String START =
      "HTTP/1.1 200 OK\r\ncontent-type: text/event-stream\r\ntransfer-encoding: chunked\r\n\r\n"
          + chunk("{\"choices\":[{\"index\":0,\"delta\":{\"role\":\"assistant\"}}]}");
  private static final String CONTENT =
      chunk("{\"choices\":[{\"index\":0,\"delta\":{\"content\":\"word \"}}]}");
  private static final String END =
      chunk("{\"choices\":[{\"index\":0,\"delta\":{},\"finish_reason\":\"stop\"}]}")
          + chunk(
              "{\"choices\":[],\"usage\":{\"prompt_tokens\":3,\"completion_tokens\":%d}}"
                  .formatted(EVENTS))
          + chunk("[DONE]")
          + "0\r\n\r\n";

  private final Host host;
  private final ScriptedServer server;
  private final AtomicInteger requests = new AtomicInteger();
  private final Map<String, Streams> streamsByKey = new ConcurrentHashMap<>();
  private volatile Gate gate = new Gate(Place.AFTER_AN_EVENT, new CountDownLatch(0));

  /** Place at which streams are held. */
  enum Place {
    BEFORE_THE_RESPONSE,
    AFTER_AN_EVENT
  }

  private record Gate(Place place, CountDownLatch released) {
    boolean isClosed(Place reached) {
      return reached == place && released.getCount() > 0;
    }
  }

  /** Counts of one client's streams. */
  private record Streams(AtomicInteger begun, AtomicInteger ended, AtomicInteger held) {
    Streams() {
      this(new AtomicInteger(), new AtomicInteger(), new AtomicInteger());
    }
  }

  /** Sockets of a host, on all its addresses. */
  private static final class HostSockets extends ServerSocketFactory {
    private final Host host;

    HostSockets(Host host) {
      this.host = host;
    }

    @Override
    public ServerSocket createServerSocket(int port) {
      return host.call(() -> new ServerSocket(port));
    }

    @Override
    public ServerSocket createServerSocket(int port, int backlog) {
      return host.call(() -> new ServerSocket(port, backlog));
    }

    @Override
    public ServerSocket createServerSocket(int port, int backlog, InetAddress loopback) {
      return createServerSocket(port, backlog);
    }
  }

  ModelServer(Host host) {
    this.host = host;
    this.server = ScriptedServer.runningOn(new HostSockets(host), this::serve);
  }

  private static String chunk(String data) {
    String event = "data: " + data + "\n\n";
    return Integer.toHexString(event.length()) + "\r\n" + event + "\r\n";
  }

  private void serve(Peer peer) throws IOException, InterruptedException {
    for (Peer.Request request = peer.readRequest(); request != null; request = peer.readRequest()) {
      Streams streams = streams(String.valueOf(request.header("authorization")));
      streams.begun.incrementAndGet();
      try {
        respond(peer, streams);
      } finally {
        streams.ended.incrementAndGet();
      }
    }
  }

  private void respond(Peer peer, Streams streams) throws IOException, InterruptedException {
    pass(Place.BEFORE_THE_RESPONSE, streams);
    peer.send(START);
    Thread.sleep(requests.getAndIncrement() * FIRST_EVENT_STEP_MILLIS % MAX_FIRST_EVENT_MILLIS);
    for (int event = 0; event < EVENTS; event++) {
      peer.send(CONTENT);
      pass(Place.AFTER_AN_EVENT, streams);
      Thread.sleep(EVENT_MILLIS);
    }
    peer.send(END);
  }

  private void pass(Place place, Streams streams) throws InterruptedException {
    Gate current = gate;
    if (current.isClosed(place)) {
      streams.held.incrementAndGet();
      try {
        current.released().await();
      } finally {
        streams.held.decrementAndGet();
      }
    }
  }

  private Streams streams(String authorization) {
    return streamsByKey.computeIfAbsent(authorization, key -> new Streams());
  }

  /** Base URL without a slash at its end. */
  String url() {
    return host.url(server.port());
  }

  /** Holds every stream that reaches a place. */
  void hold(Place place) {
    gate = new Gate(place, new CountDownLatch(1));
  }

  /** Lets all streams go on. */
  void release() {
    gate.released().countDown();
  }

  /** Number of streams so far. */
  int begun() {
    return sum(streams -> streams.begun.get());
  }

  /** Number of streams so far of the client with this key. */
  int begun(String key) {
    return streams("Bearer " + key).begun.get();
  }

  /** Number of streams that are not complete, and whose client is not known to have left. */
  int inFlight() {
    return sum(streams -> streams.begun.get() - streams.ended.get());
  }

  /** Number of streams that are held now. */
  int held() {
    return sum(streams -> streams.held.get());
  }

  /** Number of streams of the client with this key that are held now. */
  int held(String key) {
    return streams("Bearer " + key).held.get();
  }

  private int sum(ToIntFunction<Streams> count) {
    return streamsByKey.values().stream().mapToInt(count).sum();
  }

  @Override
  public void close() {
    release();
    server.close();
  }
}
