package dev.firsttoken.bench.run;

import dev.firsttoken.bench.http.ProxyVariables;
import dev.firsttoken.wire.call.Origin;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.net.UnknownHostException;

/** Connection test before the load: one message instead of a thousand failed requests. */
public final class Preflight {
  private static final int CONNECT_TIMEOUT_MILLIS = 5_000;

  private Preflight() {}

  /**
   * Connects to the target and disconnects.
   *
   * @throws UnreachableException if no address of the host accepts a connection
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
    throw unreachable(origin, reason);
  }

  /** Creates the failure; it names a proxy that the user may have counted on. */
  private static UnreachableException unreachable(Origin origin, String reason) {
    String notice = ProxyVariables.notice(origin, System.getenv());
    return new UnreachableException(
        "can't reach %s: %s%s".formatted(origin, reason, notice == null ? "" : ". " + notice));
  }

  private static InetAddress[] addresses(Origin origin) {
    try {
      return InetAddress.getAllByName(origin.host());
    } catch (UnknownHostException e) {
      throw unreachable(origin, "unknown host " + origin.host());
    }
  }
}
