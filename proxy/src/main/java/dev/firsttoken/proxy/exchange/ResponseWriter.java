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
 * Writes one response to the client, on the event loop of the client connection. A caller calls
 * {@link #writeFull}, or {@link #writeHeaders}, any number of {@link #writeRaw} and {@link
 * #writeContent}, then {@link #end}. It may call {@link #abort} at any time. The writer owns the
 * buffers that it receives, even if a write fails.
 */
@SuppressWarnings("FutureReturnValueIgnored") // a failed write closes the channel
public final class ResponseWriter {
  private final ChannelHandlerContext context;
  private final ChannelHandlerContext codecContext;
  private final boolean isHttp11;
  private final BooleanSupplier draining;
  private final Runnable onFinished;
  private boolean keepAlive;

  /** Whether the body has an end of its own. If not, the close of the connection ends it. */
  private boolean framed = true;

  private boolean halfClose;
  private boolean isStarted;
  private boolean ended;

  /**
   * @param context the context of the handler that received the request
   * @param draining whether the server is shutting down, read when the headers are written
   * @param onFinished runs once, when the response has ended or was aborted
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

  /** Closes the connection after this response. The headers say so unless they have been sent. */
  public void closeAfterResponse() {
    keepAlive = false;
  }

  /**
   * Closes only the output if this is the last response of the connection. The client still sends
   * its request body, and a close with unread input can destroy the response (RFC 9112 §9.6). The
   * caller discards that body and closes the connection.
   */
  public void halfClose() {
    halfClose = true;
  }

  /** Reports whether a part of the response was written. */
  public boolean isStarted() {
    return isStarted;
  }

  /** Reports whether the connection accepts another request after this response. */
  public boolean isKeepAlive() {
    return keepAlive;
  }

  /** The event loop that runs the exchange. */
  public EventLoop eventLoop() {
    return context.channel().eventLoop();
  }

  /** Reports whether the client understands chunked responses: HTTP/1.0 does not. */
  public boolean isHttp11() {
    return isHttp11;
  }

  /** The allocator of the connection. */
  public ByteBufAllocator alloc() {
    return context.alloc();
  }

  /**
   * Writes the headers through the server's encoder, without a flush, and adds the Connection
   * header. The connection is not kept if only its close ends the body.
   */
  public void writeHeaders(HttpResponse response) {
    isStarted = true;
    framed = HttpUtil.isContentLengthSet(response) || HttpUtil.isTransferEncodingChunked(response);
    keepAlive &= framed;
    setConnectionHeader(response);
    context.write(response);
  }

  /** Writes body bytes with their chunk framing below the server's encoder, without a flush. */
  public void writeRaw(ByteBuf chunks) {
    codecContext.write(chunks);
  }

  /** Writes body bytes without framing through the server's encoder, without a flush. */
  public void writeContent(ByteBuf data) {
    context.write(new DefaultHttpContent(data));
  }

  /** Writes the end of the body through the server's encoder, flushes and finishes. */
  public void end(HttpHeaders trailers) {
    writeLast(
        trailers.isEmpty()
            ? LastHttpContent.EMPTY_LAST_CONTENT
            : new DefaultLastHttpContent(Unpooled.EMPTY_BUFFER, trailers));
  }

  /** Writes a complete response, flushes and finishes. */
  public void writeFull(FullHttpResponse response) {
    HttpUtil.setContentLength(response, response.content().readableBytes());
    setConnectionHeader(response);
    writeLast(response);
  }

  /**
   * Closes the connection before the end of the response, so that every client sees a failure. If
   * the body is framed, a close after the written bytes leaves the framing open. If the close would
   * end the body, the connection is reset.
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

  /** Flushes everything that was written to the socket. */
  public void flush() {
    codecContext.flush();
  }

  /**
   * Reports whether the client keeps up. If not, the exchange pauses until {@link
   * Exchange#onWritabilityChanged}.
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
