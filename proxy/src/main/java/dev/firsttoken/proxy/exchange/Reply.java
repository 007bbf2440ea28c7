package dev.firsttoken.proxy.exchange;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoop;
import io.netty.channel.socket.DuplexChannel;
import io.netty.handler.codec.http.DefaultHttpContent;
import io.netty.handler.codec.http.DefaultLastHttpContent;
import io.netty.handler.codec.http.FullHttpResponse;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaderValues;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpMessage;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpServerCodec;
import io.netty.handler.codec.http.HttpUtil;
import io.netty.handler.codec.http.LastHttpContent;
import java.util.function.BooleanSupplier;

/**
 * The client's side of one exchange, on the client connection's event loop. Either {@link #whole},
 * or {@link #head}, then any of {@link #raw} and {@link #content}, then {@link #end}; or, at any
 * time, {@link #abort}. Buffers passed in are owned from then on, whatever becomes of them.
 */
@SuppressWarnings("FutureReturnValueIgnored") // a failed write closes the channel: clientGone
public final class Reply {
  private final ChannelHandlerContext door;
  private final ChannelHandlerContext below;
  private final boolean http11;
  private final BooleanSupplier lastOne;
  private final Runnable over;
  private boolean keepAlive;

  /** Whether the end of the body can be told from the end of its connection. */
  private boolean framed = true;

  private boolean lingers;
  private boolean begun;
  private boolean ended;

  /**
   * @param door the context of the handler that took the request, in front of the server's codec
   * @param lastOne whether the server takes nothing more: asked as the answer's head goes
   * @param over runs once, when the exchange is over
   */
  public Reply(
      ChannelHandlerContext door, HttpRequest request, BooleanSupplier lastOne, Runnable over) {
    this.door = door;
    this.below = door.pipeline().context(HttpServerCodec.class);
    this.http11 = request.protocolVersion().isKeepAliveDefault();
    this.keepAlive = HttpUtil.isKeepAlive(request);
    this.lastOne = lastOne;
    this.over = over;
  }

  /** The answer is the connection's last, which its head says if it has not gone yet. */
  public void closeAfter() {
    keepAlive = false;
  }

  /**
   * The request's body is on its way still: if this is the connection's last answer, only our side
   * of it is closed, as a close over bytes that nobody has read can take the answer from the client
   * (RFC 9112 §9.6). Who reads and drops them closes the rest.
   */
  public void lingers() {
    lingers = true;
  }

  /** Whether something of the answer was written. */
  public boolean begun() {
    return begun;
  }

  /** Whether the connection takes another request after this. */
  public boolean keepsAlive() {
    return keepAlive;
  }

  /** Everything of the exchange happens on it. */
  public EventLoop loop() {
    return door.channel().eventLoop();
  }

  /** Whether the client takes chunks: one on HTTP/1.0 doesn't. */
  public boolean http11() {
    return http11;
  }

  /** The connection's allocator. */
  public ByteBufAllocator alloc() {
    return door.alloc();
  }

  /**
   * The answer's head, through the server's encoder, not flushed. Says here whether the connection
   * is kept: not where only the connection's close ends the body.
   */
  public void head(HttpResponse head) {
    begun = true;
    framed = HttpUtil.isContentLengthSet(head) || HttpUtil.isTransferEncodingChunked(head);
    keepAlive &= framed;
    sayKeepAlive(head);
    door.write(head);
  }

  /** Body bytes in their chunk framing, below the server's encoder, not flushed. */
  public void raw(ByteBuf framed) {
    below.write(framed);
  }

  /** Body bytes without framing, through the server's encoder, not flushed. */
  public void content(ByteBuf data) {
    door.write(new DefaultHttpContent(data));
  }

  /** The end of the body, through the server's encoder, flushed. The exchange is over. */
  public void end(HttpHeaders trailers) {
    finish(
        trailers.isEmpty()
            ? LastHttpContent.EMPTY_LAST_CONTENT
            : new DefaultLastHttpContent(Unpooled.EMPTY_BUFFER, trailers));
  }

  /** A whole answer, flushed. The exchange is over. */
  public void whole(FullHttpResponse response) {
    HttpUtil.setContentLength(response, response.content().readableBytes());
    sayKeepAlive(response);
    finish(response);
  }

  /**
   * Ends the connection short of the answer's end, in a way that no client takes for it: by a close
   * where the body's framing is left open, so that what was written still arrives; by a reset where
   * the close would be the body's end. The exchange is over.
   */
  public void abort() {
    keepAlive = false;
    if (framed) {
      below.write(Unpooled.EMPTY_BUFFER).addListener(ChannelFutureListener.CLOSE);
      finished();
      below.flush();
    } else {
      finished();
      door.channel().config().setOption(ChannelOption.SO_LINGER, 0);
      door.channel().close();
    }
  }

  /** Hands to the socket what was written. */
  public void flush() {
    below.flush();
  }

  /** Whether the client keeps up: false asks to stop until {@link Exchange#writable}. */
  public boolean writable() {
    return door.channel().isWritable();
  }

  private void finish(Object last) {
    begun = true;
    var written = door.write(last);
    if (!keepAlive && lingers) {
      written.addListener((ChannelFutureListener) Reply::closeOurSide);
    } else if (!keepAlive) {
      written.addListener(ChannelFutureListener.CLOSE);
    }
    finished();
    door.flush();
  }

  private static void closeOurSide(ChannelFuture written) {
    if (written.isSuccess() && written.channel() instanceof DuplexChannel channel) {
      channel.shutdownOutput();
    } else {
      written.channel().close();
    }
  }

  private void finished() {
    if (!ended) {
      ended = true;
      over.run();
    }
  }

  private void sayKeepAlive(HttpMessage head) {
    HttpHeaders headers = head.headers();
    keepAlive &= !lastOne.getAsBoolean();
    if (!keepAlive) {
      headers.set(HttpHeaderNames.CONNECTION, HttpHeaderValues.CLOSE);
    } else if (http11) {
      headers.remove(HttpHeaderNames.CONNECTION);
    } else {
      headers.set(HttpHeaderNames.CONNECTION, HttpHeaderValues.KEEP_ALIVE);
    }
  }
}
