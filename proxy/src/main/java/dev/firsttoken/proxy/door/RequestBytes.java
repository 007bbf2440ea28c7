package dev.firsttoken.proxy.door;

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
final class RequestBytes extends ChannelInboundHandlerAdapter {
  /** Is told what comes out behind the codec where HTTP ends. */
  interface Listener {
    /**
     * Nothing that still comes is read.
     *
     * @param failed a head, or a body's end, whose decoder result is a failure
     */
    void malformed(HttpObject failed);
  }

  private enum Phase {
    HEAD,
    LENGTH,
    CHUNKS,
    TRAILERS,
    REFUSED
  }

  private final HeadLines lines = new HeadLines();
  private final ChunkScanner chunks = new ChunkScanner();
  private final Listener listener;
  private Phase phase = Phase.HEAD;
  private long left;

  /** A size line that the last read cut: at most {@link ChunkScanner#MAX_LINE} bytes. */
  private @Nullable ByteBuf carry;

  RequestBytes(Listener listener) {
    this.listener = listener;
  }

  /** The codec has read a head: its body begins behind it. Comes while that head is handed on. */
  void body(HttpRequest head) {
    if (head.decoderResult().isFailure()) {
      phase = Phase.REFUSED;
    } else if (HttpUtil.isTransferEncodingChunked(head)) {
      chunks.reset();
      phase = Phase.CHUNKS;
    } else {
      left = HttpUtil.getContentLength(head, 0L);
      phase = left > 0 ? Phase.LENGTH : Phase.HEAD;
    }
    lines.begin(phase == Phase.CHUNKS);
  }

  /** Of a request's head a part has come. */
  boolean inHead() {
    return phase == Phase.HEAD && lines.begun();
  }

  @Override
  public void channelRead(ChannelHandlerContext ctx, Object message) {
    if (!(message instanceof ByteBuf read)) {
      ctx.fireChannelRead(message);
      return;
    }
    ByteBuf bytes = joined(ctx, read);
    try {
      while (bytes.isReadable() && phase != Phase.REFUSED) {
        next(ctx, bytes);
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

  private void next(ChannelHandlerContext ctx, ByteBuf bytes) {
    switch (phase) {
      case HEAD, TRAILERS -> head(ctx, bytes);
      case LENGTH -> {
        int length = (int) Math.min(left, bytes.readableBytes());
        left -= length;
        if (left == 0) {
          phase = Phase.HEAD;
        }
        ctx.fireChannelRead(bytes.readRetainedSlice(length));
      }
      case CHUNKS -> chunks(ctx, bytes);
      case REFUSED -> {}
    }
  }

  private void head(ChannelHandlerContext ctx, ByteBuf bytes) {
    int end = lines.end(bytes, bytes.readerIndex(), bytes.writerIndex());
    if (lines.malformed()) {
      refuse();
      return;
    }
    int length = end < 0 ? bytes.readableBytes() : end - bytes.readerIndex();
    if (end >= 0) {
      // A head's end may say otherwise, while it is handed on: see body(..).
      phase = Phase.HEAD;
      lines.begin(false);
    }
    ctx.fireChannelRead(bytes.readRetainedSlice(length));
  }

  private void chunks(ChannelHandlerContext ctx, ByteBuf bytes) {
    int end = chunks.scan(bytes, bytes.readerIndex(), bytes.writerIndex(), (data, from, to) -> {});
    ByteBuf whole = bytes.readRetainedSlice(end - bytes.readerIndex());
    if (chunks.last()) {
      phase = Phase.TRAILERS;
      end = sizeLineEnd(bytes);
      ctx.fireChannelRead(whole);
      ctx.fireChannelRead(bytes.readRetainedSlice(end - bytes.readerIndex()));
    } else {
      ctx.fireChannelRead(whole);
      if (chunks.malformed()) {
        refuse();
      } else if (bytes.isReadable()) {
        carry = ctx.alloc().buffer(bytes.readableBytes()).writeBytes(bytes);
      }
    }
  }

  /** Behind the line of the zero chunk, which is whole. */
  private static int sizeLineEnd(ByteBuf bytes) {
    return bytes.indexOf(bytes.readerIndex(), bytes.writerIndex(), (byte) '\n') + 1;
  }

  private void refuse() {
    HttpObject failed =
        phase == Phase.HEAD
            ? new DefaultHttpRequest(HttpVersion.HTTP_1_1, HttpMethod.GET, "/")
            : new DefaultLastHttpContent();
    failed.setDecoderResult(DecoderResult.failure(new DecoderException("not HTTP/1.1")));
    phase = Phase.REFUSED;
    listener.malformed(failed);
  }

  private ByteBuf joined(ChannelHandlerContext ctx, ByteBuf read) {
    ByteBuf before = carry;
    if (before == null) {
      return read;
    }
    carry = null;
    ByteBuf both = ctx.alloc().buffer(before.readableBytes() + read.readableBytes());
    both.writeBytes(before).writeBytes(read);
    before.release();
    read.release();
    return both;
  }
}
