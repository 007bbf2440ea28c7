package dev.firsttoken.netty;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.CompositeByteBuf;
import io.netty.buffer.Unpooled;

/**
 * Letters x without meaning. All bodies share one block of memory, so that clients that do not read
 * their responses cost none.
 */
final class MicroBytes {
  private static final int BLOCK_BYTES = 1 << 20;
  private static final ByteBuf BLOCK = createBlock();

  private MicroBytes() {}

  /** {@return a body of this many letters} */
  static ByteBuf ofSize(int bytes) {
    if (bytes <= BLOCK_BYTES) {
      return BLOCK.slice(0, bytes);
    }
    CompositeByteBuf body = Unpooled.compositeBuffer(Math.ceilDiv(bytes, BLOCK_BYTES));
    for (int remaining = bytes; remaining > 0; remaining -= BLOCK_BYTES) {
      body.addComponent(true, BLOCK.slice(0, Math.min(remaining, BLOCK_BYTES)));
    }
    return body;
  }

  private static ByteBuf createBlock() {
    ByteBuf block = Unpooled.directBuffer(BLOCK_BYTES);
    while (block.isWritable()) {
      block.writeByte('x');
    }
    return Unpooled.unreleasableBuffer(block.asReadOnly());
  }
}
