package dev.firsttoken.proxy.pool;

import dev.firsttoken.proxy.config.BreakerSettings;
import dev.firsttoken.proxy.meter.FailureKind;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Circuit breakers of one upstream. One counts connections that could not be established, and
 * rejects all calls. The others count the responses of one route and model each, so that a broken
 * model stops no other. Thread-safe.
 */
public final class UpstreamBreakers {
  /** Bounds the memory that callers can use up by naming models. */
  static final int MAX_KEYS = 128;

  private static final class Entry {
    private final UpstreamBreaker breaker;
    private long usedNanos;

    /** True once an upstream has responded 2xx, so the model exists. */
    private volatile boolean served;

    Entry(UpstreamBreaker breaker) {
      this.breaker = breaker;
    }
  }

  private final BreakerSettings settings;
  private final UpstreamLog log;
  private final LongSupplier nanoTime;
  private final long recentNanos;
  private final UpstreamBreaker connectionBreaker;

  /** The least recently used first. */
  private final Map<BreakerKey, Entry> entries = new LinkedHashMap<>(16, 0.75f, true);

  /**
   * @param nanoTime the monotonic clock
   */
  public UpstreamBreakers(BreakerSettings settings, UpstreamLog log, LongSupplier nanoTime) {
    this.settings = settings;
    this.log = log;
    this.nanoTime = nanoTime;
    this.recentNanos = Math.max(settings.window().toNanos(), settings.openDuration().toNanos());
    this.connectionBreaker = createBreaker("connections");
  }

  /** Admits or rejects one call. */
  public Admission tryAcquire(BreakerKey key) {
    UpstreamBreaker.Call connection = connectionBreaker.tryAcquire();
    if (connection == null) {
      return new Admission.Rejected(connectionBreaker.remaining());
    }
    Entry entry = entry(key);
    if (entry == null) {
      return new Admission.Admitted(new AdmittedCall(key, log, connection, null, () -> {}));
    }
    UpstreamBreaker.Call response = entry.breaker.tryAcquire();
    if (response == null) {
      connection.onIgnored();
      return new Admission.Rejected(entry.breaker.remaining());
    }
    return new Admission.Admitted(
        new AdmittedCall(key, log, connection, response, () -> entry.served = true));
  }

  /**
   * Reports whether the upstream as a whole is of no use now: connections fail, or every route and
   * model that it has served is rejected. Those of the last window count, and those of the time for
   * which a breaker is open if that is longer. A model that it never served tells nothing.
   */
  public boolean isDown() {
    if (connectionBreaker.isOpen()) {
      return true;
    }
    long now = nanoTime.getAsLong();
    List<Entry> recent;
    synchronized (entries) {
      recent =
          entries.values().stream().filter(entry -> entry.served && !isIdle(entry, now)).toList();
    }
    return !recent.isEmpty() && recent.stream().allMatch(entry -> entry.breaker.isOpen());
  }

  /** Number of breakers that reject calls now. */
  public int openCount() {
    synchronized (entries) {
      long open = entries.values().stream().filter(entry -> entry.breaker.isOpen()).count();
      return Math.toIntExact(open) + (connectionBreaker.isOpen() ? 1 : 0);
    }
  }

  int keyCount() {
    synchronized (entries) {
      return entries.size();
    }
  }

  /** Returns the entry of the key, or null if there is no room for it. */
  private @Nullable Entry entry(BreakerKey key) {
    if (settings.failurePercent() == 0) {
      return null;
    }
    long now = nanoTime.getAsLong();
    synchronized (entries) {
      Entry entry = entries.get(key);
      if (entry == null) {
        entries.values().removeIf(used -> isIdle(used, now) && !used.breaker.isOpen());
        if (entries.size() >= MAX_KEYS && !removeUnserved()) {
          return null;
        }
        entry = new Entry(createBreaker(key.toString()));
        entries.put(key, entry);
      }
      entry.usedNanos = now;
      return entry;
    }
  }

  private boolean isIdle(Entry entry, long nowNanos) {
    return nowNanos - entry.usedNanos > recentNanos;
  }

  /** Removes the closed breaker of a model that the upstream has never served. */
  private boolean removeUnserved() {
    for (Iterator<Entry> each = entries.values().iterator(); each.hasNext(); ) {
      Entry entry = each.next();
      if (!entry.served && !entry.breaker.isOpen()) {
        each.remove();
        return true;
      }
    }
    return false;
  }

  private UpstreamBreaker createBreaker(String name) {
    return new UpstreamBreaker(settings, nanoTime, opened -> logChange(name, opened));
  }

  private void logChange(String name, boolean opened) {
    if (opened) {
      log.report(
          FailureKind.BREAKER_OPENED,
          "the circuit breaker of %s opened, as at least %d %% of the calls failed; it rejects calls for %s ms"
              .formatted(name, settings.failurePercent(), settings.openDuration().toMillis()));
    } else {
      log.report(FailureKind.BREAKER_CLOSED, "the circuit breaker of " + name + " closed");
    }
  }
}
