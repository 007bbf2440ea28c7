package dev.firsttoken.proxy.door;

import dev.firsttoken.proxy.Configuration;
import dev.firsttoken.proxy.exchange.ChatError;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaderValues;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.codec.http.TooLongHttpHeaderException;
import io.netty.handler.codec.http.TooLongHttpLineException;
import jakarta.inject.Singleton;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** What every request has to bring, whatever it asks for: looked at when its head is there. */
@Singleton
final class Gate {
  /** Micronaut's limit for all headers of a request. */
  private static final int MOST_HEAD_BYTES = 16_384;

  /** A name or an address, and perhaps a port (RFC 9110 §7.2). */
  private static final Pattern HOST =
      Pattern.compile("(?<host>[A-Za-z0-9._-]{1,255}|\\[[0-9A-Fa-f:.]{2,45}])(:[0-9]{0,5})?");

  /** In whatever case: RFC 9110 §11.1. */
  private static final String BEARER = "Bearer ";

  private final Set<String> hosts;
  private final byte @Nullable [] apiKey;

  Gate(Configuration configuration) {
    Bounds bounds = configuration.bounds();
    String key = bounds.apiKey();
    this.hosts = bounds.hosts();
    this.apiKey = key == null ? null : key.getBytes(StandardCharsets.UTF_8);
  }

  /** What a head is refused for, null if nothing. */
  @Nullable ChatError refusal(HttpRequest head) {
    Throwable malformed = head.decoderResult().cause();
    if (malformed != null) {
      return malformed instanceof TooLongHttpHeaderException
              || malformed instanceof TooLongHttpLineException
          ? ChatError.headTooLarge(MOST_HEAD_BYTES)
          : ChatError.badRequest(null, "The request is not well-formed HTTP.");
    }
    if (!head.uri().chars().allMatch(c -> c > ' ' && c < 0x7f)) {
      return ChatError.badRequest(null, "The request's target must be visible ASCII.");
    }
    HttpVersion version = head.protocolVersion();
    if (!version.equals(HttpVersion.HTTP_1_1) && !version.equals(HttpVersion.HTTP_1_0)) {
      return ChatError.versionNotSupported();
    }
    List<String> codings = head.headers().getAll(HttpHeaderNames.TRANSFER_ENCODING);
    if (!codings.isEmpty()
        && (codings.size() > 1
            || !HttpHeaderValues.CHUNKED.contentEqualsIgnoreCase(codings.getFirst()))) {
      return ChatError.badRequest(null, "Transfer-Encoding must stand once and be chunked.");
    }
    ChatError host = hostRefusal(head);
    return host == null && !admitted(head) ? ChatError.unauthorized() : host;
  }

  /** Whether a refusal leaves it open where the next request begins, or who talks here at all. */
  static boolean doubts(ChatError refusal) {
    return refusal.status() == 400 || refusal.status() == 431 || refusal.status() == 505;
  }

  /**
   * A page of somebody else's whose name leads here would come with that name: so only known ones
   * are answered.
   */
  private @Nullable ChatError hostRefusal(HttpRequest head) {
    List<String> named = head.headers().getAll(HttpHeaderNames.HOST);
    if (named.isEmpty() && head.protocolVersion().equals(HttpVersion.HTTP_1_0)) {
      return null;
    }
    Matcher host = HOST.matcher(named.isEmpty() ? "" : named.getFirst());
    if (named.size() != 1 || !host.matches()) {
      return ChatError.badRequest("host", "The Host header must stand once and name one host.");
    }
    return hosts.isEmpty() || hosts.contains(host.group("host")) ? null : ChatError.misdirected();
  }

  private boolean admitted(HttpRequest head) {
    if (apiKey == null || Intake.path(head).startsWith("/health")) {
      return true;
    }
    List<String> brought = head.headers().getAll(HttpHeaderNames.AUTHORIZATION);
    return brought.size() == 1
        && brought.getFirst().regionMatches(true, 0, BEARER, 0, BEARER.length())
        && MessageDigest.isEqual(
            brought.getFirst().substring(BEARER.length()).strip().getBytes(StandardCharsets.UTF_8),
            apiKey);
  }
}
