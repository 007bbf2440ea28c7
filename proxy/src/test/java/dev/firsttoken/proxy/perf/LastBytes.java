package dev.firsttoken.proxy.perf;

import io.netty.buffer.ByteBuf;

/** Last eight bytes received on a connection, the last one lowest. */
final class LastBytes {
  private long bytes;

  long append(ByteBuf read) {
    int end = read.writerIndex();
    if (read.readableBytes() >= Long.BYTES) {
      bytes = read.getLong(end - Long.BYTES);
    } else {
      for (int at = read.readerIndex(); at < end; at++) {
        bytes = bytes << Byte.SIZE | read.getUnsignedByte(at);
      }
    }
    return bytes;
  }
}
