package dev.firsttoken.bench.load.requests;

import dev.firsttoken.bench.options.Target;
import dev.firsttoken.wire.call.Origin;
import dev.firsttoken.wire.call.Request;
import io.netty.handler.codec.http.DefaultHttpHeadersFactory;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaders;
import java.net.URI;

/** Headers and request line that all requests to a target have alike. */
final class TargetHeaders {
  private TargetHeaders() {}

  /** Returns a plain GET request of the target's URL. */
  static Request plainRequest(Target target) {
    return Request.get(
        Origin.of(target.chatUrl()), pathAndQuery(target.chatUrl()), create(target, "*/*"));
  }

  /** Creates the headers of one kind of response, with the target's key. */
  static HttpHeaders create(Target target, String accept) {
    HttpHeaders headers =
        DefaultHttpHeadersFactory.headersFactory()
            .newHeaders()
            .set(HttpHeaderNames.ACCEPT, accept)
            .set(HttpHeaderNames.USER_AGENT, "first-token-bench");
    String key = target.apiKey();
    if (key != null) {
      headers.set(HttpHeaderNames.AUTHORIZATION, "Bearer " + key);
    }
    return headers;
  }

  static String pathAndQuery(URI url) {
    String path = url.getRawPath().isEmpty() ? "/" : url.getRawPath();
    return url.getRawQuery() == null ? path : path + "?" + url.getRawQuery();
  }
}
