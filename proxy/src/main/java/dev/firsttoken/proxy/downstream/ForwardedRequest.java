package dev.firsttoken.proxy.downstream;

import dev.firsttoken.proxy.meter.ReceivedRequest;
import io.netty.channel.Channel;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpUtil;

/** Form in which Micronaut's controllers get a request. */
final class ForwardedRequest {
  /** Path of the endpoints that hold a slot. */
  private static final String MICRO_PATH = "/micro/";

  private ForwardedRequest() {}

  /** Reports whether the request is for one of the micro endpoints. */
  static boolean isMicro(HttpRequest request) {
    return RequestReceiver.path(request).startsWith(MICRO_PATH);
  }

  /**
   * Prepares a request for Micronaut.
   *
   * @param headersReadNanos when its headers were read, on the monotonic clock
   */
  static void prepare(HttpRequest request, Channel client, long headersReadNanos) {
    client
        .attr(ReceivedRequest.FORWARDED)
        .set(new ReceivedRequest(request.method().name(), null, headersReadNanos));
    if (request.method().equals(HttpMethod.HEAD)) {
      // Micronaut leaves out Content-Length. The codec knows the method and drops the body.
      request.setMethod(HttpMethod.GET);
    }
    // No controller takes a body, so its bytes are discarded and never collected.
    HttpUtil.setTransferEncodingChunked(request, false);
    request.headers().remove(HttpHeaderNames.CONTENT_LENGTH).remove(HttpHeaderNames.EXPECT);
  }
}
