package dev.firsttoken.proxy.perf;

import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/** The first thing that went wrong on the event loop, for the thread that measures to throw. */
final class FirstFailure {
  private final AtomicReference<@Nullable String> message = new AtomicReference<>();

  void report(String failure) {
    message.compareAndSet(null, failure);
  }

  /**
   * @throws IllegalStateException naming it, if anything went wrong
   */
  void check() {
    String failure = message.get();
    if (failure != null) {
      throw new IllegalStateException(failure);
    }
  }
}
