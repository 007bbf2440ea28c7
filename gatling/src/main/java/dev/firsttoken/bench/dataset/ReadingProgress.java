package dev.firsttoken.bench.dataset;

import java.io.InputStream;
import java.io.PrintStream;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/** Stream of a file that says every two seconds how much of it is read. */
final class ReadingProgress extends CountingStream {
  private static final long INTERVAL_NANOS = TimeUnit.SECONDS.toNanos(2);
  private static final double MEGABYTE = 1e6;

  private final String name;
  private final long size;
  private final PrintStream err;
  private final LongSupplier clock;
  private long nextNanos;
  private long done;

  ReadingProgress(InputStream in, String name, long size, PrintStream err) {
    this(in, name, size, err, System::nanoTime);
  }

  /**
   * @param size of the file in bytes
   * @param clock monotonic, in nanoseconds
   */
  ReadingProgress(InputStream in, String name, long size, PrintStream err, LongSupplier clock) {
    super(in);
    this.name = name;
    this.size = size;
    this.err = err;
    this.clock = clock;
    this.nextNanos = clock.getAsLong() + INTERVAL_NANOS;
  }

  @Override
  void onRead(int count) {
    done += count;
    long now = clock.getAsLong();
    if (now - nextNanos >= 0) {
      nextNanos = now + INTERVAL_NANOS;
      err.printf("bench: reading %s: %,.0f of %,.0f MB%n", name, done / MEGABYTE, size / MEGABYTE);
    }
  }
}
