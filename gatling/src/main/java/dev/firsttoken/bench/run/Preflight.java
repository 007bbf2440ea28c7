package dev.firsttoken.bench.run;

import dev.firsttoken.wire.call.Origin;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.net.UnknownHostException;

/** Tries the target's address once, before any load: a sentence instead of a thousand failures. */
public final class Preflight {
  private static final int CONNECT_TIMEOUT_MILLIS = 5_000;

  private Preflight() {}

  /**
   * Connects and hangs up.
   *
   * @throws UnreachableException if no address of the host takes a connection
   */
  public static void check(URI url) {
    Origin origin = Origin.of(url);
    String reason = "no address";
    for (InetAddress address : addresses(origin)) {
      try (Socket socket = new Socket()) {
        socket.connect(new InetSocketAddress(address, origin.port()), CONNECT_TIMEOUT_MILLIS);
        return;
      } catch (IOException e) {
        reason = String.valueOf(e.getMessage());
      }
    }
    throw new UnreachableException("can't reach %s: %s".formatted(origin, reason));
  }

  private static InetAddress[] addresses(Origin origin) {
    try {
      return InetAddress.getAllByName(origin.host());
    } catch (UnknownHostException e) {
      throw new UnreachableException(
          "can't reach %s: unknown host %s".formatted(origin, origin.host()));
    }
  }
}
