package dev.firsttoken.proxy.pages;

import io.micronaut.http.HttpResponse;
import io.micronaut.http.MutableHttpResponse;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.List;
import java.util.regex.Pattern;

/**
 * The one HTML page. Its scripts add style elements, so each load has a fresh nonce that allows
 * them, and no style that is injected knows it.
 */
final class IndexPage {
  private static final Pattern PLACEHOLDER = Pattern.compile("__CSP_NONCE__", Pattern.LITERAL);
  private static final int NONCE_BYTES = 16;
  private static final SecureRandom RANDOM = new SecureRandom();
  private static final Base64.Encoder BASE64 = Base64.getUrlEncoder().withoutPadding();

  private final List<String> partsBetweenNonces;

  IndexPage(byte[] html) {
    String text = new String(html, StandardCharsets.UTF_8);
    this.partsBetweenNonces = List.of(PLACEHOLDER.split(text, -1));
  }

  /** Creates the response to one load. The page is small and differs each time: not compressed. */
  MutableHttpResponse<ByteBuf> respond() {
    byte[] random = new byte[NONCE_BYTES];
    RANDOM.nextBytes(random);
    String nonce = BASE64.encodeToString(random);
    byte[] html = String.join(nonce, partsBetweenNonces).getBytes(StandardCharsets.UTF_8);
    MutableHttpResponse<ByteBuf> response = HttpResponse.ok(Unpooled.wrappedBuffer(html));
    PageHeaders.setForHtml(response, policy(nonce));
    return response;
  }

  /** Nothing is loaded from another host, and no script runs but those of the build. */
  private static String policy(String nonce) {
    return "default-src 'none'; script-src 'self'; style-src 'self' 'nonce-"
        + nonce
        + "'; img-src 'self' data: blob:; connect-src 'self'; font-src 'self'; base-uri 'none';"
        + " form-action 'none'; frame-ancestors 'none'";
  }
}
