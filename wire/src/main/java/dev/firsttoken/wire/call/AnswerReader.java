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
final class AnswerReader extends ChannelInboundHandlerAdapter implements ChunkScanner.Sink {
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
  private @Nullable ReadStamp stamp;

  private long nanos;
  private long left;
  private boolean keep;
  private boolean closed;
  private boolean betweenChunks;

  /**
   * Whether a close is one by the other side's will: over TLS only if it said so, since anybody
   * between can send a FIN (RFC 9112 §9.8).
   */
  private boolean closedInOrder = true;

  /** Whether the line of a head that the last byte stood on has a byte other than CR. */
  private boolean lineBegun;

  /**
   * A line of the head goes on in the next, which two readers may take for two different things.
   */
  private boolean folded;

  /** A size line that the last read cut: at most {@link ChunkScanner#MAX_LINE} bytes. */
  private @Nullable ByteBuf carry;

  /** Set once the answer is whole, until all that came with it has been read. */
  private @Nullable HttpHeaders trailers;

  AnswerReader(Connection connection) {
    this.connection = connection;
  }

  /** A request is about to be written. */
  void expect() {
    phase = Phase.HEAD;
    lineBegun = false;
    folded = false;
    betweenChunks = false;
  }

  /** What the listener has been told of a chunked body ends with a whole chunk. */
  boolean betweenChunks() {
    return betweenChunks;
  }

  /** The connection is closed: whatever still comes is nobody's. */
  void stop() {
    phase = Phase.IDLE;
    trailers = null;
  }

  /** When the bytes being looked at were read. */
  long nanos() {
    return nanos;
  }

  /** The other side has closed: what the decoder still says is about that. */
  boolean closed() {
    return closed;
  }

  /** The final head was understood; its body begins behind it. */
  void bodyIsChunked(boolean keep) {
    this.keep = keep;
    chunks.reset();
    betweenChunks = true;
    phase = Phase.CHUNKS;
  }

  /**
   * The same for a body with a length.
   *
   * @param length in bytes; negative = until the connection is closed
   */
  void bodyHasLength(long length, boolean keep) {
    this.keep = keep && length >= 0;
    left = length;
    phase = length >= 0 ? Phase.LENGTH : Phase.UNTIL_CLOSE;
  }

  /** The decoder has seen the end of the answer. */
  void whole(HttpHeaders trailers) {
    if (connection.listener() != null) {
      this.trailers = trailers;
      phase = Phase.IDLE;
    }
  }

  @Override
  public void handlerAdded(ChannelHandlerContext ctx) {
    closedInOrder = ctx.pipeline().get(SslHandler.class) == null;
    stamp = ctx.pipeline().get(ReadStamp.class);
  }

  @Override
  public void channelRead(ChannelHandlerContext ctx, Object message) {
    nanos = stamp == null ? System.nanoTime() : stamp.nanos();
    ByteBuf bytes = joined(ctx, (ByteBuf) message);
    connection.touched();
    try {
      while (bytes != null && bytes.isReadable() && phase != Phase.IDLE) {
        bytes = divide(ctx, bytes);
      }
      if (bytes != null && bytes.isReadable()) {
        surplus();
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
      answered();
    } else if (listener != null) {
      listener.readComplete();
    }
    ctx.fireChannelReadComplete();
  }

  @Override
  public void channelInactive(ChannelHandlerContext ctx) {
    closed = true;
    nanos = System.nanoTime();
    if (phase == Phase.UNTIL_CLOSE && !closedInOrder) {
      connection.fail(Ending.CUT, "the connection was closed without TLS saying so: cut perhaps");
    }
    // First the decoder: for a body without framing this is how it ends.
    ctx.fireChannelInactive();
    keep = false;
    answered();
    if (connection.connected()) {
      connection.fail(
          Ending.CUT,
          connection.listener() == null
              ? "the kept connection was closed"
              : "the connection was closed before the answer was complete");
    }
  }

  @Override
  public void userEventTriggered(ChannelHandlerContext ctx, Object event) {
    if (event instanceof SslCloseCompletionEvent end) {
      closedInOrder = end.isSuccess();
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
  public void data(ByteBuf bytes, int from, int to) {
    CallListener listener = connection.listener();
    if (listener != null) {
      listener.data(bytes, from, to, nanos);
    }
  }

  /** Takes the next part off {@code bytes}; null if it passed the buffer itself on. */
  private @Nullable ByteBuf divide(ChannelHandlerContext ctx, ByteBuf bytes) {
    switch (phase) {
      case HEAD, TRAILERS -> {
        int length = toBlankLine(bytes);
        if (folded) {
          connection.fail(Ending.MALFORMED, "a line of the answer's head goes on in the next");
        } else {
          ctx.fireChannelRead(bytes.readRetainedSlice(length));
        }
      }
      case CHUNKS -> {
        return splice(ctx, bytes);
      }
      case LENGTH -> {
        int length = (int) Math.min(left, bytes.readableBytes());
        left -= length;
        ctx.fireChannelRead(bytes.readRetainedSlice(length));
      }
      case UNTIL_CLOSE, IDLE -> ctx.fireChannelRead(bytes.readRetainedSlice(bytes.readableBytes()));
    }
    return bytes;
  }

  private @Nullable ByteBuf splice(ChannelHandlerContext ctx, ByteBuf bytes) {
    int end = chunks.scan(bytes, bytes.readerIndex(), bytes.writerIndex(), this);
    CallListener listener = connection.listener();
    if (listener == null) {
      return bytes;
    }
    betweenChunks = chunks.between();
    if (end == bytes.writerIndex()) {
      listener.body(bytes);
      return null;
    }
    // Before the listener is told, since it may end the call.
    ByteBuf whole = bytes.readRetainedSlice(end - bytes.readerIndex());
    if (chunks.last()) {
      phase = Phase.TRAILERS;
      lineBegun = false;
    } else if (!chunks.malformed()) {
      carry = ctx.alloc().buffer(bytes.readableBytes()).writeBytes(bytes);
    }
    if (whole.isReadable()) {
      listener.body(whole);
    } else {
      whole.release();
    }
    if (chunks.malformed()) {
      connection.fail(Ending.MALFORMED, "the answer's chunk framing is malformed");
    }
    return bytes;
  }

  private ByteBuf joined(ChannelHandlerContext ctx, ByteBuf bytes) {
    ByteBuf before = carry;
    if (before == null) {
      return bytes;
    }
    carry = null;
    ByteBuf both = ctx.alloc().buffer(before.readableBytes() + bytes.readableBytes());
    both.writeBytes(before).writeBytes(bytes);
    before.release();
    bytes.release();
    return both;
  }

  /** How many bytes are left to and with the blank line that ends a head; all, if it isn't here. */
  private int toBlankLine(ByteBuf bytes) {
    int from = bytes.readerIndex();
    for (int at = from; at < bytes.writerIndex(); at++) {
      byte b = bytes.getByte(at);
      if (b == '\n') {
        if (!lineBegun) {
          return at + 1 - from;
        }
        lineBegun = false;
      } else if (b != '\r') {
        folded |= !lineBegun && (b == ' ' || b == '\t');
        lineBegun = true;
      }
    }
    return bytes.readableBytes();
  }

  /** Bytes that nobody asked for spoil the connection. */
  private void surplus() {
    if (trailers == null) {
      connection.fail(Ending.CUT, "bytes came that no call had asked for");
    } else {
      keep = false;
    }
  }

  /**
   * Ends the call if its answer is whole: not before all that has come by now was read, so that
   * nothing that lies behind the answer is taken for the next one.
   */
  private void answered() {
    HttpHeaders whole = trailers;
    if (whole != null) {
      trailers = null;
      connection.complete(whole.isEmpty() ? EmptyHttpHeaders.INSTANCE : whole, keep);
    }
  }
}
