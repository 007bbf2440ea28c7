package dev.firsttoken.proxy.downstream;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.CompositeByteBuf;

/**
 * Body of one request, copied from the reads into segments of its own: a read buffer is often much
 * larger than the bytes in it. Its memory is part of the {@link MemoryBudget} until the last
 * reference is released, which is when the upstream has it.
 */
final class RequestBody extends CompositeByteBuf {
  private static final int SEGMENT_BYTES = 64 * 1024;
  private static final int FIRST_SEGMENT_BYTES = 4 * 1024;

  private final MemoryBudget budget;
  private long reservedBytes;

  RequestBody(ByteBufAllocator alloc, MemoryBudget budget) {
    super(alloc, true, Integer.MAX_VALUE);
    this.budget = budget;
  }

  /**
   * Reserves the memory of a body whose length is known.
   *
   * @return false if the budget is exhausted
   */
  boolean reserve(int length) {
    if (!budget.tryReserveBody(length, length)) {
      return false;
    }
    reservedBytes = length;
    return true;
  }

  /**
   * Copies the next bytes of the body, and reserves memory unless {@link #reserve} did.
   *
   * @return false if the budget is exhausted
   */
  boolean append(ByteBuf part) {
    while (part.isReadable()) {
      if (!isWritable() && !addSegment(part.readableBytes())) {
        return false;
      }
      writeBytes(part, Math.min(part.readableBytes(), writableBytes()));
    }
    return true;
  }

  private boolean addSegment(int wanted) {
    long unused = reservedBytes - capacity();
    int size = Math.clamp(unused, 0, SEGMENT_BYTES);
    if (size == 0) {
      size = Math.clamp(wanted, capacity() == 0 ? FIRST_SEGMENT_BYTES : SEGMENT_BYTES, 1 << 20);
      if (!budget.tryReserveBody(size, (long) capacity() + size)) {
        return false;
      }
      reservedBytes += size;
    }
    capacity(capacity() + size);
    return true;
  }

  @Override
  protected void deallocate() {
    super.deallocate();
    budget.release(reservedBytes);
    reservedBytes = 0;
  }
}
