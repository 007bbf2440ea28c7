package dev.firsttoken.proxy.perf;

import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/** First failure on the event loop, rethrown on the measuring thread. */
final class FirstFailure {
  private final AtomicReference<@Nullable String> message = new AtomicReference<>();

  void report(String failure) {
    message.compareAndSet(null, failure);
  }

  /**
   * Throws the first failure, if there is one.
   *
   * @throws IllegalStateException with the first failure
   */
  void check() {
    String failure = message.get();
    if (failure != null) {
      throw new IllegalStateException(failure);
    }
  }
}
