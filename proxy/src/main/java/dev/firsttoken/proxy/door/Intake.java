package dev.firsttoken.proxy.door;

import dev.firsttoken.proxy.exchange.ChatError;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.http.DefaultFullHttpResponse;
import io.netty.handler.codec.http.HttpContent;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaderValues;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpUtil;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.codec.http.TooLongHttpHeaderException;
import io.netty.util.concurrent.Future;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** One chat request on its way in: its head is checked, its body collected within bounds. */
final class Intake {
  /** A request body past this is refused with 413. */
  static final int MOST_BODY_BYTES = 10 * 1024 * 1024;

  /** How long a client may take to send its body. */
  static final long BODY_MILLIS = 30_000;

  /** Micronaut's limit for all headers of a request. */
  private static final int MOST_HEAD_BYTES = 16_384;

  private static final int FIRST_BUFFER_BYTES = 16 * 1024;
  private static final Set<String> ROUTES = Set.of("/api/chat/completions", "/v1/chat/completions");

  private final ChannelHandlerContext ctx;
  private final HttpRequest head;
  private final long headNanos = System.nanoTime();
  private final Future<?> clock;
  private ByteBuf body = Unpooled.EMPTY_BUFFER;

  /** The body is in a buffer of ours that may be written to, no longer in its first part. */
  private boolean grows;

  private boolean broken;

  Intake(ChannelHandlerContext ctx, HttpRequest head, Runnable expired) {
    this.ctx = ctx;
    this.head = head;
    this.clock = ctx.executor().schedule(expired, BODY_MILLIS, TimeUnit.MILLISECONDS);
  }

  /** Whether a request is one for the chat routes, whatever its method. */
  static boolean takes(HttpRequest head) {
    return ROUTES.contains(path(head));
  }

  HttpRequest head() {
    return head;
  }

  long headNanos() {
    return headNanos;
  }

  /** What the head alone is refused for, null if nothing. */
  @Nullable ChatError refusal() {
    Throwable malformed = head.decoderResult().cause();
    if (malformed != null) {
      broken = true;
      return malformed instanceof TooLongHttpHeaderException
          ? ChatError.headTooLarge(MOST_HEAD_BYTES)
          : ChatError.badRequest(null, "The request is not well-formed HTTP.");
    }
    if (!head.method().equals(HttpMethod.POST)) {
      return ChatError.methodNotAllowed(head.method().name(), path(head), "POST");
    }
    if (!isJson(head.headers().get(HttpHeaderNames.CONTENT_TYPE))) {
      return ChatError.unsupportedMediaType(head.headers().get(HttpHeaderNames.CONTENT_TYPE));
    }
    return HttpUtil.getContentLength(head, 0L) > MOST_BODY_BYTES
        ? ChatError.tooLarge(MOST_BODY_BYTES)
        : null;
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
    if (body.readableBytes() + part.readableBytes() > MOST_BODY_BYTES) {
      part.release();
      return ChatError.tooLarge(MOST_BODY_BYTES);
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
    clock.cancel(false);
    ByteBuf whole = body;
    body = Unpooled.EMPTY_BUFFER;
    return whole;
  }

  void close() {
    takeBody().release();
  }

  private static String path(HttpRequest head) {
    String target = head.uri();
    int query = target.indexOf('?');
    return query < 0 ? target : target.substring(0, query);
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
