package dev.firsttoken.bench.load.client;

import dev.firsttoken.bench.samples.Sample;
import java.util.function.Consumer;

/**
 * Who is told of one request, on its user's event loop.
 *
 * @param onSent as it is sent, when all of it is ready: a request that is a millisecond long would
 *     be a good part longer by what comes before
 * @param onEnded as it ends, however it does and before anything is made of it: reading the
 *     answer's text takes time in which nothing is in flight
 * @param onReady once its user can go on, unless the run was stopped meanwhile
 */
public record RequestCallbacks(Runnable onSent, Runnable onEnded, Consumer<Sample> onReady) {
  /** One who only wants to go on. */
  public static RequestCallbacks onReady(Consumer<Sample> onReady) {
    return new RequestCallbacks(() -> {}, () -> {}, onReady);
  }
}
