package dev.firsttoken.wire.call;

import io.netty.util.NetUtil;
import java.net.URI;
import java.util.Locale;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Destination of a call: scheme, host and port of a URL.
 *
 * @param tls true for https, false for http
 * @param host name or address; an IPv6 address has no brackets
 * @param port 1 to 65535
 */
public record Origin(boolean tls, String host, int port) {

  private static final int MAX_HOST_LENGTH = 253;
  private static final Pattern HOST_NAME =
      Pattern.compile("[a-z0-9_-]{1,63}(\\.[a-z0-9_-]{1,63})*");
  private static final Pattern NUMBER_AT_END = Pattern.compile("(^|\\.)([0-9]+|0x[0-9a-f]*)$");

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
   * lower case and may hold underscores, which {@link URI#getHost} refuses; a dot at its end is
   * left out.
   *
   * @throws IllegalArgumentException if the URL has no valid host or port, another scheme, a user
   *     or a fragment. The message says which, and repeats nothing but the port
   */
  public static Origin of(URI url) {
    String scheme = url.getScheme() == null ? "" : url.getScheme().toLowerCase(Locale.ROOT);
    if (!scheme.equals("http") && !scheme.equals("https")) {
      throw new IllegalArgumentException("the URL must start with http:// or https://");
    }
    String authority = url.getRawAuthority();
    if (authority == null) {
      throw new IllegalArgumentException("the URL has no host");
    }
    if (authority.indexOf('@') >= 0) {
      throw new IllegalArgumentException("the URL must not contain a user or a password");
    }
    if (url.getRawFragment() != null) {
      throw new IllegalArgumentException("the URL must not have a fragment");
    }
    boolean tls = scheme.equals("https");
    int portColon = authority.indexOf(':', authority.lastIndexOf(']') + 1);
    String host = portColon < 0 ? authority : authority.substring(0, portColon);
    String port = portColon < 0 ? "" : authority.substring(portColon + 1);
    return new Origin(
        tls,
        parseHost(host, url.getHost() != null),
        port.isEmpty() ? defaultPort(tls) : parsePort(port));
  }

  /**
   * Completes a URL that lacks its scheme, such as {@code localhost:1234/v1}, for a suggestion.
   *
   * @return the URL with {@code http://}, or null if the text is no such URL
   */
  public static @Nullable String completeUrl(String text) {
    if (text.contains(":/") || text.contains("?")) {
      return null; // a scheme or a drive; or a query, which may hold a secret
    }
    try {
      URI url = URI.create("http://" + text);
      Origin.of(url);
      return url.toString();
    } catch (IllegalArgumentException e) {
      return null;
    }
  }

  /**
   * @param isStandard whether the text is a host by RFC 2396, which has no underscores
   */
  private static String parseHost(String text, boolean isStandard) {
    if (text.startsWith("[")) {
      String address = text.endsWith("]") ? text.substring(1, text.length() - 1) : "";
      if (!isStandard || !NetUtil.isValidIpV6Address(address.replaceFirst("%.*", ""))) {
        throw new IllegalArgumentException("the host must be an IPv6 address in its brackets");
      }
      return address.toLowerCase(Locale.ROOT);
    }
    boolean dotAtEnd = text.endsWith(".");
    String host = text.substring(0, text.length() - (dotAtEnd ? 1 : 0)).toLowerCase(Locale.ROOT);
    if (host.length() > MAX_HOST_LENGTH || !HOST_NAME.matcher(host).matches()) {
      throw new IllegalArgumentException(
          "the host must have letters, digits, hyphens and underscores between its dots");
    }
    // Resolvers take such names for an address in one of many spellings.
    if (NUMBER_AT_END.matcher(host).find() && !isStandard) {
      throw new IllegalArgumentException("the host is no IPv4 address of four decimal numbers");
    }
    return host;
  }

  private static int parsePort(String text) {
    if (!text.chars().allMatch(c -> c >= '0' && c <= '9')) {
      throw new IllegalArgumentException("the port must be a number");
    }
    try {
      return Integer.parseInt(text);
    } catch (NumberFormatException e) {
      throw new IllegalArgumentException("port is outside 1 to 65535: " + text, e);
    }
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
