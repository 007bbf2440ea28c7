package dev.firsttoken.wire.testing;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Port of a server that a test starts later. It lies below those that Linux gives to connections
 * and to servers that take any port, so that none of them gets it in between.
 */
public final class FreePort {
  private static final int FIRST = 20_000;
  private static final int LAST = 29_999;

  /** Tests of several JVMs begin at different ports. */
  private static final AtomicInteger NEXT =
      new AtomicInteger(FIRST + (int) (ProcessHandle.current().pid() % 90 * 100));

  private FreePort() {}

  /** Finds a port of the loopback address that nothing listens on. */
  public static int find() {
    while (true) {
      int port = NEXT.getAndIncrement();
      if (port > LAST) {
        throw new AssertionError("no free port up to " + LAST);
      }
      if (isFree(port)) {
        return port;
      }
    }
  }

  private static boolean isFree(int port) {
    try (ServerSocket socket = new ServerSocket(port, 1, InetAddress.getLoopbackAddress())) {
      return socket.isBound();
    } catch (IOException e) {
      return false;
    }
  }
}
