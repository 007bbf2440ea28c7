package dev.firsttoken.bench.load;

import dev.firsttoken.bench.load.EventKeeper.Events;
import dev.firsttoken.bench.samples.Sample;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Reads what answers said, and counts its tokens, on a thread of its own: on an event loop it would
 * hold up the stamps of all other streams there.
 */
final class Texts {
  private static final Duration TOLD = Duration.ofSeconds(10);

  private final ExecutorService reader =
      Executors.newSingleThreadExecutor(Thread.ofPlatform().name("texts").daemon().factory());

  private final @Nullable Tokenizer tokenizer;
  private volatile boolean hurried;

  /**
   * @param tokenizer null where tokens need not be counted
   */
  Texts(@Nullable Tokenizer tokenizer) {
    this.tokenizer = tokenizer;
  }

  /**
   * What was found.
   *
   * @param text for the reader; null where it is not known
   * @param tokens of all that was said, {@link Sample#NONE} where they were not counted
   */
  record Said(@Nullable String text, long tokens) {}

  /**
   * Reads one answer.
   *
   * @param events null where they were not kept
   * @param then told once, on the reading thread, in the order of the calls
   */
  void read(@Nullable Events events, Consumer<Said> then) {
    reader.execute(() -> then.accept(said(events)));
  }

  private Said said(@Nullable Events events) {
    if (events == null || hurried) {
      return new Said(null, Sample.NONE);
    }
    try {
      AnswerText answer = AnswerText.of(events);
      return new Said(answer.text(), events.ends().length == 0 ? Sample.NONE : tokens(answer));
    } catch (IOException e) {
      return new Said(null, Sample.NONE);
    }
  }

  private long tokens(AnswerText answer) {
    return tokenizer == null ? Sample.NONE : tokenizer.count(answer);
  }

  /** Does something once all that was handed over before has been read, on the same thread. */
  void after(Runnable step) {
    reader.execute(step);
  }

  /**
   * Returns when all that was handed over has been told. What is not read when the patience is over
   * is told as not known: no sample waits for its text for ever.
   */
  void finish(Duration patience) {
    reader.shutdown();
    try {
      boolean read = reader.awaitTermination(patience.toNanos(), TimeUnit.NANOSECONDS);
      hurried = !read;
      if (!read) {
        reader.awaitTermination(TOLD.toNanos(), TimeUnit.NANOSECONDS);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
