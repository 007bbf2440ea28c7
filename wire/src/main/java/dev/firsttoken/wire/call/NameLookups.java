package dev.firsttoken.wire.call;

import java.io.IOException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Look-ups of host names on a few threads of their own. A look-up blocks its thread for as long as
 * the name servers take, in native code, so it would pin the carrier of a virtual thread. At most
 * one look-up of a name runs at a time, and all who want the name share it.
 */
public final class NameLookups {
  /** For dialers that have no look-ups of their own. */
  static final NameLookups SHARED = new NameLookups(8, 1024);

  private static final long IDLE_SECONDS = 10;

  /** Finds the addresses of a name. */
  @FunctionalInterface
  public interface Resolver {
    /**
     * Blocks until the addresses are known.
     *
     * @throws UnknownHostException if there are none
     * @throws IOException if the look-up could not be made
     */
    InetAddress[] resolve(String host) throws IOException;
  }

  /** A look-up that has been requested. */
  static final class Lookup {
    private final CompletableFuture<List<InetAddress>> addresses = new CompletableFuture<>();
    private final AtomicInteger waiters = new AtomicInteger(1);
    private volatile boolean started;

    /** Completes with the addresses, or with why there are none. */
    CompletableFuture<List<InetAddress>> addresses() {
      return addresses;
    }

    /** Is called when one of those who wanted the name does not want it any more. */
    void abandon() {
      waiters.decrementAndGet();
    }

    private Lookup join() {
      waiters.incrementAndGet();
      return this;
    }

    /** Reports whether a thread was free for it. */
    boolean isStarted() {
      return started;
    }
  }

  private final Resolver resolver;
  private final ThreadPoolExecutor executor;
  private final ConcurrentHashMap<String, Lookup> lookups = new ConcurrentHashMap<>();

  /** Creates look-ups by the system's resolver. */
  public NameLookups(int threads, int maxWaiting) {
    this(threads, maxWaiting, SystemResolver::resolve);
  }

  /**
   * @param threads maximum number of look-ups that run at a time
   * @param maxWaiting maximum number of look-ups that wait for a thread; others fail at once
   */
  public NameLookups(int threads, int maxWaiting, Resolver resolver) {
    this(
        new ThreadPoolExecutor(
            threads,
            threads,
            IDLE_SECONDS,
            TimeUnit.SECONDS,
            new LinkedBlockingQueue<>(maxWaiting),
            Thread.ofPlatform().daemon().name("dns-lookup-", 0).factory()),
        resolver);
  }

  NameLookups(ThreadPoolExecutor executor, Resolver resolver) {
    this.executor = executor;
    this.resolver = resolver;
    executor.allowCoreThreadTimeOut(true);
  }

  /**
   * Starts the look-up of a name, or joins the one that is under way. Never blocks.
   *
   * @throws RejectedExecutionException if too many wait
   */
  Lookup find(String host) {
    Lookup created = new Lookup();
    // Counted within the map, so that run() can't give up a look-up that has just been joined.
    Lookup current =
        lookups.compute(host, (_, present) -> present == null ? created : present.join());
    if (current != created) {
      return current;
    }
    try {
      executor.execute(() -> run(host, created));
      return created;
    } catch (Throwable e) { // An error too: no thread may have been left for it.
      lookups.remove(host, created);
      created.addresses.completeExceptionally(e); // Others may have joined.
      throw e;
    }
  }

  private void run(String host, Lookup lookup) {
    lookup.started = true;
    if (isGivenUp(host, lookup)) {
      lookup.addresses.completeExceptionally(new RejectedExecutionException("abandoned"));
      return;
    }
    try {
      List<InetAddress> addresses = List.of(resolver.resolve(host));
      lookups.remove(host, lookup);
      lookup.addresses.complete(addresses);
    } catch (Throwable e) { // An error too, or the name could never be looked up again.
      lookups.remove(host, lookup);
      lookup.addresses.completeExceptionally(e);
    }
  }

  /** Removes the look-up if nobody waits for it, and reports whether it is removed. */
  private boolean isGivenUp(String host, Lookup lookup) {
    return lookups.computeIfPresent(
            host, (_, present) -> present == lookup && lookup.waiters.get() == 0 ? null : present)
        != lookup;
  }
}
