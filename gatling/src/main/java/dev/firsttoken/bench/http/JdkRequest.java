package dev.firsttoken.bench.http;

import dev.firsttoken.wire.call.Origin;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.net.UnknownHostException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import javax.net.ssl.SSLContext;
import org.jspecify.annotations.Nullable;

/**
 * Requests of the JDK's HTTP client, which refuses host names with an underscore, such as {@code
 * my_llm}, and tries only the first of several addresses. A request for such a host goes to an
 * address that accepts connections, and its Host header has the name.
 */
public final class JdkRequest {
  private static final String ALLOWED_HEADERS = "jdk.httpclient.allowRestrictedHeaders";

  static {
    // Read once, when the client's classes are loaded: the client sets the Host header itself, from
    // the address, unless it is allowed to others.
    String allowed = System.getProperty(ALLOWED_HEADERS, "");
    if (!allowed.toLowerCase(Locale.ROOT).contains("host")) {
      System.setProperty(ALLOWED_HEADERS, allowed.isEmpty() ? "host" : allowed + ",host");
    }
  }

  /** Time for an address to accept, if there is another one. */
  private static final int CONNECT_TIMEOUT_MILLIS = 1000;

  /** The addresses found so far, so that each is looked for once. */
  private static final Map<Origin, InetAddress> ACCEPTING = new ConcurrentHashMap<>();

  private JdkRequest() {}

  /**
   * Returns a builder of clients that send these requests.
   *
   * @param sslContext null to trust the JDK's certificates
   */
  public static HttpClient.Builder client(@Nullable SSLContext sslContext) {
    HttpClient.Builder builder = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1);
    return sslContext == null ? builder : builder.sslContext(sslContext);
  }

  /**
   * Returns a builder of a request. Over https, only the first of several addresses is tried.
   *
   * @throws IllegalArgumentException if a name that needs its address has none; or if an https URL
   *     has such a name, for which no certificate could be verified
   */
  public static HttpRequest.Builder to(URI url) {
    boolean isKnownToClient = url.getHost() != null;
    if (isKnownToClient && !"http".equalsIgnoreCase(url.getScheme())) {
      return HttpRequest.newBuilder(url);
    }
    Origin origin = Origin.of(url);
    if (origin.tls()) {
      throw new IllegalArgumentException(
          "the JDK's HTTP client can't verify the certificate of %s, because the name has an underscore (run and sweep use another client)"
              .formatted(origin.host()));
    }
    try {
      return to(url, List.of(InetAddress.getAllByName(origin.host())));
    } catch (UnknownHostException e) {
      if (isKnownToClient) {
        return HttpRequest.newBuilder(url); // It fails with a reason of its own.
      }
      throw new IllegalArgumentException("unknown host " + origin.host(), e);
    }
  }

  /** Returns a builder of a request to the name in the URL, which has these addresses. */
  static HttpRequest.Builder to(URI url, List<InetAddress> addresses) {
    InetAddress first = addresses.getFirst();
    InetAddress address = addresses.size() == 1 ? first : findAccepting(Origin.of(url), addresses);
    return url.getHost() != null && address.equals(first)
        ? HttpRequest.newBuilder(url)
        : to(url, address);
  }

  private static InetAddress findAccepting(Origin origin, List<InetAddress> addresses) {
    InetAddress known = ACCEPTING.get(origin);
    if (known != null) {
      return known;
    }
    for (InetAddress address : addresses) {
      if (isAccepting(address, origin.port())) {
        ACCEPTING.put(origin, address);
        return address;
      }
    }
    return addresses.getFirst(); // The client says why it fails.
  }

  private static boolean isAccepting(InetAddress address, int port) {
    try (Socket socket = new Socket()) {
      socket.connect(new InetSocketAddress(address, port), CONNECT_TIMEOUT_MILLIS);
      return true;
    } catch (IOException e) {
      return false;
    }
  }

  /** Returns a builder of a request to the address, for the name in the URL. */
  static HttpRequest.Builder to(URI url, InetAddress address) {
    Origin origin = Origin.of(url);
    String query = url.getRawQuery() == null ? "" : "?" + url.getRawQuery();
    return HttpRequest.newBuilder(
            URI.create(
                new Origin(false, address.getHostAddress(), origin.port())
                    + String.valueOf(url.getRawPath())
                    + query))
        .header("host", origin.authority());
  }
}
