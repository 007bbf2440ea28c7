package dev.firsttoken.bench.options;

import dev.firsttoken.bench.options.value.Endpoint;
import dev.firsttoken.wire.call.Origin;
import java.net.URI;
import java.util.Arrays;
import java.util.Comparator;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Parser of URLs and paths. Every method throws an {@link InvalidOptionException} for a value that
 * its {@link Setting} does not allow.
 */
final class UrlReader {
  /**
   * Start of a URL or of a Windows path, such as the {@code C:/Git/api} that Git Bash makes of
   * {@code /api}: a colon in the first segment.
   */
  private static final Pattern URL_OR_DRIVE = Pattern.compile("[^/?]*:");

  private static final Pattern HOST_AND_PORT =
      Pattern.compile("([\\w.-]{2,}|\\[[0-9a-fA-F:.]+]):\\d{1,5}(/.*)?");

  private final RawOptions rawOptions;
  private final Endpoint endpoint;

  UrlReader(RawOptions rawOptions, Endpoint endpoint) {
    this.rawOptions = rawOptions;
    this.endpoint = endpoint;
  }

  /** Returns the URL of the requests: base URL and path together. */
  URI endpoint() {
    return endpoint(Setting.BASE_URL, String.valueOf(rawOptions.text(Setting.BASE_URL)));
  }

  /**
   * Returns the URL of the requests below a base URL. A whole endpoint stays as it is, and a path
   * of a query alone is added to it.
   *
   * @param key setting that has the base URL in its value
   */
  URI endpoint(Setting key, String text) {
    rejectMissingScheme(key, text);
    URI base = parse(key, text);
    if (!isHttp(base)) {
      throw invalidUrl(key, text);
    }
    String root = text.replaceFirst("\\?.*", "").replaceFirst("/+$", "");
    String path = givenPath();
    if (path != null && path.contains("#")) {
      throw rawOptions.invalid(Setting.PATH);
    }
    boolean isWhole = hasNoPath(path) && isWhole(key, root);
    if (base.getRawQuery() != null && !(isWhole && hasNoPath(path))) {
      throw rawOptions.invalid(
          key,
          "has a query, which only a whole endpoint can have, such as one that ends in %s; or give it by --path='?…'"
              .formatted(endpointPath()));
    }
    String query = join(base.getRawQuery(), path != null && hasNoPath(path) ? path : null);
    return ascii(Setting.PATH, root + pathBelow(root, path) + query);
  }

  private String pathBelow(String root, @Nullable String given) {
    if (given != null && !hasNoPath(given)) {
      return path();
    }
    if (root.endsWith(endpointPath())) {
      return "";
    }
    if (root.endsWith("/v1")) {
      return endpointPath();
    }
    return endpoint == Endpoint.CHAT
        ? String.valueOf(Setting.PATH.defaultValue())
        : "/v1" + endpointPath();
  }

  private String endpointPath() {
    return endpoint.path();
  }

  /** Returns true if a URL ends in the path of the endpoint, and rejects that of another one. */
  private boolean isWhole(Setting key, String root) {
    Endpoint longest =
        Arrays.stream(Endpoint.values())
            .filter(each -> root.endsWith(each.path()))
            .max(Comparator.comparingInt(each -> each.path().length()))
            .orElse(null);
    if (longest != null && longest != endpoint) {
      throw rawOptions.invalid(
          key, "ends in %s: give --endpoint=%s too".formatted(longest.path(), longest.label()));
    }
    return longest != null;
  }

  /** Returns the path that was given, or that the command has, or null if there is none. */
  private @Nullable String givenPath() {
    return rawOptions.hasValueOrCommandDefault(Setting.PATH) ? rawOptions.text(Setting.PATH) : null;
  }

  /** Returns true if a path consists of a query alone. */
  private static boolean hasNoPath(@Nullable String path) {
    return path == null || path.startsWith("?");
  }

  /** Joins the query of a URL and one that starts with its question mark. */
  private static String join(@Nullable String query, @Nullable String further) {
    if (query == null) {
      return further == null ? "" : further;
    }
    return "?" + query + (further == null ? "" : "&" + further.substring(1));
  }

  /** Returns a complete URL with its query; characters beyond ASCII are encoded. */
  URI url(Setting key) {
    String text = String.valueOf(rawOptions.text(key));
    rejectMissingScheme(key, text);
    URI url = parse(key, text);
    if (!isHttp(url)) {
      throw invalidUrl(key, text);
    }
    return URI.create(url.toASCIIString());
  }

  /** Returns an http or https URL that has no query. */
  URI withoutQuery(Setting key, String text) {
    URI url = ascii(key, text);
    if (!isHttp(url) || url.getRawQuery() != null) {
      throw rawOptions.invalid(key);
    }
    return url;
  }

  /** Returns a path on the target or a full URL, or null if scraping is off. */
  @Nullable URI scrapeUri(Setting key) {
    String text = String.valueOf(rawOptions.text(key));
    if (text.equals("off")) {
      return null;
    }
    rejectMissingScheme(key, text);
    // Without its slash where Git Bash would rewrite it.
    boolean isBarePath = !text.startsWith("/") && !URL_OR_DRIVE.matcher(text).lookingAt();
    URI uri = ascii(key, isBarePath ? "/" + text : text);
    boolean isPath = isBarePath || (text.startsWith("/") && !text.startsWith("//"));
    if (text.isEmpty()
        || (!isPath && !isHttp(uri))
        || uri.getRawUserInfo() != null
        || uri.getRawFragment() != null) {
      throw rawOptions.invalid(key);
    }
    return uri;
  }

  // Git Bash rewrites a leading slash to a Windows path, so its users leave the slash out.
  String path() {
    String path = String.valueOf(rawOptions.text(Setting.PATH));
    if (path.isEmpty() || path.contains("#") || URL_OR_DRIVE.matcher(path).lookingAt()) {
      throw rawOptions.invalid(Setting.PATH);
    }
    return path.startsWith("/") ? path : "/" + path;
  }

  /** A host without a scheme looks like a scheme without a host. */
  void rejectMissingScheme(Setting key, String text) {
    if (HOST_AND_PORT.matcher(text).matches()) {
      throw rawOptions.invalid(key, "did you mean http://%s?".formatted(text));
    }
  }

  private static boolean isHttp(URI uri) {
    try {
      Origin.of(uri);
      return true;
    } catch (IllegalArgumentException e) {
      return false;
    }
  }

  private URI parse(Setting key, String text) {
    try {
      return URI.create(text);
    } catch (IllegalArgumentException e) {
      throw invalidUrl(key, text);
    }
  }

  private URI ascii(Setting key, String text) {
    try {
      return URI.create(URI.create(text).toASCIIString());
    } catch (IllegalArgumentException e) {
      throw rawOptions.invalid(key);
    }
  }

  private InvalidOptionException invalidUrl(Setting key, String text) {
    String suggestion = Origin.completeUrl(text);
    String rule = "must be " + (key == Setting.URL ? key : Setting.BASE_URL).validValues();
    return rawOptions.invalid(
        key, suggestion == null ? rule : "%s; did you mean %s?".formatted(rule, suggestion));
  }
}
