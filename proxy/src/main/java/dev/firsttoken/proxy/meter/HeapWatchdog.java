package dev.firsttoken.proxy.meter;

import java.lang.management.GarbageCollectorMXBean;
import java.lang.management.ManagementFactory;
import java.lang.management.MemoryPoolMXBean;
import java.lang.management.MemoryType;
import java.lang.management.MemoryUsage;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.DoubleSupplier;
import java.util.function.LongSupplier;

/**
 * Notices that the heap is full, although no allocation has failed yet: the process collects
 * garbage nearly all the time and serves no request. A restart is better.
 */
public final class HeapWatchdog {
  /** Exit status of a process without memory, as of the JVM's ExitOnOutOfMemoryError. */
  public static final int EXIT_STATUS = 3;

  private static final long WINDOW_SECONDS = 10;
  private static final double MAX_COLLECTION_SHARE = 0.9;
  private static final double MAX_OCCUPANCY = 0.95;

  private final LongSupplier collectionMillis;
  private final DoubleSupplier occupancy;
  private final LongSupplier nanoTime;
  private long startNanos;
  private long startMillis;
  private double occupied;

  /**
   * @param collectionMillis total time of garbage collection
   * @param occupancy share of the heap that was in use after the last full collection
   * @param nanoTime the monotonic clock
   */
  HeapWatchdog(LongSupplier collectionMillis, DoubleSupplier occupancy, LongSupplier nanoTime) {
    this.collectionMillis = collectionMillis;
    this.occupancy = occupancy;
    this.nanoTime = nanoTime;
    this.startNanos = nanoTime.getAsLong();
    this.startMillis = collectionMillis.getAsLong();
    // Reads both at once: without a free file descriptor, the beans could not be loaded later.
    this.occupied = occupancy.getAsDouble();
  }

  /**
   * Watches the heap of this JVM on a thread of its own.
   *
   * @param onExhausted is called once, when the heap is full
   */
  public static void start(Runnable onExhausted) {
    Thread.ofPlatform()
        .daemon()
        .name("heap-watchdog")
        .start(
            () -> {
              new HeapWatchdog(
                      HeapWatchdog::collectionMillis, HeapWatchdog::occupancy, System::nanoTime)
                  .awaitExhaustion(
                      () -> LockSupport.parkNanos(TimeUnit.SECONDS.toNanos(WINDOW_SECONDS)));
              onExhausted.run();
            });
  }

  /**
   * Returns once the heap is full.
   *
   * @param pause waits for the time between two looks
   */
  void awaitExhaustion(Runnable pause) {
    do {
      pause.run();
    } while (!isExhausted());
  }

  /** Reports whether collections filled the time since the last call and freed nothing. */
  boolean isExhausted() {
    long nowNanos = nanoTime.getAsLong();
    long nowMillis = collectionMillis.getAsLong();
    double elapsedMillis = (nowNanos - startNanos) / Timeline.NANOS_PER_MILLI;
    double share = (nowMillis - startMillis) / elapsedMillis;
    startNanos = nowNanos;
    startMillis = nowMillis;
    occupied = occupancy.getAsDouble();
    return share > MAX_COLLECTION_SHARE && occupied > MAX_OCCUPANCY;
  }

  private static long collectionMillis() {
    return ManagementFactory.getGarbageCollectorMXBeans().stream()
        .mapToLong(GarbageCollectorMXBean::getCollectionTime)
        .sum();
  }

  /** The fullest pool: without a generation that survives, the young ones hold everything. */
  private static double occupancy() {
    return ManagementFactory.getMemoryPoolMXBeans().stream()
        .filter(pool -> pool.getType() == MemoryType.HEAP)
        .map(MemoryPoolMXBean::getCollectionUsage)
        .filter(usage -> usage != null && usage.getMax() > 0)
        .mapToDouble(HeapWatchdog::share)
        .max()
        .orElse(0);
  }

  private static double share(MemoryUsage usage) {
    return (double) usage.getUsed() / usage.getMax();
  }
}
