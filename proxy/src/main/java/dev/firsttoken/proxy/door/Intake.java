package dev.firsttoken.proxy.door;

import dev.firsttoken.proxy.exchange.ChatError;
import dev.firsttoken.proxy.exchange.Route;
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
final class Intake {
  private static final int FIRST_BUFFER_BYTES = 16 * 1024;

  private final ChannelHandlerContext ctx;
  private final HttpRequest head;
  private final int mostBytes;
  private final @Nullable Route route;
  private final long headNanos = System.nanoTime();
  private ByteBuf body = Unpooled.EMPTY_BUFFER;

  /** The body is in a buffer of ours that may be written to, no longer in its first part. */
  private boolean grows;

  private boolean broken;

  Intake(ChannelHandlerContext ctx, HttpRequest head, int mostBytes) {
    this.ctx = ctx;
    this.head = head;
    this.mostBytes = mostBytes;
    this.route = Route.of(path(head));
    this.broken = head.decoderResult().isFailure();
  }

  /** Whether a request is one for our routes, whatever its method. */
  static boolean takes(HttpRequest head) {
    return Route.of(path(head)) != null;
  }

  static String path(HttpRequest head) {
    String target = head.uri();
    int query = target.indexOf('?');
    return query < 0 ? target : target.substring(0, query);
  }

  ChannelHandlerContext context() {
    return ctx;
  }

  HttpRequest head() {
    return head;
  }

  /** What is asked for; null only where it is refused. */
  @Nullable Route route() {
    return route;
  }

  /** The target's query with its question mark, or nothing. */
  String query() {
    return head.uri().substring(path(head).length());
  }

  long headNanos() {
    return headNanos;
  }

  /** What a head that the gate lets in is refused for, null if nothing. */
  @Nullable ChatError refusal() {
    if (route == null) {
      return ChatError.notFound(head.method().name(), path(head));
    }
    if (!head.method().equals(route.method())) {
      return ChatError.methodNotAllowed(head.method().name(), path(head), route.method().name());
    }
    if (route != Route.MODELS && !isJson(head.headers().get(HttpHeaderNames.CONTENT_TYPE))) {
      return ChatError.unsupportedMediaType(head.headers().get(HttpHeaderNames.CONTENT_TYPE));
    }
    return HttpUtil.getContentLength(head, 0L) > mostBytes ? ChatError.tooLarge(mostBytes) : null;
  }

  /** Asks for the body, if the client waits to be asked. */
  void invite() {
    if (HttpUtil.is100ContinueExpected(head)) {
      ctx.writeAndFlush(
          new DefaultFullHttpResponse(
              HttpVersion.HTTP_1_1, HttpResponseStatus.CONTINUE, Unpooled.EMPTY_BUFFER));
    }
  }

  /** Takes a part of the body, owned from here on; says what it is refused for, if it is. */
  @Nullable ChatError add(HttpContent content) {
    ByteBuf part = content.content();
    if (content.decoderResult().isFailure()) {
      part.release();
      broken = true;
      return ChatError.badRequest(null, "The request's chunk framing is malformed.");
    }
    if ((long) body.readableBytes() + part.readableBytes() > mostBytes) {
      part.release();
      return ChatError.tooLarge(mostBytes);
    }
    if (!body.isReadable()) {
      // Most bodies come in one part, and are not copied.
      body.release();
      body = part;
      return null;
    }
    if (!grows) {
      grows = true;
      ByteBuf first = body;
      body = ctx.alloc().buffer(FIRST_BUFFER_BYTES).writeBytes(first);
      first.release();
    }
    body.writeBytes(part);
    part.release();
    return null;
  }

  /** The rest of the request is not waited for, or can't be read: its connection ends with it. */
  boolean broken() {
    return broken;
  }

  void breakOff() {
    broken = true;
  }

  /** The whole body; the intake is done with. */
  ByteBuf takeBody() {
    ByteBuf whole = body;
    body = Unpooled.EMPTY_BUFFER;
    return whole;
  }

  void close() {
    takeBody().release();
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
