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
 * Fails what leaves one of Netty's buffers unreleased. Netty's own detector learns of a leak from
 * the garbage collector, sometime or never; this one stands in its place and keeps a list of the
 * buffers that are alive, each with the stack it was made on, so a leak shows at once and for
 * certain.
 *
 * <p>{@code try (LeakWatch watch = LeakWatch.begin()) {...}}, or {@link #start} before a test and
 * {@link #close} after it, once all that it started has ended. The tests' JVM needs {@code
 * -Dio.netty.customResourceLeakDetector=dev.firsttoken.wire.testing.LeakWatch$Detector} and {@code
 * -Dio.netty.leakDetection.level=paranoid}; without them {@link #start} says so.
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
   * Watches every buffer that is made from now on, by whatever thread.
   *
   * @throws IllegalStateException if this JVM's leak detector is another one
   */
  public static LeakWatch start() {
    long createdBefore = created.get();
    ByteBufAllocator.DEFAULT.buffer(1).release();
    if (created.get() == createdBefore) {
      throw new IllegalStateException(
          "Netty runs with a leak detector of its own ("
              + ResourceLeakDetectorFactory.instance().newResourceLeakDetector(ByteBuf.class)
              + ", "
              + ResourceLeakDetector.getLevel()
              + "): start the JVM with the properties that LeakWatch names");
    }
    return new LeakWatch();
  }

  /**
   * Waits a few seconds until every buffer made since {@link #start} is released.
   *
   * @throws AssertionError with the stacks that made the buffers which are not
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

  /** What Netty is to use instead of its own detector. */
  public static final class Detector<T> extends ResourceLeakDetector<T> {
    public Detector(Class<?> resource, int samplingInterval) {
      super(resource, samplingInterval);
    }

    /** Netty looks for this one too, and complains if it isn't there. */
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

    /** The stack of the birth is all that is kept: it is the quick half of paranoid. */
    @Override
    public boolean isRecordEnabled() {
      return false;
    }
  }

  private static final class Tracker<T> implements ResourceLeakTracker<T> {
    private final long number = created.incrementAndGet();
    private final Throwable creation = new Throwable("made in " + Thread.currentThread().getName());

    Tracker() {
      alive.add(this);
    }

    /** Made for a static field, and alive by right as long as its class. */
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
