package dev.firsttoken.wire.testing;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.util.ResourceLeakDetector;
import io.netty.util.ResourceLeakDetectorFactory;
import io.netty.util.ResourceLeakTracker;
import java.time.Duration;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Fails a test that leaves a Netty buffer unreleased. Netty's own detector depends on the garbage
 * collector, so it may find a leak late or never. This one replaces it: it lists the live buffers,
 * each with the stack that allocated it, and reports every leak immediately.
 *
 * <p>Use {@code try (LeakWatch watch = LeakWatch.start()) {...}}, or call {@link #start} before a
 * test and {@link #close} after it, when everything that the test started has ended. A watch sees
 * the buffers of the whole JVM, so tests that use one must not run concurrently with others. The
 * JVM needs {@code
 * -Dio.netty.customResourceLeakDetector=dev.firsttoken.wire.testing.LeakWatch$Detector} and {@code
 * -Dio.netty.leakDetection.level=paranoid}; {@link #start} fails without them.
 */
public final class LeakWatch implements AutoCloseable {
  private static final Duration TIMEOUT = Duration.ofSeconds(5);
  private static final int MAX_SHOWN = 3;

  private static final AtomicLong created = new AtomicLong();
  private static final Set<Tracker<?>> alive = ConcurrentHashMap.newKeySet();
  private static final Object released = new Object();
  private static volatile boolean closing;

  private final long createdBefore = created.get();

  private LeakWatch() {}

  /**
   * Watches every buffer allocated from now on, by any thread.
   *
   * @throws IllegalStateException if the JVM uses another leak detector
   */
  public static LeakWatch start() {
    long createdBefore = created.get();
    ByteBufAllocator.DEFAULT.buffer(1).release();
    if (created.get() == createdBefore) {
      throw new IllegalStateException(
          "Netty uses another leak detector ("
              + ResourceLeakDetectorFactory.instance().newResourceLeakDetector(ByteBuf.class)
              + ", "
              + ResourceLeakDetector.getLevel()
              + "). Start the JVM with the properties in the javadoc of LeakWatch.");
    }
    return new LeakWatch();
  }

  /**
   * Waits up to 5 s until every buffer allocated since {@link #start} is released.
   *
   * @throws AssertionError if some are not, with the stacks that allocated them
   */
  @Override
  public void close() {
    List<Tracker<?>> unreleased = awaitReleased(System.nanoTime() + TIMEOUT.toNanos());
    if (!unreleased.isEmpty()) {
      AssertionError error = new AssertionError(unreleased.size() + " buffers were never released");
      unreleased.stream()
          .limit(MAX_SHOWN)
          .forEach(tracker -> error.addSuppressed(tracker.creation));
      throw error;
    }
  }

  private List<Tracker<?>> awaitReleased(long deadlineNanos) {
    synchronized (released) {
      closing = true;
      try {
        while (true) {
          List<Tracker<?>> unreleased = unreleased();
          long remainingNanos = deadlineNanos - System.nanoTime();
          if (unreleased.isEmpty() || remainingNanos <= 0) {
            return unreleased;
          }
          released.wait(Math.max(1, remainingNanos / 1_000_000));
        }
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        return unreleased();
      } finally {
        closing = false;
      }
    }
  }

  private List<Tracker<?>> unreleased() {
    return alive.stream()
        .filter(tracker -> tracker.number > createdBefore && !tracker.isConstant())
        .sorted(Comparator.comparingLong(tracker -> tracker.number))
        .<Tracker<?>>map(tracker -> tracker)
        .toList();
  }

  /** Leak detector that Netty uses instead of its own. */
  public static final class Detector<T> extends ResourceLeakDetector<T> {
    public Detector(Class<?> resource, int samplingInterval) {
      super(resource, samplingInterval);
    }

    /** Netty also looks for this constructor and logs a warning if it is missing. */
    public Detector(Class<?> resource, int samplingInterval, long maxActive) {
      this(resource, samplingInterval);
    }

    @Override
    public ResourceLeakTracker<T> track(T resource) {
      return new Tracker<>();
    }

    @Override
    public ResourceLeakTracker<T> trackForcibly(T resource) {
      return new Tracker<>();
    }

    /** Keeps only the allocating stack, which makes paranoid level much faster. */
    @Override
    public boolean isRecordEnabled() {
      return false;
    }
  }

  private static final class Tracker<T> implements ResourceLeakTracker<T> {
    private final long number = created.incrementAndGet();
    private final Throwable creation =
        new Throwable("allocated in " + Thread.currentThread().getName());

    Tracker() {
      alive.add(this);
    }

    /** True for a buffer in a static field, which lives as long as its class. */
    boolean isConstant() {
      return Arrays.stream(creation.getStackTrace())
          .anyMatch(frame -> frame.getMethodName().equals("<clinit>"));
    }

    @Override
    public boolean close(T resource) {
      boolean first = alive.remove(this);
      if (closing) {
        synchronized (released) {
          released.notifyAll();
        }
      }
      return first;
    }

    @Override
    public void record() {}

    @Override
    public void record(Object hint) {}
  }
}
