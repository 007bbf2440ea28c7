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
 * The client's side of one exchange, on the client connection's event loop. Either {@link
 * #writeFull}, or {@link #writeHeaders}, then any of {@link #writeRaw} and {@link #writeContent},
 * then {@link #end}; or, at any time, {@link #abort}. Buffers passed in are owned from then on,
 * whatever becomes of them.
 */
@SuppressWarnings("FutureReturnValueIgnored") // a failed write closes the channel: clientGone
public final class ResponseWriter {
  private final ChannelHandlerContext context;
  private final ChannelHandlerContext codecContext;
  private final boolean isHttp11;
  private final BooleanSupplier draining;
  private final Runnable onFinished;
  private boolean keepAlive;

  /** Whether the end of the body can be told from the end of its connection. */
  private boolean framed = true;

  private boolean halfClose;
  private boolean isStarted;
  private boolean ended;

  /**
   * @param context the context of the handler that took the request, in front of the server's codec
   * @param draining whether the server takes nothing more: asked as the answer's head goes
   * @param onFinished runs once, when the exchange is over
   */
  public ResponseWriter(
      ChannelHandlerContext context,
      HttpRequest request,
      BooleanSupplier draining,
      Runnable onFinished) {
    this.context = context;
    this.codecContext = context.pipeline().context(HttpServerCodec.class);
    this.isHttp11 = request.protocolVersion().isKeepAliveDefault();
    this.keepAlive = HttpUtil.isKeepAlive(request);
    this.draining = draining;
    this.onFinished = onFinished;
  }

  /** The answer is the connection's last, which its head says if it has not gone yet. */
  public void closeAfterResponse() {
    keepAlive = false;
  }

  /**
   * The request's body is on its way still: if this is the connection's last answer, only our side
   * of it is closed, as a close over bytes that nobody has read can take the answer from the client
   * (RFC 9112 §9.6). Who reads and drops them closes the rest.
   */
  public void halfClose() {
    halfClose = true;
  }

  /** Whether something of the answer was written. */
  public boolean isStarted() {
    return isStarted;
  }

  /** Whether the connection takes another request after this. */
  public boolean isKeepAlive() {
    return keepAlive;
  }

  /** Everything of the exchange happens on it. */
  public EventLoop eventLoop() {
    return context.channel().eventLoop();
  }

  /** Whether the client takes chunks: one on HTTP/1.0 doesn't. */
  public boolean isHttp11() {
    return isHttp11;
  }

  /** The connection's allocator. */
  public ByteBufAllocator alloc() {
    return context.alloc();
  }

  /**
   * The answer's head, through the server's encoder, not flushed. Says here whether the connection
   * is kept: not where only the connection's close ends the body.
   */
  public void writeHeaders(HttpResponse response) {
    isStarted = true;
    framed = HttpUtil.isContentLengthSet(response) || HttpUtil.isTransferEncodingChunked(response);
    keepAlive &= framed;
    setConnectionHeader(response);
    context.write(response);
  }

  /** Body bytes in their chunk framing, below the server's encoder, not flushed. */
  public void writeRaw(ByteBuf chunks) {
    codecContext.write(chunks);
  }

  /** Body bytes without framing, through the server's encoder, not flushed. */
  public void writeContent(ByteBuf data) {
    context.write(new DefaultHttpContent(data));
  }

  /** The end of the body, through the server's encoder, flushed. The exchange is over. */
  public void end(HttpHeaders trailers) {
    writeLast(
        trailers.isEmpty()
            ? LastHttpContent.EMPTY_LAST_CONTENT
            : new DefaultLastHttpContent(Unpooled.EMPTY_BUFFER, trailers));
  }

  /** A whole answer, flushed. The exchange is over. */
  public void writeFull(FullHttpResponse response) {
    HttpUtil.setContentLength(response, response.content().readableBytes());
    setConnectionHeader(response);
    writeLast(response);
  }

  /**
   * Ends the connection short of the answer's end, in a way that no client takes for it: by a close
   * where the body's framing is left open, so that what was written still arrives; by a reset where
   * the close would be the body's end. The exchange is over.
   */
  public void abort() {
    keepAlive = false;
    if (framed) {
      codecContext.write(Unpooled.EMPTY_BUFFER).addListener(ChannelFutureListener.CLOSE);
      notifyFinished();
      codecContext.flush();
    } else {
      notifyFinished();
      context.channel().config().setOption(ChannelOption.SO_LINGER, 0);
      context.channel().close();
    }
  }

  /** Hands to the socket what was written. */
  public void flush() {
    codecContext.flush();
  }

  /**
   * Whether the client keeps up: false asks to stop until {@link Exchange#onWritabilityChanged}.
   */
  public boolean isWritable() {
    return context.channel().isWritable();
  }

  private void writeLast(Object last) {
    isStarted = true;
    var written = context.write(last);
    if (!keepAlive && halfClose) {
      written.addListener((ChannelFutureListener) ResponseWriter::shutdownOutput);
    } else if (!keepAlive) {
      written.addListener(ChannelFutureListener.CLOSE);
    }
    notifyFinished();
    context.flush();
  }

  private static void shutdownOutput(ChannelFuture written) {
    if (written.isSuccess() && written.channel() instanceof DuplexChannel channel) {
      channel.shutdownOutput();
    } else {
      written.channel().close();
    }
  }

  private void notifyFinished() {
    if (!ended) {
      ended = true;
      onFinished.run();
    }
  }

  private void setConnectionHeader(HttpMessage message) {
    HttpHeaders headers = message.headers();
    keepAlive &= !draining.getAsBoolean();
    if (!keepAlive) {
      headers.set(HttpHeaderNames.CONNECTION, HttpHeaderValues.CLOSE);
    } else if (isHttp11) {
      headers.remove(HttpHeaderNames.CONNECTION);
    } else {
      headers.set(HttpHeaderNames.CONNECTION, HttpHeaderValues.KEEP_ALIVE);
    }
  }
}
