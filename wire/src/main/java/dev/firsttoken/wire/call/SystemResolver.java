package dev.firsttoken.wire.call;

import java.io.IOException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.channels.SocketChannel;
import java.security.Security;

/** Resolver of the system. Without a file descriptor, it would say that every name is unknown. */
final class SystemResolver {
  static {
    // The JVM would keep that answer for 10 s. Set here rather than in main, because loading the
    // security properties would delay every start.
    Security.setProperty("networkaddress.cache.negative.ttl", "0");
  }

  private SystemResolver() {}

  /**
   * Blocks until the addresses of a name are known.
   *
   * @throws UnknownHostException if there are none
   * @throws IOException if there is no file descriptor for the question
   */
  static InetAddress[] resolve(String host) throws IOException {
    try {
      return InetAddress.getAllByName(host);
    } catch (UnknownHostException e) {
      SocketChannel.open().close(); // Fails for lack of a descriptor, and says so.
      throw e;
    }
  }
}
