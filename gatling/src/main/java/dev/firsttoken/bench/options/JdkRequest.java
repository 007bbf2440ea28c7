package dev.firsttoken.bench.options;

import dev.firsttoken.wire.call.Origin;
import java.net.InetAddress;
import java.net.URI;
import java.net.UnknownHostException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.util.Locale;
import javax.net.ssl.SSLContext;
import org.jspecify.annotations.Nullable;

/**
 * Requests of the JDK's HTTP client, which refuses host names with an underscore, such as {@code
 * my_llm}. A request for such a host goes to its address, and its Host header has the name.
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
   * Returns a builder of a request.
   *
   * @throws IllegalArgumentException if a name that needs its address has none; or if an https URL
   *     has such a name, for which no certificate could be verified
   */
  public static HttpRequest.Builder to(URI url) {
    if (url.getHost() != null) {
      return HttpRequest.newBuilder(url);
    }
    Origin origin = Origin.of(url);
    if (origin.tls()) {
      throw new IllegalArgumentException(
          "the JDK's HTTP client can't verify the certificate of %s, because the name has an underscore (run and sweep use another client)"
              .formatted(origin.host()));
    }
    try {
      return to(url, InetAddress.getByName(origin.host()));
    } catch (UnknownHostException e) {
      throw new IllegalArgumentException("unknown host " + origin.host(), e);
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
