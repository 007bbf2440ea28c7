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
import org.jspecify.annotations.Nullable;

/**
 * Rejects ambiguous requests in front of the codec. The codec accepts some bytes that two parsers
 * read differently, which allows request smuggling. The enforcer passes headers, bodies and
 * trailers to the codec in separate buffers, so it always knows which of them a byte belongs to.
 */
final class FramingEnforcer extends ChannelInboundHandlerAdapter {
  /** Receives the message that replaces malformed input behind the codec. */
  interface Listener {
    /**
     * Is called once. All later input is discarded.
     *
     * @param failed a request, or the end of a body, whose decoder result is a failure
     */
    void onMalformed(HttpObject failed);
  }

  private enum Phase {
    HEADERS,
    FIXED_LENGTH,
    CHUNKS,
    TRAILERS,
    REJECTED
  }

  private final HeaderScanner headerScanner = new HeaderScanner();
  private final ChunkScanner chunks = new ChunkScanner();
  private final Listener listener;
  private Phase phase = Phase.HEADERS;
  private long remaining;

  /** A size line that the last read split: at most {@link ChunkScanner#MAX_LINE_BYTES} bytes. */
  private @Nullable ByteBuf carry;

  FramingEnforcer(Listener listener) {
    this.listener = listener;
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

  @Override
  public void channelRead(ChannelHandlerContext ctx, Object message) {
    if (!(message instanceof ByteBuf read)) {
      ctx.fireChannelRead(message);
      return;
    }
    ByteBuf bytes = join(ctx, read);
    try {
      while (bytes.isReadable() && phase != Phase.REJECTED) {
        process(ctx, bytes);
      }
    } finally {
      bytes.release();
    }
  }

  @Override
  public void handlerRemoved(ChannelHandlerContext ctx) {
    if (carry != null) {
      carry.release();
      carry = null;
    }
  }

  private void process(ChannelHandlerContext ctx, ByteBuf bytes) {
    switch (phase) {
      case HEADERS, TRAILERS -> scanHeaders(ctx, bytes);
      case FIXED_LENGTH -> {
        int length = (int) Math.min(remaining, bytes.readableBytes());
        remaining -= length;
        if (remaining == 0) {
          phase = Phase.HEADERS;
        }
        ctx.fireChannelRead(bytes.readRetainedSlice(length));
      }
      case CHUNKS -> scanChunks(ctx, bytes);
      case REJECTED -> {}
    }
  }

  private void scanHeaders(ChannelHandlerContext ctx, ByteBuf bytes) {
    int end = headerScanner.scan(bytes, bytes.readerIndex(), bytes.writerIndex());
    if (headerScanner.isMalformed()) {
      reject();
      return;
    }
    int length = end < 0 ? bytes.readableBytes() : end - bytes.readerIndex();
    if (end >= 0) {
      // The codec may call expectBody(..) below, which overrides this phase.
      phase = Phase.HEADERS;
      headerScanner.reset(false);
    }
    ctx.fireChannelRead(bytes.readRetainedSlice(length));
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
        reject();
      } else if (bytes.isReadable()) {
        carry = ctx.alloc().buffer(bytes.readableBytes()).writeBytes(bytes);
      }
    }
  }

  /** The index behind the size line of the last chunk, which is complete. */
  private static int sizeLineEnd(ByteBuf bytes) {
    return bytes.indexOf(bytes.readerIndex(), bytes.writerIndex(), (byte) '\n') + 1;
  }

  private void reject() {
    HttpObject failed =
        phase == Phase.HEADERS
            ? new DefaultHttpRequest(HttpVersion.HTTP_1_1, HttpMethod.GET, "/")
            : new DefaultLastHttpContent();
    failed.setDecoderResult(DecoderResult.failure(new DecoderException("not HTTP/1.1")));
    phase = Phase.REJECTED;
    listener.onMalformed(failed);
  }

  private ByteBuf join(ChannelHandlerContext ctx, ByteBuf read) {
    ByteBuf carried = carry;
    if (carried == null) {
      return read;
    }
    carry = null;
    ByteBuf joined = ctx.alloc().buffer(carried.readableBytes() + read.readableBytes());
    joined.writeBytes(carried).writeBytes(read);
    carried.release();
    read.release();
    return joined;
  }
}
