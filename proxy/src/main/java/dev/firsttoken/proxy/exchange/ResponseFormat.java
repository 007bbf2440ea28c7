package dev.firsttoken.proxy.exchange;

import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpUtil;
import org.jspecify.annotations.Nullable;

/**
 * What a request decides about its response.
 *
 * @param isHttp11 whether the client understands chunks, which HTTP/1.0 does not
 * @param isHead whether the client gets the headers alone
 * @param keepAlive whether the client may send another request
 * @param requestId value of {@code X-Request-Id}, or null to send none
 */
public record ResponseFormat(
    boolean isHttp11, boolean isHead, boolean keepAlive, @Nullable String requestId) {

  /** Creates the format for a request, which is not kept. */
  public static ResponseFormat of(HttpRequest request, @Nullable String requestId) {
    return new ResponseFormat(
        request.protocolVersion().isKeepAliveDefault(),
        request.method().equals(HttpMethod.HEAD),
        HttpUtil.isKeepAlive(request),
        requestId);
  }
}
