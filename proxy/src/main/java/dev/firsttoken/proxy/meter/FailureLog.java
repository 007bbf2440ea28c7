package dev.firsttoken.proxy.meter;

import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Log of what fails, for the operator. The first failure of a kind and a source is written at once,
 * then at most one line a minute, which says how many others were left out. No input can add a
 * second line or a control character. Thread-safe.
 */
public final class FailureLog {
  /** Time between two lines about the same kind and source. */
  static final Duration INTERVAL = Duration.ofMinutes(1);

  /**
   * Origin of a failure.
   *
   * @param name such as {@code http://localhost:8000}; one of a bounded set, never a caller's text
   */
  public record Source(String name) {
    /** The proxy itself. */
    public static final Source PROXY = new Source("proxy");
  }

  private record Key(FailureKind kind, Source source) {}

  private static final class Entry {
    /** When the next line may be written. */
    private long dueNanos;

    private long suppressed;

    Entry(long dueNanos) {
      this.dueNanos = dueNanos;
    }

    boolean isDue(long nowNanos) {
      return nowNanos - dueNanos >= 0;
    }
  }

  private final LongSupplier nanoTime;
  private final Consumer<String> sink;
  private final Map<Key, Entry> entries = new HashMap<>();

  /**
   * @param nanoTime the monotonic clock
   * @param sink receives each line
   */
  public FailureLog(LongSupplier nanoTime, Consumer<String> sink) {
    this.nanoTime = nanoTime;
    this.sink = sink;
  }

  /**
   * Reports a failure.
   *
   * @param message one sentence that says what failed; it may hold text of an upstream or of an
   *     exception, but no key and nothing of a prompt
   */
  public void report(FailureKind kind, Source source, String message) {
    String line = limit(new Key(kind, source), message);
    if (line != null) {
      sink.accept(LogText.escape(line));
    }
  }

  /** Returns the line, or null if one was written less than an interval ago. */
  private synchronized @Nullable String limit(Key key, String message) {
    long now = nanoTime.getAsLong();
    Entry entry = entries.computeIfAbsent(key, _ -> new Entry(now));
    if (!entry.isDue(now)) {
      entry.suppressed++;
      return null;
    }
    long suppressed = entry.suppressed;
    entry.suppressed = 0;
    entry.dueNanos = now + INTERVAL.toNanos();
    return suppressed == 0
        ? message
        : "%s (%d more like it since the last line)".formatted(message, suppressed);
  }
}
