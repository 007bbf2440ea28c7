package dev.firsttoken.bench.run;

import dev.firsttoken.bench.options.Options;
import org.jspecify.annotations.Nullable;

/**
 * Preparation of this JVM for the load: its classes and its warm-up. Both go on while the run is
 * set up, which keeps one core busy and leaves the others idle.
 *
 * @param warmup null if there is none
 * @param loading thread that loads the classes
 */
record JvmPreparation(@Nullable JvmWarmup warmup, Thread loading) {

  /** Starts the preparation, which ends by itself within seconds. */
  static JvmPreparation start(Options options) {
    Thread loading = Thread.ofPlatform().daemon().name("class loading").start(LoadedClasses::load);
    return new JvmPreparation(JvmWarmup.start(options), loading);
  }

  /** Returns when the JVM is prepared. */
  void await() {
    try {
      loading.join();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    if (warmup != null) {
      warmup.await();
    }
  }
}
