package dev.firsttoken.proxy.chaos;

import static dev.firsttoken.proxy.ProxyUnderTest.PATIENCE;

import dev.firsttoken.wire.testing.RawClient;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.net.SocketException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** One client: asks one request after the other, on one connection for as long as it lasts. */
final class Client implements AutoCloseable {
  static final String MODEL = "chaos";

  /**
   * The ports of all that is asked.
   *
   * @param upstream that of the slow names
   */
  record Ports(int proxy, int upstream, int refusing, int swallowing) {}

  private final Ports ports;
  private @Nullable RawClient kept;

  Client(Ports ports) {
    this.ports = ports;
  }

  /**
   * One request, to its end or to where this client leaves it.
   *
   * @throws IOException where the answer is no HTTP, or nothing came for as long as a client waits
   */
  Seen ask(Ticket ticket) throws IOException, InterruptedException {
    RawClient client = kept == null ? new RawClient(ports.proxy()) : kept;
    kept = client;
    Seen seen = ticket.leave() == Leave.NEVER ? stay(client, ticket) : leave(client, ticket);
    boolean reusable =
        seen.answer().complete() && !"close".equals(seen.answer().header("connection"));
    if (!reusable) {
      close();
    }
    ticket.gates().ended().countDown();
    return seen;
  }

  @Override
  public void close() throws IOException {
    if (kept != null) {
      kept.close();
      kept = null;
    }
  }

  private Seen stay(RawClient client, Ticket ticket) throws IOException {
    client.send(head(ticket, "") + body(ticket));
    return new Seen(
        ticket.breaksOnceRead() ? readParts(client, ticket, Integer.MAX_VALUE) : client.read());
  }

  private Seen leave(RawClient client, Ticket ticket) throws IOException, InterruptedException {
    boolean inRequest = ticket.leave() == Leave.IN_REQUEST;
    String body = body(ticket);
    client.send(
        head(ticket, inRequest ? "Expect: 100-continue\r\n" : "") + (inRequest ? "" : body));
    Seen seen = Seen.nothing();
    switch (ticket.leave()) {
      case IN_REQUEST -> {
        client.readHead(); // 100: the proxy has begun with it.
        client.send(body.substring(0, body.length() / 2));
      }
      case AT_ONCE -> {
        return seen; // In order: a reset could come before its request was read.
      }
      case CONNECTING -> await(ticket.gates().lookedUp(), ticket);
      case BEFORE_HEAD -> await(ticket.gates().reached(), ticket);
      case BEFORE_TOKEN, MID_STREAM -> seen = new Seen(readParts(client, ticket, ticket.pause()));
      case NEVER -> throw new IllegalStateException(ticket + " stays");
    }
    if (ticket.random().nextBoolean()) {
      client.reset();
    }
    return seen;
  }

  /** Chunk by chunk, and says so where the upstream waits for it. */
  private static RawClient.Answer readParts(RawClient client, Ticket ticket, int most)
      throws IOException {
    String head = client.readHead();
    ByteArrayOutputStream body = new ByteArrayOutputStream();
    RawClient.Answer begun = new RawClient.Answer(head, new byte[0], "", false);
    String length = begun.header("content-length");
    if (length != null) {
      for (int left = Integer.parseInt(length); left > 0; left--) {
        body.write(client.readByte());
      }
      return new RawClient.Answer(head, body.toByteArray(), "", true);
    }
    boolean complete = false;
    try {
      for (int parts = 1; parts <= most && !complete; parts++) {
        byte[] part = client.readChunk();
        complete = part.length == 0;
        body.writeBytes(part);
        if (parts == ticket.pause()) {
          ticket.gates().read().countDown();
        }
      }
    } catch (EOFException | SocketException e) {
      // It broke, which the answer says.
    }
    return new RawClient.Answer(head, body.toByteArray(), "", complete);
  }

  private String head(Ticket ticket, String more) {
    String upstream = upstream(ticket);
    return path(ticket)
        + " HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n"
        + (upstream == null ? "" : "X-LLM-Base-URL: http://" + upstream + "/v1\r\n")
        + Ticket.HEADER
        + ": "
        + ticket.id()
        + "\r\n"
        + more
        + "Content-Length: "
        + body(ticket).length()
        + "\r\n\r\n";
  }

  private @Nullable String upstream(Ticket ticket) {
    return switch (ticket.fault()) {
      case REFUSE -> "127.0.0.1:" + ports.refusing();
      case BLACKHOLE -> "127.0.0.1:" + ports.swallowing();
      case SLOW_LOOKUP -> ticket.slowName() + ":" + ports.upstream();
      case NONE ->
          ticket.leave() == Leave.CONNECTING ? ticket.slowName() + ":" + ports.upstream() : null;
      case RESET_BEFORE_HEAD,
          RESET_MID_STREAM,
          STALL,
          DRIBBLE,
          GARBAGE,
          HUGE_HEAD,
          WRONG_LENGTH,
          GZIP,
          TOO_MANY_REQUESTS ->
          null;
    };
  }

  private static String path(Ticket ticket) {
    return switch (ticket.route()) {
      case "models" -> "GET /v1/models";
      case "completions" -> "POST /v1/completions";
      default -> ticket.id() % 2 == 0 ? "POST /v1/chat/completions" : "POST /api/chat/completions";
    };
  }

  private static String body(Ticket ticket) {
    if (ticket.route().equals("models")) {
      return "";
    }
    return "{\"model\":\"%s\",\"stream\":%b,\"messages\":[]}"
        .formatted(MODEL, ticket.answer().streamed());
  }

  private static void await(CountDownLatch gate, Ticket ticket) throws InterruptedException {
    if (!gate.await(PATIENCE.toMillis(), TimeUnit.MILLISECONDS)) {
      throw new AssertionError(ticket + " came not so far");
    }
  }
}
