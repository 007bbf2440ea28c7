package dev.firsttoken.proxy.testing;

import static dev.firsttoken.proxy.testing.Streams.DONE;
import static dev.firsttoken.proxy.testing.Streams.END;
import static dev.firsttoken.proxy.testing.Streams.HELLO;
import static dev.firsttoken.proxy.testing.Streams.ROLE;
import static dev.firsttoken.proxy.testing.Streams.STREAM;
import static dev.firsttoken.proxy.testing.Streams.STREAM_HEADERS;
import static dev.firsttoken.proxy.testing.Streams.bytes;
import static dev.firsttoken.proxy.testing.Streams.chunk;
import static dev.firsttoken.proxy.testing.Streams.event;

import dev.firsttoken.wire.testing.Peer;
import java.io.IOException;
import java.util.concurrent.Semaphore;

/** Upstream whose action for each request is in the request's header {@code X-Do}. */
public final class HeaderScriptedUpstream {
  private static final byte[] FLOOD = bytes(chunk(event("x".repeat(4000))));

  private final Semaphore steps = new Semaphore(0);

  /** Lets this many waiting responses continue. */
  public void release(int count) {
    steps.release(count);
  }

  /** Script without any waiting action. */
  public static void serve(Peer peer) throws IOException, InterruptedException {
    new HeaderScriptedUpstream().run(peer);
  }

  /** Script whose waiting actions wait for {@link #release}. */
  public void run(Peer peer) throws IOException, InterruptedException {
    for (Peer.Request request = peer.readRequest(); request != null; request = peer.readRequest()) {
      String action = request.header("x-do");
      if (!execute(peer, action == null ? "" : action)) {
        return;
      }
    }
  }

  /** Reports whether the connection stays open. */
  private boolean execute(Peer peer, String action) throws IOException, InterruptedException {
    switch (action) {
      case "reset" -> peer.rst();
      case "close" -> peer.fin();
      case "garbage" -> peer.send("SSH-2.0-OpenSSH_9.6\r\n\r\n");
      case "cut in the headers" -> peer.send("HTTP/1.1 200 OK\r\nContent-Ty");
      case "bad chunk" -> peer.send(STREAM_HEADERS + "zz\r\n");
      case "cut" -> peer.send(STREAM_HEADERS + chunk(HELLO));
      case "cut in a chunk" -> peer.send(STREAM_HEADERS + "50\r\n" + HELLO);
      case "silent" -> peer.awaitClose();
      case "flood" -> {
        peer.send(STREAM_HEADERS);
        for (int i = 0; i < 50_000; i++) {
          peer.send(FLOOD);
        }
        peer.send(END);
      }
      case "stall" -> stall(peer, chunk(ROLE) + chunk(HELLO));
      case "role and stall" -> stall(peer, chunk(ROLE));
      case "302" -> peer.send(emptyResponse(302, "Location: http://h/?key=canary\r\n"));
      case "400", "404", "429", "500", "501", "503", "505" ->
          peer.send(emptyResponse(Integer.parseInt(action), ""));
      case "wait" -> {
        steps.acquire();
        peer.send(STREAM);
      }
      case "wait amid" -> {
        peer.send(STREAM_HEADERS + chunk(HELLO));
        steps.acquire();
        peer.send(chunk(DONE) + END);
      }
      default -> peer.send(STREAM);
    }
    return action.isEmpty() || action.startsWith("wait") || Character.isDigit(action.charAt(0));
  }

  /** Starts a stream and sends no more of it. */
  private static void stall(Peer peer, String chunks) throws IOException {
    peer.send(STREAM_HEADERS + chunks);
    peer.awaitClose();
  }

  private static String emptyResponse(int status, String header) {
    return "HTTP/1.1 %d X\r\n%sContent-Length: 0\r\n\r\n".formatted(status, header);
  }
}
