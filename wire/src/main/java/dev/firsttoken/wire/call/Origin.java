package dev.firsttoken.wire.call;

import java.net.URI;
import java.util.Locale;

/**
 * Where a call goes: scheme, host and port, and nothing else of a URL.
 *
 * @param tls whether the scheme is https
 * @param host a name, which has no case, or an address; an IPv6 address without its brackets
 * @param port 1 to 65535
 */
public record Origin(boolean tls, String host, int port) {

  public Origin {
    if (host.isEmpty()) {
      throw new IllegalArgumentException("host is empty");
    }
    if (port < 1 || port > 65_535) {
      throw new IllegalArgumentException("port is outside 1 to 65535: " + port);
    }
  }

  /**
   * The origin of an http or https URL, whatever its path; its host in lower case.
   *
   * @throws IllegalArgumentException naming the URL, if it has no host, another scheme, a user or a
   *     fragment
   */
  public static Origin of(URI url) {
    String scheme = url.getScheme() == null ? "" : url.getScheme().toLowerCase(Locale.ROOT);
    if (!scheme.equals("http") && !scheme.equals("https")) {
      throw new IllegalArgumentException("URL must begin with http:// or https://: " + url);
    }
    String host = url.getHost();
    if (host == null || host.isEmpty()) {
      throw new IllegalArgumentException("URL has no host that can be understood: " + url);
    }
    if (url.getRawUserInfo() != null) {
      throw new IllegalArgumentException(
          "URL must not carry a user or password; its host is " + host);
    }
    if (url.getRawFragment() != null) {
      throw new IllegalArgumentException("URL must not have a fragment: " + url);
    }
    boolean tls = scheme.equals("https");
    String unbracketed = host.startsWith("[") ? host.substring(1, host.length() - 1) : host;
    return new Origin(
        tls,
        unbracketed.toLowerCase(Locale.ROOT),
        url.getPort() >= 0 ? url.getPort() : defaultPort(tls));
  }

  /** The value of the Host header: the host, and the port unless it is the scheme's own. */
  public String authority() {
    String formattedHost = host.indexOf(':') >= 0 ? "[" + host + "]" : host;
    return port == defaultPort(tls) ? formattedHost : formattedHost + ":" + port;
  }

  @Override
  public String toString() {
    return (tls ? "https://" : "http://") + authority();
  }

  private static int defaultPort(boolean tls) {
    return tls ? 443 : 80;
  }
}
