package dev.firsttoken.proxy.pages;

import io.micronaut.http.HttpHeaders;
import io.micronaut.http.MutableHttpResponse;

/** Headers that tell a browser what a page may do. */
final class PageHeaders {
  static final String CONTENT_TYPE_OPTIONS = "X-Content-Type-Options";
  static final String NO_SNIFFING = "nosniff";

  private static final String CONTENT_SECURITY_POLICY = "Content-Security-Policy";

  private PageHeaders() {}

  /** Sets the headers of an HTML page, which is never cached. */
  static void setForHtml(MutableHttpResponse<?> response, String contentSecurityPolicy) {
    response
        .header(HttpHeaders.CONTENT_TYPE, PageMediaType.HTML)
        .header(HttpHeaders.CACHE_CONTROL, "no-store")
        .header(CONTENT_SECURITY_POLICY, contentSecurityPolicy)
        .header(CONTENT_TYPE_OPTIONS, NO_SNIFFING)
        .header("Referrer-Policy", "no-referrer")
        .header("X-Frame-Options", "DENY")
        // Isolated from other origins, a page gets the browser's finest clock.
        .header("Cross-Origin-Opener-Policy", "same-origin")
        .header("Cross-Origin-Embedder-Policy", "require-corp");
  }
}
