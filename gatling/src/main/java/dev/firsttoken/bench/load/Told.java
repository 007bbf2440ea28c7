package dev.firsttoken.bench.load;

import dev.firsttoken.bench.samples.Sample;
import java.util.function.Consumer;

/**
 * Who is told of one request, on its user's event loop.
 *
 * @param ended as it ends, however it does and before anything is made of it: reading the answer's
 *     text takes time in which nothing is in flight
 * @param done once its user can go on, unless the run was stopped meanwhile
 */
record Told(Runnable ended, Consumer<Sample> done) {
  /** One who only wants to go on. */
  static Told done(Consumer<Sample> done) {
    return new Told(() -> {}, done);
  }
}
