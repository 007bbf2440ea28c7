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
 * The raw end of a connection: stamps each read, and divides what came. Heads and trailers go
 * through Netty's decoder, to the byte and no further, so that it never holds a byte of something
 * else; a chunked body goes to the listener as it came, framing and all, and is only looked at.
 */
final class ResponseReader extends ChannelInboundHandlerAdapter implements ChunkScanner.Sink {
  private enum Phase {
    IDLE,
    HEAD,
    CHUNKS,
    TRAILERS,
    LENGTH,
    UNTIL_CLOSE
  }

  private final Connection connection;
  private final ChunkScanner chunks = new ChunkScanner();
  private Phase phase = Phase.IDLE;

  /** Over TLS: who saw the bytes as they came. */
  private @Nullable ReadTimestampHandler readTimestamps;

  private long nanos;
  private long remainingBytes;
  private boolean keepAlive;
  private boolean peerClosed;
  private boolean atChunkBoundary;

  /**
   * Whether a close is one by the other side's will: over TLS only if it said so, since anybody
   * between can send a FIN (RFC 9112 §9.8).
   */
  private boolean cleanClose = true;

  /** Whether the line of a head that the last byte stood on has a byte other than CR. */
  private boolean lineStarted;

  /**
   * A line of the head goes on in the next, which two readers may take for two different things.
   */
  private boolean folded;

  /** A size line that the last read cut: at most {@link ChunkScanner#MAX_LINE_BYTES} bytes. */
  private @Nullable ByteBuf carry;

  /** Set once the answer is whole, until all that came with it has been read. */
  private @Nullable HttpHeaders trailers;

  ResponseReader(Connection connection) {
    this.connection = connection;
  }

  /** A request is about to be written. */
  void expectResponse() {
    phase = Phase.HEAD;
    lineStarted = false;
    folded = false;
    atChunkBoundary = false;
  }

  /** What the listener has been told of a chunked body ends with a whole chunk. */
  boolean atChunkBoundary() {
    return atChunkBoundary;
  }

  /** The connection is closed: whatever still comes is nobody's. */
  void ignoreFurtherReads() {
    phase = Phase.IDLE;
    trailers = null;
  }

  /** When the bytes being looked at were read. */
  long nanos() {
    return nanos;
  }

  /** The other side has closed: what the decoder still says is about that. */
  boolean peerClosed() {
    return peerClosed;
  }

  /** The final head was understood; its body begins behind it. */
  void expectChunkedBody(boolean keepAlive) {
    this.keepAlive = keepAlive;
    chunks.reset();
    atChunkBoundary = true;
    phase = Phase.CHUNKS;
  }

  /**
   * The same for a body with a length.
   *
   * @param length in bytes; negative = until the connection is closed
   */
  void expectFixedLengthBody(long length, boolean keepAlive) {
    this.keepAlive = keepAlive && length >= 0;
    remainingBytes = length;
    phase = length >= 0 ? Phase.LENGTH : Phase.UNTIL_CLOSE;
  }

  /** The decoder has seen the end of the answer. */
  void onLastContent(HttpHeaders trailers) {
    if (connection.listener() != null) {
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
    connection.onBytes();
    try {
      while (bytes != null && bytes.isReadable() && phase != Phase.IDLE) {
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
    CallListener listener = connection.listener();
    if (trailers != null) {
      completeIfEnded();
    } else if (listener != null) {
      listener.onReadComplete();
    }
    ctx.fireChannelReadComplete();
  }

  @Override
  public void channelInactive(ChannelHandlerContext ctx) {
    peerClosed = true;
    nanos = System.nanoTime();
    if (phase == Phase.UNTIL_CLOSE && !cleanClose) {
      connection.fail(
          CallOutcome.CUT, "the connection was closed without TLS saying so: cut perhaps");
    }
    // First the decoder: for a body without framing this is how it ends.
    ctx.fireChannelInactive();
    keepAlive = false;
    completeIfEnded();
    if (connection.connected()) {
      connection.fail(
          CallOutcome.CUT,
          connection.listener() == null
              ? "the kept connection was closed"
              : "the connection was closed before the answer was complete");
    }
  }

  @Override
  public void userEventTriggered(ChannelHandlerContext ctx, Object event) {
    if (event instanceof SslCloseCompletionEvent closeEvent) {
      cleanClose = closeEvent.isSuccess();
    }
    ctx.fireUserEventTriggered(event);
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
    CallListener listener = connection.listener();
    if (listener != null) {
      listener.onData(bytes, from, to, nanos);
    }
  }

  /** Takes the next part off {@code bytes}; null if it passed the buffer itself on. */
  private @Nullable ByteBuf processNext(ChannelHandlerContext ctx, ByteBuf bytes) {
    switch (phase) {
      case HEAD, TRAILERS -> {
        int length = lengthToBlankLine(bytes);
        if (folded) {
          connection.fail(CallOutcome.MALFORMED, "a line of the answer's head goes on in the next");
        } else {
          ctx.fireChannelRead(bytes.readRetainedSlice(length));
        }
      }
      case CHUNKS -> {
        return processChunks(ctx, bytes);
      }
      case LENGTH -> {
        int length = (int) Math.min(remainingBytes, bytes.readableBytes());
        remainingBytes -= length;
        ctx.fireChannelRead(bytes.readRetainedSlice(length));
      }
      case UNTIL_CLOSE, IDLE -> ctx.fireChannelRead(bytes.readRetainedSlice(bytes.readableBytes()));
    }
    return bytes;
  }

  private @Nullable ByteBuf processChunks(ChannelHandlerContext ctx, ByteBuf bytes) {
    int end = chunks.scan(bytes, bytes.readerIndex(), bytes.writerIndex(), this);
    CallListener listener = connection.listener();
    if (listener == null) {
      return bytes;
    }
    atChunkBoundary = chunks.isAtChunkBoundary();
    if (end == bytes.writerIndex()) {
      listener.onBody(bytes);
      return null;
    }
    // Before the listener is told, since it may end the call.
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
      connection.fail(CallOutcome.MALFORMED, "the answer's chunk framing is malformed");
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

  /** How many bytes are left to and with the blank line that ends a head; all, if it isn't here. */
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

  /** Bytes that nobody asked for spoil the connection. */
  private void onSurplusBytes() {
    if (trailers == null) {
      connection.fail(CallOutcome.CUT, "bytes came that no call had asked for");
    } else {
      keepAlive = false;
    }
  }

  /**
   * Ends the call if its answer is whole: not before all that has come by now was read, so that
   * nothing that lies behind the answer is taken for the next one.
   */
  private void completeIfEnded() {
    HttpHeaders receivedTrailers = trailers;
    if (receivedTrailers != null) {
      trailers = null;
      connection.complete(
          receivedTrailers.isEmpty() ? EmptyHttpHeaders.INSTANCE : receivedTrailers, keepAlive);
    }
  }
}
