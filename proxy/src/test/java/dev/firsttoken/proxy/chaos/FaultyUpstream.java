package dev.firsttoken.proxy.chaos;

import static dev.firsttoken.proxy.ProxyUnderTest.TIMEOUT;

import dev.firsttoken.wire.testing.Peer;
import dev.firsttoken.wire.testing.ScriptedServer;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** Upstream that handles each request as its ticket says. */
final class FaultyUpstream implements AutoCloseable {
  private static final int HUGE_HEADER_BYTES = 100_000;

  private final List<Ticket> tickets;
  private final ScriptedServer server = ScriptedServer.running(this::serve);

  FaultyUpstream(List<Ticket> tickets) {
    this.tickets = tickets;
  }

  int port() {
    return server.port();
  }

  String baseUrl() {
    return server.baseUrl();
  }

  /** Unplanned failures. */
  List<Throwable> failures() {
    return server.failures();
  }

  @Override
  public void close() {
    server.close();
  }

  private void serve(Peer peer) throws IOException, InterruptedException {
    boolean newConnection = true;
    boolean keepAlive = true;
    while (keepAlive) {
      Peer.Request request = peer.readRequest();
      if (request == null) {
        return;
      }
      String id = Objects.requireNonNull(request.header(Ticket.HEADER), request.headers());
      Ticket ticket = tickets.get(Integer.parseInt(id));
      ticket.attempts().incrementAndGet();
      ticket.newConnectionAttempts().addAndGet(newConnection ? 1 : 0);
      newConnection = false;
      ticket.gates().requestReceived().countDown();
      keepAlive =
          ticket.disconnectPoint() == DisconnectPoint.NEVER
              ? execute(ticket, peer)
              : holdOpen(ticket, peer);
    }
  }

  /** Sends the parts before the pause, if any, and waits until the client has disconnected. */
  private static boolean holdOpen(Ticket ticket, Peer peer) throws IOException {
    if (ticket.disconnectPoint() == DisconnectPoint.BEFORE_TOKEN
        || ticket.disconnectPoint() == DisconnectPoint.MID_STREAM) {
      peer.send(ticket.scriptedResponse().toBytes(ticket.pause()));
    }
    try {
      peer.awaitClose();
    } finally {
      ticket.gates().upstreamClosed().countDown();
    }
    return false;
  }

  /** Handles the request as its fault says. Returns true if the connection stays open. */
  private static boolean execute(Ticket ticket, Peer peer)
      throws IOException, InterruptedException {
    ScriptedResponse scriptedResponse = ticket.scriptedResponse();
    Random random = ticket.random();
    return switch (ticket.fault()) {
      case NONE -> sendComplete(ticket, peer, random);
      case GZIP, TOO_MANY_REQUESTS, SLOW_LOOKUP ->
          sendInParts(scriptedResponse.toBytes(), peer, random);
      case DRIBBLE -> sendByteByByte(scriptedResponse.toBytes(), peer);
      case RESET_BEFORE_HEADERS -> reset(peer);
      case RESET_MID_STREAM -> resetMidStream(ticket, peer, random);
      case STALL -> stall(ticket, peer, random);
      case GARBAGE -> {
        peer.send(garbage(ticket, random));
        yield closeAndAwait(peer);
      }
      case HUGE_HEADERS -> sendHugeHeaders(ticket.variant(), peer);
      case WRONG_LENGTH -> {
        peer.send(scriptedResponse.toBytes());
        yield closeAndAwait(peer);
      }
      case REFUSE, BLACKHOLE -> throw new IllegalStateException(ticket + " arrived");
    };
  }

  private static boolean sendComplete(Ticket ticket, Peer peer, Random random) throws IOException {
    sendInParts(ticket.scriptedResponse().toBytes(), peer, random);
    return ticket.variant() != 3 || closeAndAwait(peer);
  }

  private static boolean sendInParts(byte[] wire, Peer peer, Random random) throws IOException {
    int maxLength = random.nextBoolean() ? wire.length : 200;
    int at = 0;
    while (at < wire.length) {
      int to = Math.min(wire.length, at + random.nextInt(1, maxLength + 1));
      peer.send(Arrays.copyOfRange(wire, at, to));
      at = to;
    }
    return true;
  }

  private static boolean sendByteByByte(byte[] wire, Peer peer) throws IOException {
    for (byte b : wire) {
      peer.send(new byte[] {b});
    }
    return true;
  }

  private static boolean closeAndAwait(Peer peer) throws IOException {
    peer.fin();
    // Closing with unread input would send a reset.
    peer.awaitClose();
    return false;
  }

  private static boolean reset(Peer peer) throws IOException {
    peer.rst();
    return false;
  }

  private static boolean resetMidStream(Ticket ticket, Peer peer, Random random)
      throws IOException, InterruptedException {
    if (ticket.isResetOnceRead()) {
      peer.send(ticket.scriptedResponse().toBytes(ticket.pause()));
      await(ticket.gates().partsRead());
    } else {
      byte[] wire = ticket.scriptedResponse().toBytes();
      int headersLength = ticket.scriptedResponse().headers().length();
      boolean untilClose = ticket.variant() == 3;
      int cut =
          untilClose ? random.nextInt(headersLength, wire.length + 1) : random.nextInt(wire.length);
      sendInParts(Arrays.copyOf(wire, cut), peer, random);
    }
    return reset(peer);
  }

  /** Runs until the proxy closes the connection. */
  private static boolean stall(Ticket ticket, Peer peer, Random random) throws IOException {
    ScriptedResponse scriptedResponse = ticket.scriptedResponse();
    switch (ticket.variant()) {
      case 0 -> {}
      case 1 -> peer.send(scriptedResponse.headers());
      case 2 -> sendInParts(scriptedResponse.toBytes(ticket.pause()), peer, random);
      default ->
          peer.send(
              Arrays.copyOf(scriptedResponse.toBytes(), scriptedResponse.toBytes().length - 1));
    }
    try {
      peer.awaitClose();
    } finally {
      ticket.gates().upstreamClosed().countDown();
    }
    return false;
  }

  private static byte[] garbage(Ticket ticket, Random random) {
    ScriptedResponse scriptedResponse = ticket.scriptedResponse();
    return switch (ticket.variant()) {
      case 0 -> ScriptedResponse.bytes("SSH-2.0-OpenSSH_9.6\r\n");
      case 1 -> {
        byte[] any = new byte[random.nextInt(1, 2000)];
        random.nextBytes(any);
        yield any;
      }
      case 2 -> {
        byte[] good = scriptedResponse.toBytes(ticket.pause());
        byte[] all = Arrays.copyOf(good, good.length + 4);
        System.arraycopy(ScriptedResponse.bytes("zz\r\n"), 0, all, good.length, 4);
        yield all;
      }
      case 3 -> new byte[] {0, 0, 0, 4, 0, 0, 0, 0, 0};
      case 4 -> ScriptedResponse.bytes("HTTP/1.1 abc OK\r\n\r\n");
      case 5 -> ScriptedResponse.bytes("HTTP/1.1 101 Switching Protocols\r\nUpgrade: x\r\n\r\n");
      default -> throw new IllegalArgumentException("no variant " + ticket);
    };
  }

  private static boolean sendHugeHeaders(int variant, Peer peer) throws IOException {
    String field =
        variant == 0
            ? "X-Huge: " + "x".repeat(HUGE_HEADER_BYTES)
            : "X-Many: x\r\n".repeat(HUGE_HEADER_BYTES / 10);
    peer.send("HTTP/1.1 200 OK\r\n" + field + "\r\n\r\n");
    peer.awaitClose();
    return false;
  }

  private static void await(CountDownLatch gate) throws InterruptedException {
    if (!gate.await(TIMEOUT.toMillis(), TimeUnit.MILLISECONDS)) {
      throw new AssertionError("a client did not reach its pause");
    }
  }
}
