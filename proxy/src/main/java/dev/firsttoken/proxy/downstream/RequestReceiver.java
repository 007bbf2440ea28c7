package dev.firsttoken.proxy.downstream;

import dev.firsttoken.proxy.api.ApiError;
import dev.firsttoken.proxy.api.Route;
import dev.firsttoken.proxy.meter.ReceivedRequest;
import dev.firsttoken.proxy.meter.RequestIds;
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
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Receives one request for a chat route: checks its headers and collects its body. */
final class RequestReceiver {
  /** A larger body is not parsed on the event loop. */
  private static final int MAX_INLINE_BYTES = 64 * 1024;

  private final ChannelHandlerContext ctx;
  private final HttpRequest request;
  private final int maxBytes;
  private final @Nullable Route route;
  private final @Nullable String id;
  private final long headersReadNanos = System.nanoTime();
  private final MemoryBudget budget;

  /** The content codings of the body, or null if the proxy can't decode one of them. */
  private final @Nullable List<ContentCoding> codings;

  private @Nullable RequestBody body;
  private boolean isBroken;

  /**
   * @param maxBytes limit of the body's size
   */
  RequestReceiver(
      ChannelHandlerContext ctx, HttpRequest request, int maxBytes, MemoryBudget budget) {
    this.ctx = ctx;
    this.request = request;
    this.maxBytes = maxBytes;
    this.budget = budget;
    this.body = new RequestBody(ctx.alloc(), budget);
    this.route = Route.forPath(path(request));
    this.id = route == null ? null : RequestIds.next();
    this.codings = ContentCoding.parse(request.headers());
    this.isBroken = request.decoderResult().isFailure();
  }

  /** Reports whether the path is a chat route, with any method. */
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

  /** {@return the route, or null if the request is rejected} */
  @Nullable Route route() {
    return route;
  }

  /** {@return the id of the request, or null if it has no route} */
  @Nullable String id() {
    return id;
  }

  /** The query of the target with its question mark, or an empty string. */
  String query() {
    return request.uri().substring(path(request).length());
  }

  /** The facts that the meter counts before the body is read. */
  ReceivedRequest received() {
    return new ReceivedRequest(
        request.decoderResult().isFailure() ? null : request.method().name(),
        route == null ? null : route.label(),
        headersReadNanos,
        id);
  }

  /**
   * Checks the headers of a request that {@link RequestFilter} accepts.
   *
   * @return the error that rejects the request, or null if it is valid
   */
  @Nullable ApiError validate() {
    if (route == null) {
      return ApiError.notFound(request.method().name(), path(request));
    }
    if (!route.accepts(request.method())) {
      return ApiError.methodNotAllowed(
          request.method().name(), path(request), route.allowedMethods());
    }
    if (route != Route.MODELS && !isJson(request.headers().get(HttpHeaderNames.CONTENT_TYPE))) {
      return ApiError.unsupportedMediaType(request.headers().get(HttpHeaderNames.CONTENT_TYPE));
    }
    if (route != Route.MODELS && codings == null) {
      return ApiError.unsupportedContentCoding(
          String.join(", ", request.headers().getAll(HttpHeaderNames.CONTENT_ENCODING)),
          ContentCoding.SUPPORTED);
    }
    return HttpUtil.getContentLength(request, 0L) > maxBytes ? ApiError.tooLarge(maxBytes) : null;
  }

  /**
   * Reserves the memory of a body whose length the headers state, before any of it is read.
   *
   * @return false if the memory budget is exhausted
   */
  boolean reserveBody() {
    int length = (int) HttpUtil.getContentLength(request, 0L);
    return body == null || body.reserve(length);
  }

  /** Sends 100 Continue if the client waits for it. */
  void sendContinue() {
    if (HttpUtil.is100ContinueExpected(request)) {
      ctx.writeAndFlush(
          new DefaultFullHttpResponse(
              HttpVersion.HTTP_1_1, HttpResponseStatus.CONTINUE, Unpooled.EMPTY_BUFFER));
    }
  }

  /**
   * Adds a part of the body and takes over its buffer.
   *
   * @return the error that rejects the request, or null
   */
  @Nullable ApiError add(HttpContent content) {
    ByteBuf part = content.content();
    if (content.decoderResult().isFailure()) {
      part.release();
      isBroken = true;
      return ApiError.badRequest(null, "The request's chunk framing is malformed.");
    }
    RequestBody received = body;
    try {
      if (received == null || (long) received.readableBytes() + part.readableBytes() > maxBytes) {
        return ApiError.tooLarge(maxBytes);
      }
      return received.append(part) ? null : ApiError.memoryExhausted();
    } finally {
      part.release();
    }
  }

  /** Reports whether the end of this request is unknown, so that its connection must close. */
  boolean isBroken() {
    return isBroken;
  }

  void abandon() {
    isBroken = true;
  }

  /** Reports whether reading the body would keep the event loop from its streams. */
  boolean isBodyCostly() {
    return route != Route.MODELS
        && (isEncoded() || (body != null && body.readableBytes() > MAX_INLINE_BYTES));
  }

  /**
   * The complete body without its codings, which the caller releases.
   *
   * @throws ApiError if it can't be decoded or is too large
   */
  ByteBuf detachDecodedBody() {
    ByteBuf received = detachBody();
    if (!isEncoded()) {
      return received;
    }
    RequestBody decoded = new RequestBody(ctx.alloc(), budget);
    try {
      new BodyDecoder(maxBytes).decode(received, Objects.requireNonNull(codings), decoded);
      return decoded;
    } catch (RuntimeException | VirtualMachineError e) {
      decoded.release();
      throw e;
    } finally {
      received.release();
    }
  }

  private boolean isEncoded() {
    return route != Route.MODELS && codings != null && !codings.isEmpty();
  }

  private ByteBuf detachBody() {
    RequestBody detached = body;
    body = null;
    return detached == null ? Unpooled.EMPTY_BUFFER : detached;
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
