package dev.firsttoken.proxy.exchange;

import dev.firsttoken.proxy.api.ApiError;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelOption;
import io.netty.channel.ChannelPromise;
import io.netty.channel.EventLoop;
import io.netty.channel.VoidChannelPromise;
import io.netty.channel.socket.DuplexChannel;
import io.netty.handler.codec.http.DefaultHttpContent;
import io.netty.handler.codec.http.DefaultLastHttpContent;
import io.netty.handler.codec.http.FullHttpResponse;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaderValues;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpMessage;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpServerCodec;
import io.netty.handler.codec.http.HttpUtil;
import io.netty.handler.codec.http.LastHttpContent;
import java.util.function.BooleanSupplier;
import java.util.function.IntConsumer;

/**
 * Writes one response to the client, on the event loop of the client connection. A caller calls
 * {@link #writeFull} or {@link #writeError}, or {@link #writeHeaders}, any number of {@link
 * #writeRaw} and {@link #writeContent}, then {@link #end}. It may call {@link #abort} at any time.
 * The writer owns the buffers that it receives, even if a write fails.
 */
@SuppressWarnings("FutureReturnValueIgnored") // a failed write closes the channel
public final class ResponseWriter {
  /** Receives the end of the response. */
  public interface FinishListener {
    /**
     * Is called once, when the response has been written or aborted, before its last bytes are
     * flushed.
     *
     * @param keepAlive whether the connection accepts another request
     */
    void onFinished(boolean keepAlive);
  }

  private enum Phase {
    NOT_STARTED,
    /** The body has an end of its own. */
    FRAMED_BODY,
    /** The close of the connection ends the body. */
    UNFRAMED_BODY,
    FINISHED
  }

  private final ChannelHandlerContext context;
  private final ChannelHandlerContext codecContext;
  private final ResponseFormat format;
  private final BooleanSupplier draining;
  private final FinishListener finishListener;

  /** Shared by all raw writes, because nothing waits for the end of one. */
  private final ChannelPromise voidPromise;

  private boolean keepAlive;

  private Phase phase = Phase.NOT_STARTED;

  /**
   * @param context the context of the handler that received the request
   * @param draining whether the server is shutting down, read when the headers are written
   */
  public ResponseWriter(
      ChannelHandlerContext context,
      ResponseFormat format,
      BooleanSupplier draining,
      FinishListener finishListener) {
    this.context = context;
    this.codecContext = context.pipeline().context(HttpServerCodec.class);
    this.voidPromise = new VoidChannelPromise(context.channel(), false);
    this.format = format;
    this.keepAlive = format.keepAlive();
    this.draining = draining;
    this.finishListener = finishListener;
  }

  /**
   * Writes an error to a client whose request headers are incomplete, flushes and closes the
   * connection.
   *
   * @param countBytes receives the size of the body before it is sent
   */
  public static void writeErrorAndClose(
      ChannelHandlerContext context, ApiError error, IntConsumer countBytes) {
    FullHttpResponse response = error.toResponse();
    countBytes.accept(response.content().readableBytes());
    response.headers().set(HttpHeaderNames.CONNECTION, HttpHeaderValues.CLOSE);
    context.writeAndFlush(response).addListener(ChannelFutureListener.CLOSE);
  }

  /** Closes the connection after this response. The headers say so unless they have been sent. */
  public void closeAfterResponse() {
    keepAlive = false;
  }

  /** Reports whether a part of the response was written. */
  public boolean isStarted() {
    return phase != Phase.NOT_STARTED;
  }

  /** The event loop that runs the exchange. */
  public EventLoop eventLoop() {
    return context.channel().eventLoop();
  }

  /** Reports whether the client understands chunked responses: HTTP/1.0 does not. */
  public boolean isHttp11() {
    return format.isHttp11();
  }

  /** The allocator of the connection. */
  public ByteBufAllocator alloc() {
    return context.alloc();
  }

  /**
   * Writes the headers through the server's encoder, without a flush, and adds Connection and
   * X-Request-Id. The connection is not kept if only its close ends the body.
   */
  public void writeHeaders(HttpResponse response) {
    boolean framed =
        format.isHead()
            || HttpUtil.isContentLengthSet(response)
            || HttpUtil.isTransferEncodingChunked(response);
    phase = framed ? Phase.FRAMED_BODY : Phase.UNFRAMED_BODY;
    keepAlive &= framed;
    setCommonHeaders(response);
    context.write(response);
  }

  /** Writes body bytes with their chunk framing below the server's encoder, without a flush. */
  public void writeRaw(ByteBuf chunks) {
    // The codec drops the body of a response to HEAD, but not raw bytes.
    if (format.isHead()) {
      chunks.release();
    } else {
      codecContext.write(chunks, voidPromise);
    }
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
            : new DefaultLastHttpContent(Unpooled.EMPTY_BUFFER, trailers),
        ChannelFutureListener.CLOSE);
  }

  /** Writes a complete response, flushes and finishes. */
  public void writeFull(FullHttpResponse response) {
    HttpUtil.setContentLength(response, response.content().readableBytes());
    setCommonHeaders(response);
    writeLast(response, ChannelFutureListener.CLOSE);
  }

  /**
   * Writes an error as the complete response to a request whose body was received, flushes and
   * finishes.
   *
   * @param countBytes receives the size of the body before it is sent, so that a client that has
   *     read the response finds it counted
   */
  public void writeError(ApiError error, IntConsumer countBytes) {
    writeError(error, countBytes, ChannelFutureListener.CLOSE);
  }

  /**
   * Writes an error as {@link #writeError} does, while the client still sends its request body. If
   * this is the last response of the connection, only the output is closed, as a close with unread
   * input can destroy the response (RFC 9112 §9.6). The caller discards the rest of the body and
   * closes the connection.
   */
  public void writeEarlyError(ApiError error, IntConsumer countBytes) {
    writeError(error, countBytes, ResponseWriter::shutdownOutput);
  }

  private void writeError(
      ApiError error, IntConsumer countBytes, ChannelFutureListener closeListener) {
    FullHttpResponse response = error.toResponse();
    // The codec drops the body of a response to HEAD.
    countBytes.accept(format.isHead() ? 0 : response.content().readableBytes());
    setCommonHeaders(response);
    writeLast(response, closeListener);
  }

  /**
   * Closes the connection before the end of the response, so that every client sees a failure. If
   * the body is framed, a close after the written bytes leaves the framing open. If the close would
   * end the body, the connection is reset.
   */
  public void abort() {
    keepAlive = false;
    if (phase != Phase.UNFRAMED_BODY) {
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

  private void writeLast(Object last, ChannelFutureListener closeListener) {
    var written = context.write(last);
    if (!keepAlive) {
      written.addListener(closeListener);
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
    if (phase != Phase.FINISHED) {
      phase = Phase.FINISHED;
      finishListener.onFinished(keepAlive);
    }
  }

  /** Sets the headers that every response has. */
  private void setCommonHeaders(HttpMessage message) {
    HttpHeaders headers = message.headers();
    if (format.requestId() != null) {
      headers.set(HeaderFilter.REQUEST_ID, format.requestId());
    }
    keepAlive &= !draining.getAsBoolean();
    if (!keepAlive) {
      headers.set(HttpHeaderNames.CONNECTION, HttpHeaderValues.CLOSE);
    } else if (format.isHttp11()) {
      headers.remove(HttpHeaderNames.CONNECTION);
    } else {
      headers.set(HttpHeaderNames.CONNECTION, HttpHeaderValues.KEEP_ALIVE);
    }
  }
}
