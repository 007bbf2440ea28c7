package dev.firsttoken.bench.load.client;

import dev.firsttoken.bench.load.client.ContentCapture.Events;
import dev.firsttoken.bench.samples.Sample;
import dev.firsttoken.bench.tokens.Tokenizer;
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
 * Decodes the text of responses and counts its tokens. Runs on two threads of its own, because on
 * an event loop it would delay the timestamps of all other streams. Counting has a separate thread:
 * it takes longer than decoding, and no user's next turn waits for it. Results come in submission
 * order.
 */
public final class ResponseTextProcessor {
  private static final Duration DRAIN_TIMEOUT = Duration.ofSeconds(10);

  private final ExecutorService decoder = singleThread("texts");
  private final ExecutorService counter = singleThread("tokens");
  private final @Nullable Tokenizer tokenizer;
  private volatile boolean skipRemaining;

  /**
   * @param tokenizer null if tokens are not counted
   */
  ResponseTextProcessor(@Nullable Tokenizer tokenizer) {
    this.tokenizer = tokenizer;
  }

  private static ExecutorService singleThread(String name) {
    return Executors.newSingleThreadExecutor(Thread.ofPlatform().name(name).daemon().factory());
  }

  /**
   * Decodes one response.
   *
   * @param events null if they were not captured
   * @param onText called with the visible text, or null if it is unknown
   * @param onTokens called on another thread with the tokens of all text, or {@link Sample#NONE} if
   *     they are not counted
   */
  void read(@Nullable Events events, Consumer<@Nullable String> onText, LongConsumer onTokens) {
    decoder.execute(
        () -> {
          ResponseText response = null;
          // Whatever goes wrong with one response, its sample is recorded and its user continues.
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
        : countParts(tokenizer, response);
  }

  /** Counts as a server's usage does: text, reasoning and tool calls, each separately. */
  private static long countParts(Tokenizer tokenizer, ResponseText response) {
    return tokenizer.count(response.text())
        + tokenizer.count(response.reasoning())
        + tokenizer.count(response.arguments());
  }

  /** Runs a step after the tokens of all earlier responses are reported. */
  public void runAfterPending(Runnable step) {
    decoder.execute(() -> counter.execute(step));
  }

  /**
   * Waits until all responses so far are reported.
   *
   * @return false if the timeout passed first
   */
  public boolean awaitPending(Duration timeout) {
    CountDownLatch done = new CountDownLatch(1);
    try {
      runAfterPending(done::countDown);
      return done.await(timeout.toNanos(), TimeUnit.NANOSECONDS);
    } catch (RejectedExecutionException e) {
      return true; // A signal has finished it meanwhile.
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }

  /**
   * Returns when all responses are reported. Those still pending after the timeout are reported as
   * unknown, so that no sample waits for its text for ever.
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
    decoder.shutdown();
    if (!decoder.awaitTermination(timeout.toNanos(), TimeUnit.NANOSECONDS)) {
      return false;
    }
    counter.shutdown();
    return counter.awaitTermination(timeout.toNanos(), TimeUnit.NANOSECONDS);
  }
}
