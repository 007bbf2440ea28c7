package dev.firsttoken.proxy.downstream;

import dev.firsttoken.proxy.config.Configuration;
import dev.firsttoken.proxy.meter.FailureKind;
import dev.firsttoken.proxy.meter.FailureLog;
import dev.firsttoken.proxy.meter.MemoryUse;
import dev.firsttoken.proxy.meter.Meter;
import jakarta.inject.Singleton;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Memory that clients can make the proxy hold. All connections share one limit, which is well below
 * the direct memory of the JVM: a reservation beyond it fails at once, and no event loop ever waits
 * for memory.
 */
@Singleton
public final class MemoryBudget {
  /** Larger bodies may use three quarters of the budget, so that they never stop small ones. */
  static final int SMALL_BODY_BYTES = 64 * 1024;

  private final long limit;
  private final Meter meter;
  private final FailureLog failureLog;
  private final AtomicLong used = new AtomicLong();

  MemoryBudget(Configuration configuration, Meter meter, FailureLog failureLog) {
    this.limit = configuration.clientLimits().memoryBytes();
    this.meter = meter;
    this.failureLog = failureLog;
    meter.observeMemory(used::get, limit);
  }

  /** Size of the largest body that fits while no other request holds memory. */
  long maxBodyBytes() {
    return limit / 4 * 3;
  }

  /** The reserved bytes. */
  public long used() {
    return used.get();
  }

  /**
   * Reserves memory for a part of a request's body.
   *
   * @param bodyBytes size of the whole body, as far as it is known
   * @return false if the budget is exhausted, which is counted
   */
  boolean tryReserveBody(long bytes, long bodyBytes) {
    long share = bodyBytes <= SMALL_BODY_BYTES ? limit : maxBodyBytes();
    return tryReserve(MemoryUse.BODY, bytes, share);
  }

  /**
   * Reserves memory for input that waits, or for output that the client has not read.
   *
   * @return false if the budget is exhausted, which is counted
   */
  boolean tryReserve(MemoryUse use, long bytes) {
    return tryReserve(use, bytes, limit);
  }

  /** Returns reserved memory. */
  void release(long bytes) {
    used.addAndGet(-bytes);
  }

  private boolean tryReserve(MemoryUse use, long bytes, long share) {
    if (used.addAndGet(bytes) <= share) {
      return true;
    }
    used.addAndGet(-bytes);
    meter.onMemoryRefused(use);
    failureLog.report(FailureKind.MEMORY, FailureLog.Source.PROXY, describeRefusal(use, bytes));
    return false;
  }

  private String describeRefusal(MemoryUse use, long bytes) {
    return "The memory budget is in use: no %d bytes for %s, as %d of %d are reserved. For more, start with a larger ./bench serve --memory."
        .formatted(
            bytes,
            switch (use) {
              case BODY -> "a request body";
              case INPUT -> "input that waits";
              case OUTPUT -> "a client that does not read";
            },
            used.get(),
            limit);
  }
}
