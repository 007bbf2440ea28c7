package dev.firsttoken.proxy.downstream;

import dev.firsttoken.proxy.meter.MemoryUse;

/** Memory of the output that one client does not read, as a part of the {@link MemoryBudget}. */
final class UnreadOutput {
  /** The high water mark of the write buffer, and one read from the upstream. */
  private static final int RESERVED_BYTES = 96 * 1024;

  private final MemoryBudget budget;
  private boolean isReserved;

  UnreadOutput(MemoryBudget budget) {
    this.budget = budget;
  }

  /**
   * Reserves memory for a client that does not read.
   *
   * @return false if the budget is exhausted
   */
  boolean reserve() {
    isReserved = isReserved || budget.tryReserve(MemoryUse.OUTPUT, RESERVED_BYTES);
    return isReserved;
  }

  /** Returns the memory, if any is reserved. */
  void release() {
    if (isReserved) {
      isReserved = false;
      budget.release(RESERVED_BYTES);
    }
  }
}
