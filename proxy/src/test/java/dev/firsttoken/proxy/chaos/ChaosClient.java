package dev.firsttoken.proxy.chaos;

import static dev.firsttoken.proxy.ProxyUnderTest.TIMEOUT;

import dev.firsttoken.wire.testing.RawClient;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.net.SocketException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** Client that sends one request after another, on one connection as long as it stays open. */
final class ChaosClient implements AutoCloseable {
  static final String MODEL = "chaos";

  /**
   * Ports of the servers.
   *
   * @param upstream port of the upstream with slow names
   */
  record Ports(int proxy, int upstream, int refusing, int unaccepting) {}

  private final Ports ports;
  private @Nullable RawClient connection;

  ChaosClient(Ports ports) {
    this.ports = ports;
  }

  /**
   * Sends one request, and reads to its end or disconnects at the planned point.
   *
   * @throws IOException if the response is not HTTP, or nothing arrives within the client's timeout
   */
  ReceivedResponse send(Ticket ticket) throws IOException, InterruptedException {
    RawClient client = connection == null ? new RawClient(ports.proxy()) : connection;
    connection = client;
    ReceivedResponse receivedResponse =
        ticket.disconnectPoint() == DisconnectPoint.NEVER
            ? sendAndRead(client, ticket)
            : sendAndDisconnect(client, ticket);
    boolean reusable =
        receivedResponse.response().complete()
            && !"close".equals(receivedResponse.response().header("connection"));
    if (!reusable) {
      close();
    }
    ticket.gates().ended().countDown();
    return receivedResponse;
  }

  @Override
  public void close() throws IOException {
    if (connection != null) {
      connection.close();
      connection = null;
    }
  }

  private ReceivedResponse sendAndRead(RawClient client, Ticket ticket) throws IOException {
    client.send(headers(ticket, "") + body(ticket));
    return new ReceivedResponse(
        ticket.isResetOnceRead() ? readParts(client, ticket, Integer.MAX_VALUE) : client.read());
  }

  private ReceivedResponse sendAndDisconnect(RawClient client, Ticket ticket)
      throws IOException, InterruptedException {
    boolean inRequest = ticket.disconnectPoint() == DisconnectPoint.IN_REQUEST;
    String body = body(ticket);
    client.send(
        headers(ticket, inRequest ? "Expect: 100-continue\r\n" : "") + (inRequest ? "" : body));
    ReceivedResponse receivedResponse = ReceivedResponse.none();
    switch (ticket.disconnectPoint()) {
      case IN_REQUEST -> {
        client.readHeaders(); // 100 Continue: the proxy has started to process the request.
        client.send(body.substring(0, body.length() / 2));
      }
      case AT_ONCE -> {
        // The caller closes with a FIN: a reset could discard the unread request.
        return receivedResponse;
      }
      case CONNECTING -> await(ticket.gates().lookedUp(), ticket);
      case BEFORE_HEADERS -> await(ticket.gates().requestReceived(), ticket);
      case BEFORE_TOKEN, MID_STREAM ->
          receivedResponse = new ReceivedResponse(readParts(client, ticket, ticket.pause()));
      case NEVER -> throw new IllegalStateException(ticket + " does not disconnect");
    }
    if (ticket.random().nextBoolean()) {
      client.reset();
    }
    return receivedResponse;
  }

  /** Reads chunk by chunk, and signals the upstream if it waits for this point. */
  private static RawClient.Response readParts(RawClient client, Ticket ticket, int maxParts)
      throws IOException {
    String headers = client.readHeaders();
    ByteArrayOutputStream body = new ByteArrayOutputStream();
    RawClient.Response started = new RawClient.Response(headers, new byte[0], "", false);
    String length = started.header("content-length");
    if (length != null) {
      for (int remaining = Integer.parseInt(length); remaining > 0; remaining--) {
        body.write(client.readByte());
      }
      return new RawClient.Response(headers, body.toByteArray(), "", true);
    }
    boolean complete = false;
    try {
      for (int parts = 1; parts <= maxParts && !complete; parts++) {
        byte[] part = client.readChunk();
        complete = part.length == 0;
        body.writeBytes(part);
        if (parts == ticket.pause()) {
          ticket.gates().partsRead().countDown();
        }
      }
    } catch (EOFException | SocketException e) {
      // The response is marked incomplete.
    }
    return new RawClient.Response(headers, body.toByteArray(), "", complete);
  }

  private String headers(Ticket ticket, String extraHeaders) {
    String upstream = upstream(ticket);
    return path(ticket)
        + " HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n"
        + (upstream == null ? "" : "X-LLM-Base-URL: http://" + upstream + "/v1\r\n")
        + Ticket.HEADER
        + ": "
        + ticket.id()
        + "\r\n"
        + extraHeaders
        + "Content-Length: "
        + body(ticket).length()
        + "\r\n\r\n";
  }

  private @Nullable String upstream(Ticket ticket) {
    return switch (ticket.fault()) {
      case REFUSE -> "127.0.0.1:" + ports.refusing();
      case BLACKHOLE -> "127.0.0.1:" + ports.unaccepting();
      case SLOW_LOOKUP -> ticket.slowName() + ":" + ports.upstream();
      case NONE ->
          ticket.disconnectPoint() == DisconnectPoint.CONNECTING
              ? ticket.slowName() + ":" + ports.upstream()
              : null;
      case RESET_BEFORE_HEADERS,
          RESET_MID_STREAM,
          STALL,
          DRIBBLE,
          GARBAGE,
          HUGE_HEADERS,
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
        .formatted(MODEL, ticket.scriptedResponse().streamed());
  }

  private static void await(CountDownLatch gate, Ticket ticket) throws InterruptedException {
    if (!gate.await(TIMEOUT.toMillis(), TimeUnit.MILLISECONDS)) {
      throw new AssertionError(ticket + " did not reach its disconnect point");
    }
  }
}
