package dev.firsttoken.wire.call;

import dev.firsttoken.wire.framing.ChunkScanner;
import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.codec.http.EmptyHttpHeaders;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.ssl.SslCloseCompletionEvent;
import io.netty.handler.ssl.SslHandler;
import org.jspecify.annotations.Nullable;

/**
 * First handler behind the socket. It takes the timestamp of each read and splits the bytes.
 * Headers, trailers and bodies without chunks go through Netty's decoder, cut to the exact byte, so
 * that the decoder never holds a byte of anything else. A chunked body goes to the listener as
 * received, framing included, and is only inspected.
 */
final class ResponseReader extends ChannelInboundHandlerAdapter implements ChunkScanner.Sink {
  private enum Phase {
    IDLE,
    HEADERS,
    CHUNKS,
    TRAILERS,
    FIXED_LENGTH,
    UNTIL_CLOSE
  }

  private final CallState state;
  private final ChunkScanner chunks = new ChunkScanner();
  private Phase phase = Phase.IDLE;

  /** Source of the timestamps over TLS, otherwise null. */
  private @Nullable ReadTimestampHandler readTimestamps;

  private long nanos;
  private long remainingBytes;
  private boolean keepAlive;
  private boolean isPeerClosed;

  /** True if the status of a body that ends with the connection is 2xx. */
  private boolean isSuccess;

  private boolean isAtChunkBoundary;

  /**
   * True if a close is authentic. Over TLS it takes a close_notify, since anyone on the path can
   * send a FIN (RFC 9112 §9.8).
   */
  private boolean cleanClose = true;

  /** True if the current header line has a byte other than CR. */
  private boolean lineStarted;

  /** True after a folded header line, which two parsers may interpret differently. */
  private boolean folded;

  /** Start of a size line that the last read split, at most {@link ChunkScanner#MAX_LINE_BYTES}. */
  private @Nullable ByteBuf carry;

  /** True if the decoder has received bytes since its last channelReadComplete. */
  private boolean hasFedDecoder;

  /** Set when the response is complete, until everything received with it has been read. */
  private @Nullable HttpHeaders trailers;

  ResponseReader(CallState state) {
    this.state = state;
  }

  /** Called before a request is written. */
  void expectResponse() {
    phase = Phase.HEADERS;
    lineStarted = false;
    folded = false;
    isAtChunkBoundary = false;
  }

  /** True if the part of a chunked body reported so far ends with a complete chunk. */
  boolean isAtChunkBoundary() {
    return isAtChunkBoundary;
  }

  /** Timestamp of the current read. */
  long nanos() {
    return nanos;
  }

  /** True if the server has closed the connection; the decoder may still fail because of it. */
  boolean isPeerClosed() {
    return isPeerClosed;
  }

  /** Called by the header decoder: a chunked body follows. */
  void expectChunkedBody(boolean keepAlive) {
    this.keepAlive = keepAlive;
    chunks.reset();
    isAtChunkBoundary = true;
    phase = Phase.CHUNKS;
  }

  /** Called by the header decoder: a body of this length in bytes follows. */
  void expectFixedLengthBody(long length, boolean keepAlive) {
    this.keepAlive = keepAlive;
    remainingBytes = length;
    phase = Phase.FIXED_LENGTH;
  }

  /** Called by the header decoder: a body follows that ends with the connection. */
  void expectBodyUntilClose(boolean isSuccess) {
    this.isSuccess = isSuccess;
    phase = Phase.UNTIL_CLOSE;
  }

  /** Called at the end of the response. */
  void onLastContent(HttpHeaders trailers) {
    if (state.listener() != null) {
      this.trailers = trailers;
      phase = Phase.IDLE;
    }
  }

  @Override
  public void handlerAdded(ChannelHandlerContext ctx) {
    cleanClose = ctx.pipeline().get(SslHandler.class) == null;
    readTimestamps = ctx.pipeline().get(ReadTimestampHandler.class);
  }

  @Override
  public void channelRead(ChannelHandlerContext ctx, Object message) {
    nanos = readTimestamps == null ? System.nanoTime() : readTimestamps.nanos();
    ByteBuf bytes = prependCarry(ctx, (ByteBuf) message);
    state.onBytes();
    try {
      while (bytes != null && bytes.isReadable() && phase != Phase.IDLE && !state.isClosed()) {
        bytes = processNext(ctx, bytes);
      }
      if (bytes != null && bytes.isReadable()) {
        onSurplusBytes();
      }
    } finally {
      if (bytes != null) {
        bytes.release();
      }
    }
  }

  @Override
  public void channelReadComplete(ChannelHandlerContext ctx) {
    CallListener listener = state.listener();
    if (trailers != null) {
      completeIfEnded();
    } else if (listener != null) {
      listener.onReadComplete();
    }
    if (hasFedDecoder) {
      hasFedDecoder = false;
      ctx.fireChannelReadComplete();
    }
  }

  @Override
  public void channelInactive(ChannelHandlerContext ctx) {
    isPeerClosed = true;
    nanos = System.nanoTime();
    if (phase == Phase.UNTIL_CLOSE && !cleanClose) {
      state.fail(
          CallOutcome.TRUNCATED,
          "the connection was closed without a TLS close_notify, so the response may be truncated");
    }
    if (phase == Phase.UNTIL_CLOSE && isSuccess && state.hasWriteFailed()) {
      // A reset that a write has reported looks like an orderly end to the reads after it.
      state.failAfterClose("the connection was reset");
    }
    // The decoder goes first: the close ends a body without framing.
    ctx.fireChannelInactive();
    endWithConnection();
  }

  @Override
  public void userEventTriggered(ChannelHandlerContext ctx, Object event) {
    if (event instanceof SslCloseCompletionEvent closeEvent) {
      cleanClose = closeEvent.isSuccess();
      if (cleanClose) {
        onCloseNotify();
      }
    }
    ctx.fireUserEventTriggered(event);
  }

  /**
   * Ends the response where the server says that no more follows. With TLS 1.3 it may then wait for
   * the same from this side before it closes the connection.
   */
  private void onCloseNotify() {
    if (phase == Phase.UNTIL_CLOSE && state.listener() != null) {
      trailers = EmptyHttpHeaders.INSTANCE;
      phase = Phase.IDLE;
    }
    endWithConnection();
  }

  private void endWithConnection() {
    keepAlive = false;
    completeIfEnded();
    if (state.isConnected()) {
      state.failAfterClose(
          state.listener() == null
              ? "the idle connection was closed"
              : "the connection was closed before the response was complete");
    }
  }

  @Override
  public void handlerRemoved(ChannelHandlerContext ctx) {
    if (carry != null) {
      carry.release();
      carry = null;
    }
  }

  @Override
  public void onData(ByteBuf bytes, int from, int to) {
    CallListener listener = state.listener();
    if (listener != null) {
      listener.onData(bytes, from, to, nanos);
    }
  }

  /**
   * Processes the next part of {@code bytes}.
   *
   * @return the rest, or null if the buffer itself was passed on
   */
  private @Nullable ByteBuf processNext(ChannelHandlerContext ctx, ByteBuf bytes) {
    switch (phase) {
      case HEADERS, TRAILERS -> {
        int length = lengthToBlankLine(bytes);
        if (folded) {
          state.fail(CallOutcome.MALFORMED, "the response has a folded header line");
        } else {
          feedDecoder(ctx, bytes, length);
        }
      }
      case CHUNKS -> {
        return processChunks(ctx, bytes);
      }
      case FIXED_LENGTH -> {
        int length = (int) Math.min(remainingBytes, bytes.readableBytes());
        remainingBytes -= length;
        feedDecoder(ctx, bytes, length);
      }
      case UNTIL_CLOSE, IDLE -> feedDecoder(ctx, bytes, bytes.readableBytes());
    }
    return bytes;
  }

  private void feedDecoder(ChannelHandlerContext ctx, ByteBuf bytes, int length) {
    hasFedDecoder = true;
    ctx.fireChannelRead(bytes.readRetainedSlice(length));
  }

  private @Nullable ByteBuf processChunks(ChannelHandlerContext ctx, ByteBuf bytes) {
    int end = chunks.scan(bytes, bytes.readerIndex(), bytes.writerIndex(), this);
    CallListener listener = state.listener();
    if (listener == null) {
      return bytes;
    }
    isAtChunkBoundary = chunks.isAtChunkBoundary();
    if (end == bytes.writerIndex()) {
      listener.onBody(bytes);
      return null;
    }
    // Updates the phase before the callback, which may end the call.
    ByteBuf completeBytes = bytes.readRetainedSlice(end - bytes.readerIndex());
    if (chunks.isAtLastChunk()) {
      phase = Phase.TRAILERS;
      lineStarted = false;
    } else if (!chunks.isMalformed()) {
      carry = ctx.alloc().buffer(bytes.readableBytes()).writeBytes(bytes);
    }
    if (completeBytes.isReadable()) {
      listener.onBody(completeBytes);
    } else {
      completeBytes.release();
    }
    if (chunks.isMalformed()) {
      state.fail(CallOutcome.MALFORMED, "the chunk framing of the response is malformed");
    }
    return bytes;
  }

  private ByteBuf prependCarry(ChannelHandlerContext ctx, ByteBuf bytes) {
    ByteBuf carried = carry;
    if (carried == null) {
      return bytes;
    }
    carry = null;
    ByteBuf joined = ctx.alloc().buffer(carried.readableBytes() + bytes.readableBytes());
    joined.writeBytes(carried).writeBytes(bytes);
    carried.release();
    bytes.release();
    return joined;
  }

  /**
   * Finds the blank line that ends the headers.
   *
   * @return number of bytes up to and including it, or all readable bytes if it has not arrived
   */
  private int lengthToBlankLine(ByteBuf bytes) {
    int from = bytes.readerIndex();
    for (int at = from; at < bytes.writerIndex(); at++) {
      byte b = bytes.getByte(at);
      if (b == '\n') {
        if (!lineStarted) {
          return at + 1 - from;
        }
        lineStarted = false;
      } else if (b != '\r') {
        folded |= !lineStarted && (b == ' ' || b == '\t');
        lineStarted = true;
      }
    }
    return bytes.readableBytes();
  }

  /** Handles bytes that belong to no response: they make the connection unusable. */
  private void onSurplusBytes() {
    if (trailers == null) {
      state.fail(CallOutcome.TRUNCATED, "received bytes that belong to no call");
    } else {
      keepAlive = false;
    }
  }

  /**
   * Ends the call if its response is complete. Runs after everything received so far has been read,
   * so that surplus bytes are not mistaken for the next response.
   */
  private void completeIfEnded() {
    HttpHeaders receivedTrailers = trailers;
    if (receivedTrailers != null && !state.isClosed()) {
      trailers = null;
      state.complete(
          receivedTrailers.isEmpty() ? EmptyHttpHeaders.INSTANCE : receivedTrailers, keepAlive);
    }
  }
}
