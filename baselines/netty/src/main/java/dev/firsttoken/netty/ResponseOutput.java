package dev.firsttoken.netty;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.EventLoop;
import io.netty.handler.codec.http.DefaultFullHttpResponse;
import io.netty.handler.codec.http.DefaultHttpContent;
import io.netty.handler.codec.http.DefaultHttpResponse;
import io.netty.handler.codec.http.FullHttpResponse;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaderValues;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpUtil;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.codec.http.LastHttpContent;
import java.util.function.Consumer;

/** Writer of the response to one request. Used on the connection's event loop only. */
final class ResponseOutput {
  /** Context of the codec: what is written from here bypasses it. */
  private final ChannelHandlerContext codec;

  private final Channel channel;
  private final RequestMeter meter;
  private final Consumer<ResponseOutput> onEnd;
  private final boolean http11;
  private final boolean headRequest;
  private boolean keepAlive;
  private boolean started;

  /**
   * @param codec context of the codec
   * @param onEnd called once the whole response is written
   */
  ResponseOutput(
      ChannelHandlerContext codec,
      HttpRequest request,
      RequestMeter meter,
      Consumer<ResponseOutput> onEnd) {
    this.codec = codec;
    this.channel = codec.channel();
    this.meter = meter;
    this.onEnd = onEnd;
    this.http11 = request.protocolVersion().isKeepAliveDefault();
    this.headRequest = request.method().equals(HttpMethod.HEAD);
    this.keepAlive = http11 && HttpUtil.isKeepAlive(request);
  }

  RequestMeter meter() {
    return meter;
  }

  ByteBufAllocator alloc() {
    return codec.alloc();
  }

  EventLoop eventLoop() {
    return channel.eventLoop();
  }

  /** Reports whether the client takes more bytes now. */
  boolean isWritable() {
    return channel.isWritable();
  }

  /** Reports whether a body without a length gets chunk framing, which HTTP/1.0 does not know. */
  boolean isChunked() {
    return http11;
  }

  /** Reports whether the headers were written. */
  boolean isStarted() {
    return started;
  }

  boolean isHeadRequest() {
    return headRequest;
  }

  /** Reports whether the connection takes another request after this response. */
  boolean isKeepAlive() {
    return keepAlive;
  }

  /** Closes the connection after this response. */
  void closeAfterwards() {
    keepAlive = false;
  }

  /**
   * Writes headers of status 200. A body without a length is chunked, or ends with the connection.
   *
   * @param headers of the content
   */
  void writeHeaders(HttpHeaders headers) {
    started = true;
    if (http11 && !headers.contains(HttpHeaderNames.CONTENT_LENGTH)) {
      headers.set(HttpHeaderNames.TRANSFER_ENCODING, HttpHeaderValues.CHUNKED);
    }
    if (!keepAlive) {
      headers.set(HttpHeaderNames.CONNECTION, HttpHeaderValues.CLOSE);
    }
    channel.write(
        new DefaultHttpResponse(HttpVersion.HTTP_1_1, HttpResponseStatus.OK, headers),
        channel.voidPromise());
  }

  /** Writes bytes of the body as they are, chunk framing included. */
  void writeRaw(ByteBuf bytes) {
    codec.write(bytes, channel.voidPromise());
  }

  /** Writes one chunk of the body, without its framing. */
  void writeChunk(ByteBuf bytes) {
    channel.write(new DefaultHttpContent(bytes), channel.voidPromise());
  }

  void flush() {
    channel.flush();
  }

  /** Ends the body, and the connection if it is not kept. */
  void end() {
    finish(channel.writeAndFlush(LastHttpContent.EMPTY_LAST_CONTENT));
  }

  /** Ends the connection in the middle of the body, after what was written. */
  void abort() {
    closeAfterwards();
    finish(codec.writeAndFlush(Unpooled.EMPTY_BUFFER));
  }

  /**
   * Sends a whole response.
   *
   * @param response without content-length
   */
  void send(FullHttpResponse response) {
    started = true;
    HttpHeaders headers = response.headers();
    headers.set(HttpHeaderNames.CONTENT_LENGTH, response.content().readableBytes());
    if (!keepAlive) {
      headers.set(HttpHeaderNames.CONNECTION, HttpHeaderValues.CLOSE);
    }
    finish(channel.writeAndFlush(response));
  }

  /** Counts an error response, then sends it. */
  void sendError(RequestError error) {
    ByteBuf body = ByteBufUtil.writeUtf8(alloc(), error.body());
    FullHttpResponse response =
        new DefaultFullHttpResponse(HttpVersion.HTTP_1_1, error.status(), body);
    response.headers().set(HttpHeaderNames.CONTENT_TYPE, HttpHeaderValues.APPLICATION_JSON);
    error.headers().forEach(response.headers()::set);
    meter.addBytesOut(headRequest ? 0 : body.readableBytes());
    meter.endFailed(error);
    send(response);
  }

  /** Reports a defect to the connection, which ends the response. */
  void fail(Throwable cause) {
    codec.fireExceptionCaught(cause);
  }

  private void finish(ChannelFuture lastWrite) {
    if (!keepAlive) {
      lastWrite.addListener(ChannelFutureListener.CLOSE);
    }
    onEnd.accept(this);
  }
}
