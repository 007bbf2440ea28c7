package dev.firsttoken.proxy.downstream;

import dev.firsttoken.proxy.meter.MemoryUse;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import org.jspecify.annotations.Nullable;

/**
 * Bytes of one connection that wait in front of the codec. They are held as bytes, within the
 * {@link MemoryBudget}: decoded headers would take many times their memory.
 */
final class HeldInput {
  private static final int MIN_CAPACITY = 256;

  private final MemoryBudget budget;
  private @Nullable ByteBuf held;

  HeldInput(MemoryBudget budget) {
    this.budget = budget;
  }

  int size() {
    return held == null ? 0 : held.readableBytes();
  }

  /**
   * Appends bytes, without taking them over.
   *
   * @return false if the budget is exhausted; nothing is appended then
   */
  boolean append(ByteBufAllocator alloc, ByteBuf bytes) {
    if (!bytes.isReadable()) {
      return true;
    }
    ByteBuf buffer = held;
    if (buffer == null || buffer.writableBytes() < bytes.readableBytes()) {
      buffer = grow(alloc, size() + bytes.readableBytes());
      if (buffer == null) {
        return false;
      }
    }
    buffer.writeBytes(bytes);
    return true;
  }

  /** {@return the held bytes, which the caller reads but does not release, or null} */
  @Nullable ByteBuf bytes() {
    return held;
  }

  /** Releases the memory if all held bytes were read. */
  void trim() {
    if (held != null && !held.isReadable()) {
      release();
    }
  }

  /** Drops all held bytes. */
  void release() {
    ByteBuf buffer = held;
    if (buffer != null) {
      held = null;
      budget.release(buffer.capacity());
      buffer.release();
    }
  }

  private @Nullable ByteBuf grow(ByteBufAllocator alloc, int size) {
    int capacity = Math.max(MIN_CAPACITY, Integer.highestOneBit(size - 1) << 1);
    if (!budget.tryReserve(MemoryUse.INPUT, capacity)) {
      return null;
    }
    ByteBuf buffer;
    try {
      buffer = alloc.buffer(capacity, capacity);
    } catch (OutOfMemoryError e) {
      budget.release(capacity);
      return null;
    }
    if (held != null) {
      buffer.writeBytes(held);
      release();
    }
    held = buffer;
    return buffer;
  }
}
