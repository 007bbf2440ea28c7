package dev.firsttoken.wire.call;

import java.net.URI;
import java.util.Locale;

/**
 * Destination of a call: scheme, host and port of a URL.
 *
 * @param tls true for https, false for http
 * @param host name or address; an IPv6 address has no brackets
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
   * Extracts the origin of an http or https URL and ignores its path. The host is converted to
   * lower case.
   *
   * @throws IllegalArgumentException if the URL has no host, another scheme, a user or a fragment
   */
  public static Origin of(URI url) {
    String scheme = url.getScheme() == null ? "" : url.getScheme().toLowerCase(Locale.ROOT);
    if (!scheme.equals("http") && !scheme.equals("https")) {
      throw new IllegalArgumentException("URL must start with http:// or https://: " + url);
    }
    String host = url.getHost();
    if (host == null || host.isEmpty()) {
      throw new IllegalArgumentException("URL has no valid host: " + url);
    }
    if (url.getRawUserInfo() != null) {
      throw new IllegalArgumentException(
          "URL must not contain a user or password; its host is " + host);
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

  /** Returns the value of the Host header: host, and port unless it is the scheme's default. */
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
