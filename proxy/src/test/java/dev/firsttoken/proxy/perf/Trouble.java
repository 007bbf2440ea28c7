package dev.firsttoken.proxy.perf;

import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/** The first thing that went wrong on the event loop, for the thread that measures to throw. */
final class Trouble {
  private final AtomicReference<@Nullable String> first = new AtomicReference<>();

  void report(String what) {
    first.compareAndSet(null, what);
  }

  /**
   * @throws IllegalStateException naming it, if anything went wrong
   */
  void check() {
    String what = first.get();
    if (what != null) {
      throw new IllegalStateException(what);
    }
  }
}
