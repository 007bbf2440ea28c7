package dev.firsttoken.proxy.downstream;

import dev.firsttoken.wire.framing.ChunkScanner;
import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.codec.DecoderException;
import io.netty.handler.codec.DecoderResult;
import io.netty.handler.codec.http.DefaultHttpRequest;
import io.netty.handler.codec.http.DefaultLastHttpContent;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpObject;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpUtil;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.codec.http.TooLongHttpHeaderException;
import org.jspecify.annotations.Nullable;

/**
 * Rejects ambiguous requests in front of the codec. The codec accepts some bytes that two parsers
 * read differently, which allows request smuggling. The enforcer passes headers, bodies and
 * trailers to the codec in separate buffers, so it always knows which of them a byte belongs to. It
 * passes headers when they are complete, and a request when the response to the one before it is
 * complete: until then it holds their bytes.
 */
final class FramingEnforcer extends ChannelInboundHandlerAdapter {
  /** The handler behind the codec. */
  interface Listener {
    /** {@return what to do with the bytes behind a complete request} */
    NextRequest nextRequest();

    /**
     * Is called once. All later input is discarded.
     *
     * @param failed a request, or the end of a body, whose decoder result is a failure
     */
    void onMalformed(HttpObject failed);

    /**
     * Is called when more input waits than {@link FramingEnforcer#MAX_HELD_BYTES}.
     *
     * @return true to discard it and all later input. As long as nobody reads, a client that
     *     disconnects goes unnoticed
     */
    boolean onInputOverflow();

    /** Is called once, if the memory budget has no room for input that waits. */
    void onMemoryExhausted();
  }

  /** The fate of the bytes behind a complete request. */
  enum NextRequest {
    PASS,
    HOLD,
    DISCARD
  }

  private enum Phase {
    HEADERS,
    FIXED_LENGTH,
    CHUNKS,
    TRAILERS,
    REJECTED
  }

  /** Limit of the bytes behind a request whose response is not complete. */
  static final int MAX_HELD_BYTES = 64 * 1024;

  private final HeaderScanner headerScanner = new HeaderScanner();
  private final ChunkScanner chunks = new ChunkScanner();
  private final Listener listener;

  /** Incomplete headers, a size line that a read split, or bytes behind the current request. */
  private final HeldInput held;

  private Phase phase = Phase.HEADERS;
  private long remaining;

  /** Bytes of incomplete headers that were scanned already. */
  private int scanned;

  private @Nullable ChannelHandlerContext context;

  FramingEnforcer(Listener listener, MemoryBudget budget) {
    this.listener = listener;
    this.held = new HeldInput(budget);
  }

  /** Is called by the handler behind the codec for each request, before its body is read. */
  void expectBody(HttpRequest request) {
    if (request.decoderResult().isFailure()) {
      phase = Phase.REJECTED;
    } else if (HttpUtil.isTransferEncodingChunked(request)) {
      chunks.reset();
      phase = Phase.CHUNKS;
    } else {
      remaining = HttpUtil.getContentLength(request, 0L);
      phase = remaining > 0 ? Phase.FIXED_LENGTH : Phase.HEADERS;
    }
    headerScanner.reset(phase == Phase.CHUNKS);
  }

  /** Reports whether a part of a request's headers has been received. */
  boolean isInHeaders() {
    return phase == Phase.HEADERS && headerScanner.isStarted();
  }

  /** The number of bytes that wait. */
  int heldBytes() {
    return held.size();
  }

  /** Continues with the held bytes: the response to the request before them is complete. */
  void resume() {
    ChannelHandlerContext ctx = context;
    ByteBuf bytes = held.bytes();
    if (ctx != null && bytes != null) {
      process(ctx, bytes);
      held.trim();
    }
  }

  @Override
  public void handlerAdded(ChannelHandlerContext ctx) {
    context = ctx;
  }

  @Override
  public void handlerRemoved(ChannelHandlerContext ctx) {
    held.release();
  }

  @Override
  public void channelRead(ChannelHandlerContext ctx, Object message) {
    if (!(message instanceof ByteBuf read)) {
      ctx.fireChannelRead(message);
      return;
    }
    try {
      if (held.size() == 0) {
        process(ctx, read);
        hold(ctx, read);
      } else if (hold(ctx, read)) {
        resume();
      }
    } finally {
      read.release();
    }
  }

  private boolean hold(ChannelHandlerContext ctx, ByteBuf bytes) {
    if (phase != Phase.REJECTED
        && held.size() + bytes.readableBytes() > MAX_HELD_BYTES
        && listener.onInputOverflow()) {
      discardInput();
    }
    if (phase == Phase.REJECTED || held.append(ctx.alloc(), bytes)) {
      return true;
    }
    discardInput();
    listener.onMemoryExhausted();
    return false;
  }

  private void discardInput() {
    phase = Phase.REJECTED;
    held.release();
  }

  /** Passes on what is complete, and leaves the rest unread. */
  private void process(ChannelHandlerContext ctx, ByteBuf bytes) {
    int before;
    do {
      before = bytes.readableBytes();
      if (phase == Phase.HEADERS && !headerScanner.isStarted()) {
        switch (listener.nextRequest()) {
          case PASS -> {}
          case HOLD -> {
            return;
          }
          case DISCARD -> phase = Phase.REJECTED;
        }
      }
      switch (phase) {
        case HEADERS, TRAILERS -> scanHeaders(ctx, bytes);
        case FIXED_LENGTH -> passFixedLength(ctx, bytes);
        case CHUNKS -> scanChunks(ctx, bytes);
        case REJECTED -> bytes.skipBytes(bytes.readableBytes());
      }
    } while (bytes.isReadable() && bytes.readableBytes() < before);
  }

  private void passFixedLength(ChannelHandlerContext ctx, ByteBuf bytes) {
    int length = (int) Math.min(remaining, bytes.readableBytes());
    remaining -= length;
    if (remaining == 0) {
      phase = Phase.HEADERS;
    }
    ctx.fireChannelRead(bytes.readRetainedSlice(length));
  }

  private void scanHeaders(ChannelHandlerContext ctx, ByteBuf bytes) {
    int start = bytes.readerIndex();
    int end = headerScanner.scan(bytes, start + scanned, bytes.writerIndex());
    if (headerScanner.isMalformed()) {
      reject(new DecoderException("not HTTP/1.1"));
    } else if (headerScanner.isTooLarge()) {
      reject(new TooLongHttpHeaderException("too many or too long headers"));
    } else if (end < 0) {
      scanned = bytes.readableBytes();
    } else {
      // The codec may call expectBody(..) below, which overrides this phase.
      phase = Phase.HEADERS;
      scanned = 0;
      headerScanner.reset(false);
      ctx.fireChannelRead(bytes.readRetainedSlice(end - start));
    }
  }

  private void scanChunks(ChannelHandlerContext ctx, ByteBuf bytes) {
    int end = chunks.scan(bytes, bytes.readerIndex(), bytes.writerIndex(), (data, from, to) -> {});
    ByteBuf complete = bytes.readRetainedSlice(end - bytes.readerIndex());
    if (chunks.isAtLastChunk()) {
      phase = Phase.TRAILERS;
      end = sizeLineEnd(bytes);
      ctx.fireChannelRead(complete);
      ctx.fireChannelRead(bytes.readRetainedSlice(end - bytes.readerIndex()));
    } else {
      ctx.fireChannelRead(complete);
      if (chunks.isMalformed()) {
        reject(new DecoderException("malformed chunk framing"));
      }
    }
  }

  /** The index behind the size line of the last chunk, which is complete. */
  private static int sizeLineEnd(ByteBuf bytes) {
    return bytes.indexOf(bytes.readerIndex(), bytes.writerIndex(), (byte) '\n') + 1;
  }

  private void reject(DecoderException cause) {
    HttpObject failed =
        phase == Phase.HEADERS
            ? new DefaultHttpRequest(HttpVersion.HTTP_1_1, HttpMethod.GET, "/")
            : new DefaultLastHttpContent();
    failed.setDecoderResult(DecoderResult.failure(cause));
    phase = Phase.REJECTED;
    listener.onMalformed(failed);
  }
}
