package dev.firsttoken.bench.run;

import dev.firsttoken.bench.options.Options;
import dev.firsttoken.bench.samples.Level;
import dev.firsttoken.bench.samples.RunHeader;
import org.jspecify.annotations.Nullable;

/**
 * Server of a run.
 *
 * @param name name in the levels of the run
 * @param options the run's options, with this server as their target
 * @param recorded what the header says of it, or null in a run of a single server
 */
public record RunTarget(String name, Options options, RunHeader.@Nullable Target recorded) {
  /** Returns true if it runs and can be loaded. */
  boolean isMeasurable() {
    return recorded == null || recorded.failure() == null;
  }

  /** Creates the only server of a run. */
  static RunTarget single(Options options) {
    return new RunTarget(Level.DEFAULT_TARGET, options, null);
  }
}
