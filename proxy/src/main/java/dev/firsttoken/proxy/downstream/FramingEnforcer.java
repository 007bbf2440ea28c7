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
 * Looks at what clients send before the codec does, which forgives some of what two parsers could
 * read differently: that is how requests are smuggled. Hands the codec heads, bodies and trailers
 * each by itself, so that it always knows which of them a byte belongs to.
 */
final class FramingEnforcer extends ChannelInboundHandlerAdapter {
  /** Is told what comes out behind the codec where HTTP ends. */
  interface Listener {
    /**
     * Nothing that still comes is read.
     *
     * @param failed a head, or a body's end, whose decoder result is a failure
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

  private final HeadScanner headScanner = new HeadScanner();
  private final ChunkScanner chunks = new ChunkScanner();
  private final Listener listener;
  private Phase phase = Phase.HEADERS;
  private long remaining;

  /** A size line that the last read cut: at most {@link ChunkScanner#MAX_LINE_BYTES} bytes. */
  private @Nullable ByteBuf carry;

  FramingEnforcer(Listener listener) {
    this.listener = listener;
  }

  /** The codec has read a head: its body begins behind it. Comes while that head is handed on. */
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
    headScanner.reset(phase == Phase.CHUNKS);
  }

  /** Of a request's head a part has come. */
  boolean isInHeaders() {
    return phase == Phase.HEADERS && headScanner.isStarted();
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
      case CHUNKS -> chunks(ctx, bytes);
      case REJECTED -> {}
    }
  }

  private void scanHeaders(ChannelHandlerContext ctx, ByteBuf bytes) {
    int end = headScanner.scan(bytes, bytes.readerIndex(), bytes.writerIndex());
    if (headScanner.isMalformed()) {
      reject();
      return;
    }
    int length = end < 0 ? bytes.readableBytes() : end - bytes.readerIndex();
    if (end >= 0) {
      // A head's end may say otherwise, while it is handed on: see body(..).
      phase = Phase.HEADERS;
      headScanner.reset(false);
    }
    ctx.fireChannelRead(bytes.readRetainedSlice(length));
  }

  private void chunks(ChannelHandlerContext ctx, ByteBuf bytes) {
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

  /** Behind the line of the zero chunk, which is whole. */
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
