package dev.firsttoken.proxy.endpoints;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.CompositeByteBuf;
import io.netty.buffer.Unpooled;
import java.nio.ByteBuffer;

/**
 * Bytes without meaning. All bodies share one block of memory, so that clients that do not read
 * their responses cost none.
 */
final class FillerBytes {
  private static final int BLOCK_BYTES = 1 << 20;
  private static final ByteBuf BLOCK = createBlock();

  private FillerBytes() {}

  /** {@return a body of this many letters x, for the caller to release} */
  static ByteBuf ofSize(int bytes) {
    if (bytes <= BLOCK_BYTES) {
      return BLOCK.retainedSlice(0, bytes);
    }
    int blocks = (bytes + BLOCK_BYTES - 1) / BLOCK_BYTES;
    CompositeByteBuf body = Unpooled.compositeBuffer(blocks);
    for (int remaining = bytes; remaining > 0; remaining -= BLOCK_BYTES) {
      body.addComponent(true, BLOCK.retainedSlice(0, Math.min(remaining, BLOCK_BYTES)));
    }
    return body;
  }

  private static ByteBuf createBlock() {
    ByteBuffer block = ByteBuffer.allocateDirect(BLOCK_BYTES);
    while (block.hasRemaining()) {
      block.put((byte) 'x');
    }
    return Unpooled.wrappedBuffer(block.flip());
  }
}
