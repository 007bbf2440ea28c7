package dev.firsttoken.bench.load;

import dev.firsttoken.wire.call.Origin;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.net.UnknownHostException;

/** Tries the target's address once, before any load: a sentence instead of a thousand failures. */
public final class Reach {
  private static final int PATIENCE_MILLIS = 5_000;

  private Reach() {}

  /**
   * Connects and hangs up.
   *
   * @throws Unreachable if no address of the host takes a connection
   */
  public static void check(URI url) {
    Origin origin = Origin.of(url);
    String why = "no address";
    for (InetAddress address : addresses(origin)) {
      try (Socket socket = new Socket()) {
        socket.connect(new InetSocketAddress(address, origin.port()), PATIENCE_MILLIS);
        return;
      } catch (IOException e) {
        why = String.valueOf(e.getMessage());
      }
    }
    throw new Unreachable("can't reach %s: %s".formatted(origin, why));
  }

  private static InetAddress[] addresses(Origin origin) {
    try {
      return InetAddress.getAllByName(origin.host());
    } catch (UnknownHostException e) {
      throw new Unreachable("can't reach %s: unknown host %s".formatted(origin, origin.host()));
    }
  }
}
