package dev.firsttoken.bench.load;

import dev.firsttoken.bench.load.EventKeeper.Events;
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
final class Texts {
  private static final Duration TOLD = Duration.ofSeconds(10);

  private final ExecutorService reader = thread("texts");
  private final ExecutorService counter = thread("tokens");
  private final @Nullable Tokenizer tokenizer;
  private volatile boolean hurried;

  /**
   * @param tokenizer null where tokens need not be counted
   */
  Texts(@Nullable Tokenizer tokenizer) {
    this.tokenizer = tokenizer;
  }

  private static ExecutorService thread(String name) {
    return Executors.newSingleThreadExecutor(Thread.ofPlatform().name(name).daemon().factory());
  }

  /**
   * Reads one answer.
   *
   * @param events null where they were not kept
   * @param text told first, of the text for the reader; null where it is not known
   * @param tokens told then, on another thread, of the tokens of all that was said; {@link
   *     Sample#NONE} where they are not counted
   */
  void read(@Nullable Events events, Consumer<@Nullable String> text, LongConsumer tokens) {
    reader.execute(
        () -> {
          AnswerText answer = null;
          // Whatever goes wrong with one answer, its sample is told of, and its user goes on.
          try {
            answer = events == null || hurried ? null : answer(events);
          } finally {
            AnswerText read = answer;
            counter.execute(() -> count(read, tokens));
            text.accept(read == null ? null : read.text());
          }
        });
  }

  private static @Nullable AnswerText answer(Events events) {
    try {
      return events.ends().length == 0 ? null : AnswerText.of(events);
    } catch (IOException e) {
      return null;
    }
  }

  private void count(@Nullable AnswerText answer, LongConsumer told) {
    long tokens = Sample.NONE;
    try {
      tokens = tokens(answer);
    } finally {
      told.accept(tokens);
    }
  }

  private long tokens(@Nullable AnswerText answer) {
    return answer == null || tokenizer == null || hurried ? Sample.NONE : tokenizer.count(answer);
  }

  /** Does something once the tokens of all that was handed over before have been told. */
  void after(Runnable step) {
    reader.execute(() -> counter.execute(step));
  }

  /**
   * Waits until all that was handed over so far has been told.
   *
   * @return whether it was, within the patience
   */
  boolean told(Duration patience) {
    CountDownLatch told = new CountDownLatch(1);
    try {
      after(told::countDown);
      return told.await(patience.toNanos(), TimeUnit.NANOSECONDS);
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
  void finish(Duration patience) {
    try {
      hurried = !ends(patience);
      if (hurried) {
        ends(TOLD);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private boolean ends(Duration patience) throws InterruptedException {
    reader.shutdown();
    if (!reader.awaitTermination(patience.toNanos(), TimeUnit.NANOSECONDS)) {
      return false;
    }
    counter.shutdown();
    return counter.awaitTermination(patience.toNanos(), TimeUnit.NANOSECONDS);
  }
}
