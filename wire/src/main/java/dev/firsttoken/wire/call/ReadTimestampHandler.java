package dev.firsttoken.wire.call;

import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;

/**
 * Stamps each read of the socket, before TLS takes it apart: its records come one by one, and what
 * was read at once would look as if it had come one after the other.
 */
final class ReadTimestampHandler extends ChannelInboundHandlerAdapter {
  private long nanos;

  /** When the bytes came that TLS has just read, or the last of them. */
  long nanos() {
    return nanos;
  }

  @Override
  public void channelRead(ChannelHandlerContext ctx, Object message) {
    nanos = System.nanoTime();
    ctx.fireChannelRead(message);
  }
}
