package dev.firsttoken.proxy.testing;

import static dev.firsttoken.proxy.testing.Streams.DONE;
import static dev.firsttoken.proxy.testing.Streams.END;
import static dev.firsttoken.proxy.testing.Streams.HEAD;
import static dev.firsttoken.proxy.testing.Streams.HELLO;
import static dev.firsttoken.proxy.testing.Streams.ROLE;
import static dev.firsttoken.proxy.testing.Streams.STREAM;
import static dev.firsttoken.proxy.testing.Streams.chunk;

import dev.firsttoken.wire.testing.Peer;
import java.io.IOException;
import java.util.concurrent.Semaphore;

/** An upstream that does to each request what its header {@code X-Do} says. */
public final class Obedient {
  private final Semaphore steps = new Semaphore(0);

  /** Lets so many of those that wait go on. */
  public void go(int count) {
    steps.release(count);
  }

  /** The script where nobody has to wait. */
  public static void serve(Peer peer) throws IOException, InterruptedException {
    new Obedient().play(peer);
  }

  /** The script: waits, where it is told to, for {@link #go}. */
  public void play(Peer peer) throws IOException, InterruptedException {
    for (Peer.Request asked = peer.readRequest(); asked != null; asked = peer.readRequest()) {
      String what = asked.header("x-do");
      if (!obey(peer, what == null ? "" : what)) {
        return;
      }
    }
  }

  /** Whether the connection serves on. */
  private boolean obey(Peer peer, String what) throws IOException, InterruptedException {
    switch (what) {
      case "reset" -> peer.rst();
      case "close" -> peer.fin();
      case "garbage" -> peer.send("SSH-2.0-OpenSSH_9.6\r\n\r\n");
      case "cut in a head" -> peer.send("HTTP/1.1 200 OK\r\nContent-Ty");
      case "bad chunk" -> peer.send(HEAD + "zz\r\n");
      case "cut" -> peer.send(HEAD + chunk(HELLO));
      case "cut in a chunk" -> peer.send(HEAD + "50\r\n" + HELLO);
      case "silent" -> peer.awaitClose();
      case "stall" -> {
        peer.send(HEAD + chunk(ROLE) + chunk(HELLO));
        peer.awaitClose();
      }
      case "role and stall" -> {
        peer.send(HEAD + chunk(ROLE));
        peer.awaitClose();
      }
      case "302" -> peer.send(answer(302, "Location: http://h/?key=canary\r\n"));
      case "400", "404", "429", "500", "503" -> peer.send(answer(Integer.parseInt(what), ""));
      case "wait" -> {
        steps.acquire();
        peer.send(STREAM);
      }
      case "wait amid" -> {
        peer.send(HEAD + chunk(HELLO));
        steps.acquire();
        peer.send(chunk(DONE) + END);
      }
      default -> peer.send(STREAM);
    }
    return what.isEmpty() || what.startsWith("wait") || Character.isDigit(what.charAt(0));
  }

  private static String answer(int status, String header) {
    return "HTTP/1.1 %d X\r\n%sContent-Length: 0\r\n\r\n".formatted(status, header);
  }
}
