package dev.firsttoken.bench.load.client;

import dev.firsttoken.bench.load.requests.Conversation;
import dev.firsttoken.bench.load.requests.RequestSource;
import dev.firsttoken.bench.options.RequestOptions;
import dev.firsttoken.bench.options.Target;
import dev.firsttoken.bench.options.WorkloadOptions;
import dev.firsttoken.bench.options.value.ResponseOptions;
import dev.firsttoken.bench.options.value.TokenizerName;
import dev.firsttoken.bench.tokens.Tokenizer;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * Requests of a run, and the processing of its response texts.
 *
 * @param expected responses that count as successful
 * @param turns of a conversation; 1 if requests are independent
 * @param textProcessor null if no response text is needed, so that none is captured
 */
public record Workload(
    ExpectedResponse expected,
    RequestSource requestSource,
    int turns,
    @Nullable ResponseTextProcessor textProcessor) {
  private static final long SECOND_NANOS = 1_000_000_000;

  /** Prepares chat requests whose responses are streamed. */
  public static Workload of(
      Target target, RequestOptions requestOptions, WorkloadOptions workloadOptions) {
    return of(target, requestOptions, workloadOptions, ResponseOptions.STRICT);
  }

  /** Prepares all requests and loads the tokenizer, if any. */
  public static Workload of(
      Target target,
      RequestOptions requestOptions,
      WorkloadOptions workloadOptions,
      ResponseOptions responseOptions) {
    ExpectedResponse expected =
        ExpectedResponse.of(requestOptions.bodyOptions().endpoint(), responseOptions);
    Instant now = Instant.now();
    long seed = now.getEpochSecond() * SECOND_NANOS + now.getNano();
    TokenizerName tokenizerName = workloadOptions.tokenizer();
    Tokenizer tokenizer = tokenizerName == null ? null : Tokenizer.of(tokenizerName);
    return new Workload(
        expected,
        RequestSource.of(target, requestOptions, workloadOptions, seed),
        workloadOptions.turns(),
        tokenizer == null && workloadOptions.turns() == 1
            ? null
            : new ResponseTextProcessor(tokenizer));
  }

  /** Prepares the plain GET request of the target's URL. */
  public static Workload ofPlain(Target target) {
    return new Workload(ExpectedResponse.PLAIN, RequestSource.ofPlain(target), 1, null);
  }

  /** Returns the same workload with other requests. */
  public Workload with(RequestSource other) {
    return new Workload(expected, other, turns, textProcessor);
  }

  Conversation newConversation() {
    return new Conversation(requestSource, turns);
  }

  /** Runs a step once the texts of all responses so far are decoded and counted. */
  public void runAfterPendingTexts(Runnable step) {
    if (textProcessor == null) {
      step.run();
    } else {
      textProcessor.runAfterPending(step);
    }
  }

  /** Waits for the texts of all responses so far; false if the timeout passes first. */
  public boolean awaitPendingTexts(Duration timeout) {
    return textProcessor == null || textProcessor.awaitPending(timeout);
  }

  /** Stops decoding texts; those still pending after the timeout stay unknown. */
  public void finishTexts(Duration timeout) {
    if (textProcessor != null) {
      textProcessor.finish(timeout);
    }
  }

  /** True if a request depends on the response before it. */
  boolean isMultiTurn() {
    return turns > 1;
  }
}
