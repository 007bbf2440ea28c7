package dev.firsttoken.wire.call;

import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;

/**
 * Takes the timestamp of each socket read before TLS decrypts it. The TLS handler passes records on
 * one by one, so timestamps taken behind it would spread bytes that arrived together.
 */
final class ReadTimestampHandler extends ChannelInboundHandlerAdapter {
  private long nanos;

  /** Timestamp of the last socket read. */
  long nanos() {
    return nanos;
  }

  @Override
  public void channelRead(ChannelHandlerContext ctx, Object message) {
    nanos = System.nanoTime();
    ctx.fireChannelRead(message);
  }
}
