package dev.firsttoken.bench.options;

import dev.firsttoken.wire.call.Origin;
import java.net.InetAddress;
import java.net.URI;
import java.net.UnknownHostException;

/** URL in the form that the JDK's HTTP client accepts. */
public final class JdkUrl {
  private JdkUrl() {}

  /**
   * Replaces a host name that {@link URI} does not know as one, such as {@code my_llm}, by its
   * address. An https URL is left as it is: its certificate is for the name.
   *
   * @throws IllegalArgumentException if the name has no address
   */
  public static URI of(URI url) {
    if (url.getHost() != null || !"http".equalsIgnoreCase(url.getScheme())) {
      return url;
    }
    Origin origin = Origin.of(url);
    try {
      String address = InetAddress.getByName(origin.host()).getHostAddress();
      String query = url.getRawQuery() == null ? "" : "?" + url.getRawQuery();
      return URI.create(
          new Origin(false, address, origin.port()) + String.valueOf(url.getRawPath()) + query);
    } catch (UnknownHostException e) {
      throw new IllegalArgumentException("unknown host " + origin.host(), e);
    }
  }
}
