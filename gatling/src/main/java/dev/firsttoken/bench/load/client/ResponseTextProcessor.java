package dev.firsttoken.bench.load.client;

import dev.firsttoken.bench.load.client.ContentCapture.Events;
import dev.firsttoken.bench.samples.Sample;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.LongConsumer;
import org.jspecify.annotations.Nullable;

/**
 * Reads what answers said, and counts its tokens, on threads of its own: on an event loop it would
 * hold up the stamps of all other streams there. Counting takes longer than reading, and nobody's
 * next turn waits for it. Everything is done in the order in which it was handed over.
 */
public final class ResponseTextProcessor {
  private static final Duration DRAIN_TIMEOUT = Duration.ofSeconds(10);

  private final ExecutorService reader = singleThread("texts");
  private final ExecutorService counter = singleThread("tokens");
  private final @Nullable Tokenizer tokenizer;
  private volatile boolean skipRemaining;

  /**
   * @param tokenizer null where tokens need not be counted
   */
  ResponseTextProcessor(@Nullable Tokenizer tokenizer) {
    this.tokenizer = tokenizer;
  }

  private static ExecutorService singleThread(String name) {
    return Executors.newSingleThreadExecutor(Thread.ofPlatform().name(name).daemon().factory());
  }

  /**
   * Reads one answer.
   *
   * @param events null where they were not kept
   * @param onText told first, of the text for the reader; null where it is not known
   * @param onTokens told then, on another thread, of the tokens of all that was said; {@link
   *     Sample#NONE} where they are not counted
   */
  void read(@Nullable Events events, Consumer<@Nullable String> onText, LongConsumer onTokens) {
    reader.execute(
        () -> {
          ResponseText response = null;
          // Whatever goes wrong with one answer, its sample is told of, and its user goes on.
          try {
            response = events == null || skipRemaining ? null : parse(events);
          } finally {
            ResponseText parsed = response;
            counter.execute(() -> count(parsed, onTokens));
            onText.accept(parsed == null ? null : parsed.text());
          }
        });
  }

  private static @Nullable ResponseText parse(Events events) {
    try {
      return events.ends().length == 0 ? null : ResponseText.parse(events);
    } catch (IOException e) {
      return null;
    }
  }

  private void count(@Nullable ResponseText response, LongConsumer onTokens) {
    long tokens = Sample.NONE;
    try {
      tokens = countTokens(response);
    } finally {
      onTokens.accept(tokens);
    }
  }

  private long countTokens(@Nullable ResponseText response) {
    return response == null || tokenizer == null || skipRemaining
        ? Sample.NONE
        : tokenizer.count(response);
  }

  /** Does something once the tokens of all that was handed over before have been told. */
  public void runAfterPending(Runnable step) {
    reader.execute(() -> counter.execute(step));
  }

  /**
   * Waits until all that was handed over so far has been told.
   *
   * @return whether it was, within the patience
   */
  public boolean awaitPending(Duration timeout) {
    CountDownLatch done = new CountDownLatch(1);
    try {
      runAfterPending(done::countDown);
      return done.await(timeout.toNanos(), TimeUnit.NANOSECONDS);
    } catch (RejectedExecutionException e) {
      return true; // It is finished, by whoever interrupts the run.
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }

  /**
   * Returns when all that was handed over has been told. What is not read when the patience is over
   * is told as not known: no sample waits for its text for ever.
   */
  public void finish(Duration timeout) {
    try {
      skipRemaining = !awaitTermination(timeout);
      if (skipRemaining) {
        awaitTermination(DRAIN_TIMEOUT);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private boolean awaitTermination(Duration timeout) throws InterruptedException {
    reader.shutdown();
    if (!reader.awaitTermination(timeout.toNanos(), TimeUnit.NANOSECONDS)) {
      return false;
    }
    counter.shutdown();
    return counter.awaitTermination(timeout.toNanos(), TimeUnit.NANOSECONDS);
  }
}
