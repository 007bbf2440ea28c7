package dev.firsttoken.bench.http;

import dev.firsttoken.wire.call.Origin;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Variables that name an HTTP proxy. The bench does not follow them, because it would measure the
 * proxy too; a user who relies on them has to be told.
 */
public final class ProxyVariables {
  private static final List<String> HTTP = List.of("http_proxy", "HTTP_PROXY");
  private static final List<String> HTTPS = List.of("https_proxy", "HTTPS_PROXY");
  private static final List<String> ALL = List.of("all_proxy", "ALL_PROXY");
  private static final List<String> EXCEPTIONS = List.of("no_proxy", "NO_PROXY");

  private ProxyVariables() {}

  /**
   * Returns a sentence for the user whose proxy is not used.
   *
   * @return the sentence, or null if no variable applies to the server
   */
  public static @Nullable String notice(Origin origin, Map<String, String> environment) {
    String variable = applying(origin, environment);
    return variable == null
        ? null
        : "%s is set and not used: the bench connects straight to %s, because through a proxy it would measure the proxy too"
            .formatted(variable, origin);
  }

  private static @Nullable String applying(Origin origin, Map<String, String> environment) {
    if (isLoopback(origin.host()) || isException(origin, environment)) {
      return null;
    }
    String variable = firstSet(origin.tls() ? HTTPS : HTTP, environment);
    return variable == null ? firstSet(ALL, environment) : variable;
  }

  private static @Nullable String firstSet(List<String> names, Map<String, String> environment) {
    return names.stream()
        .filter(name -> !environment.getOrDefault(name, "").isBlank())
        .findFirst()
        .orElse(null);
  }

  private static boolean isLoopback(String host) {
    return host.equals("localhost")
        || host.endsWith(".localhost")
        || host.startsWith("127.")
        || host.equals("::1");
  }

  private static boolean isException(Origin origin, Map<String, String> environment) {
    String variable = firstSet(EXCEPTIONS, environment);
    String list = variable == null ? "" : environment.getOrDefault(variable, "");
    for (String part : list.split(",", -1)) {
      String exception = part.strip().toLowerCase(Locale.ROOT);
      if (exception.equals("*") || matches(exception, origin)) {
        return true;
      }
    }
    return false;
  }

  /** Matches a host, or a domain with all below it; either with a port. */
  private static boolean matches(String exception, Origin origin) {
    String host = exception.replaceFirst("^\\*?\\.", "");
    if (host.equals(origin.host())) {
      return true;
    }
    String port = ":" + origin.port();
    String name = host.endsWith(port) ? host.substring(0, host.length() - port.length()) : host;
    return !name.isEmpty()
        && (origin.host().equals(name.replaceAll("[\\[\\]]", ""))
            || origin.host().endsWith("." + name));
  }
}
