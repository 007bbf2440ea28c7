package dev.firsttoken.proxy.downstream;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpServerCodec;
import java.nio.charset.StandardCharsets;

/** Rejects clients that start with HTTP/2, in HTTP/2 frames (RFC 9113 §3.4). */
final class Http2Rejection {
  private static final byte[] DEBUG_DATA =
      "This server speaks HTTP/1.1; put a proxy that speaks HTTP/2 in front of it."
          .getBytes(StandardCharsets.US_ASCII);

  private static final int SETTINGS = 4;
  private static final int GOAWAY = 7;
  private static final int HTTP_1_1_REQUIRED = 0xd;

  private Http2Rejection() {}

  /** Reports whether the request is the start of the HTTP/2 preface. */
  static boolean isPreface(HttpRequest request) {
    return request.method().name().equals("PRI") && request.protocolVersion().majorVersion() == 2;
  }

  /** Sends GOAWAY with HTTP_1_1_REQUIRED (RFC 9113 §6.8 and §7), then closes the connection. */
  static void reject(ChannelHandlerContext ctx) {
    ByteBuf frames = Unpooled.buffer();
    writeFrameHeader(frames, SETTINGS, 0);
    writeFrameHeader(frames, GOAWAY, 8 + DEBUG_DATA.length);
    frames.writeInt(0).writeInt(HTTP_1_1_REQUIRED).writeBytes(DEBUG_DATA);
    ctx.pipeline()
        .context(HttpServerCodec.class)
        .writeAndFlush(frames)
        .addListener(ChannelFutureListener.CLOSE);
  }

  private static void writeFrameHeader(ByteBuf frames, int type, int length) {
    frames.writeMedium(length).writeByte(type).writeByte(0).writeInt(0);
  }
}
