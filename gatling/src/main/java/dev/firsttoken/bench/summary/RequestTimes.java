package dev.firsttoken.bench.summary;

import static dev.firsttoken.bench.samples.Sample.NONE;

import dev.firsttoken.bench.samples.RequestKind;
import dev.firsttoken.bench.samples.Sample;
import java.util.List;
import java.util.function.ToLongFunction;

/**
 * The times of one successful request, in nanoseconds or {@link Sample#NONE}. {@code t_send} and
 * {@code t_write} are the sample's timestamps, {@code t_1 … t_k} its content events, and {@code n}
 * is its number of output tokens. A response that is not streamed has only {@code connectNanos},
 * {@code e2eNanos}, {@code sendLagNanos} and, unless its request was a plain GET, its tokens.
 *
 * @param ttftNanos {@code t_1 − t_send}
 * @param ttftFromWriteNanos {@code t_1 − t_write}
 * @param connectNanos {@code t_write − t_send}
 * @param ttfoNanos first content event that is not reasoning, minus {@code t_send}; none if all are
 *     reasoning
 * @param e2eNanos {@code t_k − t_send}; of a response that is not streamed its end minus {@code
 *     t_send}
 * @param tpotNanos {@code (t_k − t_1) / (n − 1)}, for n ≥ 2; none if the response was not streamed
 * @param sendLagNanos {@code t_send − t_due}
 * @param closeNanos end of the response, minus {@code t_k}
 * @param tokens n: from the server's usage if there is one, else by a tokenizer over the joined
 *     text, else the number of content events
 * @param tokenSource which of them
 * @param unstreamed true if most gaps between the content events lie within reads, or one event
 *     brought all tokens; a limit on TPOT is then missed
 */
public record RequestTimes(
    long ttftNanos,
    long ttftFromWriteNanos,
    long connectNanos,
    long ttfoNanos,
    long e2eNanos,
    long tpotNanos,
    long sendLagNanos,
    long closeNanos,
    long tokens,
    TokenSource tokenSource,
    boolean unstreamed) {

  /** Tokens of the longest response that one event may bring although it is streamed. */
  private static final int MAX_TOKENS_OF_ONE_EVENT = 2;

  /** Computes the times of a sample with at least one content event. */
  public static RequestTimes of(Sample sample) {
    long[] events = sample.eventNanos();
    long send = sample.sendNanos();
    long write = sample.writeNanos();
    long first = events[0];
    long last = events[events.length - 1];
    TokenSource source = TokenSource.forSample(sample);
    long tokens = source.count(sample);
    boolean unstreamed =
        events.length == 1 ? tokens > MAX_TOKENS_OF_ONE_EVENT : isMostlyCoalesced(events);
    return new RequestTimes(
        first - send,
        differenceOrNone(first, write),
        differenceOrNone(write, send),
        sample.firstOutputIndex() < 0 ? NONE : events[sample.firstOutputIndex()] - send,
        last - send,
        tokens < 2 || last == first || unstreamed ? NONE : (last - first) / (tokens - 1),
        differenceOrNone(send, sample.dueNanos()),
        differenceOrNone(sample.endNanos(), last),
        tokens,
        source,
        unstreamed);
  }

  /** Computes the times of a response of this kind. */
  public static RequestTimes of(Sample sample, RequestKind kind) {
    return switch (kind) {
      case CHAT -> of(sample);
      case WHOLE -> ofWhole(sample, TokenSource.forSample(sample));
      case MICRO -> ofWhole(sample, TokenSource.EVENTS);
    };
  }

  /** Computes the times of a response without a content event. */
  private static RequestTimes ofWhole(Sample sample, TokenSource source) {
    return new RequestTimes(
        NONE,
        NONE,
        differenceOrNone(sample.writeNanos(), sample.sendNanos()),
        NONE,
        sample.endNanos() - sample.sendNanos(),
        NONE,
        differenceOrNone(sample.sendNanos(), sample.dueNanos()),
        NONE,
        Math.max(0, source.count(sample)),
        source,
        false);
  }

  /** True if both ends of most gaps came in one read, by which they have the same time. */
  private static boolean isMostlyCoalesced(long[] events) {
    int coalesced = 0;
    for (int i = 1; i < events.length; i++) {
      coalesced += events[i] == events[i - 1] ? 1 : 0;
    }
    return 2 * coalesced > events.length - 1;
  }

  private static long differenceOrNone(long later, long earlier) {
    return later == NONE || earlier == NONE ? NONE : later - earlier;
  }

  /** {@code t_1 − t_due}. */
  public long dueTtftNanos() {
    return sendLagNanos == NONE || ttftNanos == NONE ? NONE : ttftNanos + sendLagNanos;
  }

  /** {@code t_k − t_due}. */
  public long dueE2eNanos() {
    return sendLagNanos == NONE ? NONE : e2eNanos + sendLagNanos;
  }

  /**
   * tps: {@code n / E2E}, in millionths of a token per second; none of a response that is not
   * streamed and has no output tokens, such as embeddings.
   */
  public long tpsMillionths() {
    return tokens == 0 && ttftNanos == NONE ? NONE : Math.round(tokens * 1e15 / e2eNanos);
  }

  /**
   * Returns the value that {@code percentile} per cent of the requests are at or below, or {@link
   * Sample#NONE} if no request has one. Nearest rank: the median of an even number is the lower one
   * of the middle two.
   */
  public static long percentile(
      List<RequestTimes> requests, ToLongFunction<RequestTimes> accessor, double percentile) {
    long[] sorted =
        requests.stream().mapToLong(accessor).filter(value -> value != NONE).sorted().toArray();
    int rank = (int) Math.ceil(percentile / 100 * sorted.length);
    return sorted.length == 0 ? NONE : sorted[Math.max(rank, 1) - 1];
  }
}
