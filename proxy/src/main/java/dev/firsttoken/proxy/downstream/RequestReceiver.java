package dev.firsttoken.proxy.downstream;

import dev.firsttoken.proxy.api.ApiError;
import dev.firsttoken.proxy.api.Route;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.http.DefaultFullHttpResponse;
import io.netty.handler.codec.http.HttpContent;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaderValues;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpUtil;
import io.netty.handler.codec.http.HttpVersion;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** One request of ours on its way in: its head is checked, its body collected within bounds. */
final class RequestReceiver {
  private static final int FIRST_BUFFER_BYTES = 16 * 1024;

  private final ChannelHandlerContext ctx;
  private final HttpRequest request;
  private final int maxBytes;
  private final @Nullable Route route;
  private final long headersReadNanos = System.nanoTime();
  private ByteBuf body = Unpooled.EMPTY_BUFFER;

  /** The body is in a buffer of ours that may be written to, no longer in its first part. */
  private boolean accumulating;

  private boolean isBroken;

  RequestReceiver(ChannelHandlerContext ctx, HttpRequest request, int maxBytes) {
    this.ctx = ctx;
    this.request = request;
    this.maxBytes = maxBytes;
    this.route = Route.forPath(path(request));
    this.isBroken = request.decoderResult().isFailure();
  }

  /** Whether a request is one for our routes, whatever its method. */
  static boolean isForRoute(HttpRequest request) {
    return Route.forPath(path(request)) != null;
  }

  static String path(HttpRequest request) {
    String target = request.uri();
    int query = target.indexOf('?');
    return query < 0 ? target : target.substring(0, query);
  }

  ChannelHandlerContext context() {
    return ctx;
  }

  HttpRequest request() {
    return request;
  }

  /** What is asked for; null only where it is refused. */
  @Nullable Route route() {
    return route;
  }

  /** The target's query with its question mark, or nothing. */
  String query() {
    return request.uri().substring(path(request).length());
  }

  long headersReadNanos() {
    return headersReadNanos;
  }

  /** What a head that the gate lets in is refused for, null if nothing. */
  @Nullable ApiError validate() {
    if (route == null) {
      return ApiError.notFound(request.method().name(), path(request));
    }
    if (!request.method().equals(route.method())) {
      return ApiError.methodNotAllowed(
          request.method().name(), path(request), route.method().name());
    }
    if (route != Route.MODELS && !isJson(request.headers().get(HttpHeaderNames.CONTENT_TYPE))) {
      return ApiError.unsupportedMediaType(request.headers().get(HttpHeaderNames.CONTENT_TYPE));
    }
    return HttpUtil.getContentLength(request, 0L) > maxBytes ? ApiError.tooLarge(maxBytes) : null;
  }

  /** Asks for the body, if the client waits to be asked. */
  void sendContinue() {
    if (HttpUtil.is100ContinueExpected(request)) {
      ctx.writeAndFlush(
          new DefaultFullHttpResponse(
              HttpVersion.HTTP_1_1, HttpResponseStatus.CONTINUE, Unpooled.EMPTY_BUFFER));
    }
  }

  /** Takes a part of the body, owned from here on; says what it is refused for, if it is. */
  @Nullable ApiError add(HttpContent content) {
    ByteBuf part = content.content();
    if (content.decoderResult().isFailure()) {
      part.release();
      isBroken = true;
      return ApiError.badRequest(null, "The request's chunk framing is malformed.");
    }
    if ((long) body.readableBytes() + part.readableBytes() > maxBytes) {
      part.release();
      return ApiError.tooLarge(maxBytes);
    }
    if (!body.isReadable()) {
      // Most bodies come in one part, and are not copied.
      body.release();
      body = part;
      return null;
    }
    if (!accumulating) {
      accumulating = true;
      ByteBuf first = body;
      body = ctx.alloc().buffer(FIRST_BUFFER_BYTES).writeBytes(first);
      first.release();
    }
    body.writeBytes(part);
    part.release();
    return null;
  }

  /** The rest of the request is not waited for, or can't be read: its connection ends with it. */
  boolean isBroken() {
    return isBroken;
  }

  void abandon() {
    isBroken = true;
  }

  /** The whole body; the intake is done with. */
  ByteBuf detachBody() {
    ByteBuf detached = body;
    body = Unpooled.EMPTY_BUFFER;
    return detached;
  }

  void close() {
    detachBody().release();
  }

  private static boolean isJson(@Nullable String type) {
    if (type == null) {
      return false;
    }
    int parameters = type.indexOf(';');
    String essence = parameters < 0 ? type : type.substring(0, parameters);
    return essence
        .strip()
        .toLowerCase(Locale.ROOT)
        .equals(HttpHeaderValues.APPLICATION_JSON.toString());
  }
}
