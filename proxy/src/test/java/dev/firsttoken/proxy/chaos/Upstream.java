package dev.firsttoken.proxy.chaos;

import static dev.firsttoken.proxy.ProxyUnderTest.PATIENCE;

import dev.firsttoken.wire.testing.Peer;
import dev.firsttoken.wire.testing.ScriptedServer;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** Does to each request what its ticket says. */
final class Upstream implements AutoCloseable {
  private static final int HUGE = 100_000;

  private final List<Ticket> tickets;
  private final ScriptedServer server = ScriptedServer.playing(this::serve);

  Upstream(List<Ticket> tickets) {
    this.tickets = tickets;
  }

  int port() {
    return server.port();
  }

  String baseUrl() {
    return server.baseUrl();
  }

  /** What went wrong here that was not meant to. */
  List<Throwable> failures() {
    return server.failures();
  }

  @Override
  public void close() {
    server.close();
  }

  private void serve(Peer peer) throws IOException, InterruptedException {
    boolean fresh = true;
    boolean kept = true;
    while (kept) {
      Peer.Request request = peer.readRequest();
      if (request == null) {
        return;
      }
      String id = Objects.requireNonNull(request.header(Ticket.HEADER), request.head());
      Ticket ticket = tickets.get(Integer.parseInt(id));
      ticket.hits().incrementAndGet();
      ticket.freshHits().addAndGet(fresh ? 1 : 0);
      fresh = false;
      ticket.gates().reached().countDown();
      kept = ticket.leave() == Leave.NEVER ? play(ticket, peer) : hold(ticket, peer);
    }
  }

  /** The client leaves: says what it waits for, and holds still until it is gone. */
  private static boolean hold(Ticket ticket, Peer peer) throws IOException {
    if (ticket.leave() == Leave.BEFORE_TOKEN || ticket.leave() == Leave.MID_STREAM) {
      peer.send(ticket.answer().wire(ticket.pause()));
    }
    try {
      peer.awaitClose();
    } finally {
      ticket.gates().upstreamLeft().countDown();
    }
    return false;
  }

  /** Says whether the connection is kept. */
  private static boolean play(Ticket ticket, Peer peer) throws IOException, InterruptedException {
    Answer answer = ticket.answer();
    Random random = ticket.random();
    return switch (ticket.fault()) {
      case NONE -> whole(ticket, peer, random);
      case GZIP, TOO_MANY_REQUESTS, SLOW_LOOKUP -> inPieces(answer.wire(), peer, random);
      case DRIBBLE -> dribble(answer.wire(), peer);
      case RESET_BEFORE_HEAD -> reset(peer);
      case RESET_MID_STREAM -> resetMidStream(ticket, peer, random);
      case STALL -> stall(ticket, peer, random);
      case GARBAGE -> {
        peer.send(garbage(ticket, random));
        yield end(peer);
      }
      case HUGE_HEAD -> hugeHead(ticket.variant(), peer);
      case WRONG_LENGTH -> {
        peer.send(answer.wire());
        yield end(peer);
      }
      case REFUSE, BLACKHOLE -> throw new IllegalStateException(ticket + " arrived");
    };
  }

  private static boolean whole(Ticket ticket, Peer peer, Random random) throws IOException {
    inPieces(ticket.answer().wire(), peer, random);
    return ticket.variant() != 3 || end(peer);
  }

  private static boolean inPieces(byte[] wire, Peer peer, Random random) throws IOException {
    int longest = random.nextBoolean() ? wire.length : 200;
    int at = 0;
    while (at < wire.length) {
      int to = Math.min(wire.length, at + random.nextInt(1, longest + 1));
      peer.send(Arrays.copyOfRange(wire, at, to));
      at = to;
    }
    return true;
  }

  private static boolean dribble(byte[] wire, Peer peer) throws IOException {
    for (byte b : wire) {
      peer.send(new byte[] {b});
    }
    return true;
  }

  private static boolean end(Peer peer) throws IOException {
    peer.fin();
    // A close with something unread would be a reset.
    peer.awaitClose();
    return false;
  }

  private static boolean reset(Peer peer) throws IOException {
    peer.rst();
    return false;
  }

  private static boolean resetMidStream(Ticket ticket, Peer peer, Random random)
      throws IOException, InterruptedException {
    if (ticket.breaksOnceRead()) {
      peer.send(ticket.answer().wire(ticket.pause()));
      await(ticket.gates().read());
    } else {
      byte[] wire = ticket.answer().wire();
      int head = ticket.answer().head().length();
      boolean openEnd = ticket.variant() == 3;
      int cut = openEnd ? random.nextInt(head, wire.length + 1) : random.nextInt(wire.length);
      inPieces(Arrays.copyOf(wire, cut), peer, random);
    }
    return reset(peer);
  }

  /** Until the proxy has had enough. */
  private static boolean stall(Ticket ticket, Peer peer, Random random) throws IOException {
    Answer answer = ticket.answer();
    switch (ticket.variant()) {
      case 0 -> {}
      case 1 -> peer.send(answer.head());
      case 2 -> inPieces(answer.wire(ticket.pause()), peer, random);
      default -> peer.send(Arrays.copyOf(answer.wire(), answer.wire().length - 1));
    }
    try {
      peer.awaitClose();
    } finally {
      ticket.gates().upstreamLeft().countDown();
    }
    return false;
  }

  private static byte[] garbage(Ticket ticket, Random random) {
    Answer answer = ticket.answer();
    return switch (ticket.variant()) {
      case 0 -> Answer.bytes("SSH-2.0-OpenSSH_9.6\r\n");
      case 1 -> {
        byte[] any = new byte[random.nextInt(1, 2000)];
        random.nextBytes(any);
        yield any;
      }
      case 2 -> {
        byte[] good = answer.wire(ticket.pause());
        byte[] all = Arrays.copyOf(good, good.length + 4);
        System.arraycopy(Answer.bytes("zz\r\n"), 0, all, good.length, 4);
        yield all;
      }
      case 3 -> new byte[] {0, 0, 0, 4, 0, 0, 0, 0, 0};
      case 4 -> Answer.bytes("HTTP/1.1 abc OK\r\n\r\n");
      case 5 -> Answer.bytes("HTTP/1.1 101 Switching Protocols\r\nUpgrade: x\r\n\r\n");
      default -> throw new IllegalArgumentException("no variant " + ticket);
    };
  }

  private static boolean hugeHead(int variant, Peer peer) throws IOException {
    String field = variant == 0 ? "X-Huge: " + "x".repeat(HUGE) : "X-Many: x\r\n".repeat(HUGE / 10);
    peer.send("HTTP/1.1 200 OK\r\n" + field + "\r\n\r\n");
    peer.awaitClose();
    return false;
  }

  private static void await(CountDownLatch gate) throws InterruptedException {
    if (!gate.await(PATIENCE.toMillis(), TimeUnit.MILLISECONDS)) {
      throw new AssertionError("a client did not come so far");
    }
  }
}
