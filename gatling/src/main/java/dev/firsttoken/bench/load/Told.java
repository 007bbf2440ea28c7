package dev.firsttoken.bench.load;

import dev.firsttoken.bench.samples.Sample;
import java.util.function.Consumer;

/**
 * Who is told of one request, on its user's event loop.
 *
 * @param sent as it is sent, when all of it is ready: a request that is a millisecond long would be
 *     a good part longer by what comes before
 * @param ended as it ends, however it does and before anything is made of it: reading the answer's
 *     text takes time in which nothing is in flight
 * @param done once its user can go on, unless the run was stopped meanwhile
 */
record Told(Runnable sent, Runnable ended, Consumer<Sample> done) {
  /** One who only wants to go on. */
  static Told done(Consumer<Sample> done) {
    return new Told(() -> {}, () -> {}, done);
  }
}
