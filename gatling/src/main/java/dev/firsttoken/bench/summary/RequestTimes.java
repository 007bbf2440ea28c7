package dev.firsttoken.bench.summary;

import static dev.firsttoken.bench.samples.Sample.NONE;

import dev.firsttoken.bench.samples.Sample;
import java.util.List;
import java.util.function.ToLongFunction;

/**
 * What one answered request measured. Times are nanoseconds, {@link Sample#NONE} where there is
 * none; {@code t_send}, {@code t_write} are the sample's stamps, {@code t_1 … t_k} its content
 * events, {@code n} its output tokens.
 *
 * @param ttftNanos {@code t_1 − t_send}
 * @param ttftFromWriteNanos {@code t_1 − t_write}
 * @param connectNanos {@code t_write − t_send}
 * @param ttfoNanos first content event that is not reasoning, less {@code t_send}; none where all
 *     of them are
 * @param e2eNanos {@code t_k − t_send}
 * @param tpotNanos {@code (t_k − t_1) / (n − 1)}, for n ≥ 2; none where one read brought all
 *     tokens, for then no time between tokens was seen
 * @param sendLagNanos {@code t_send − t_due}
 * @param closeNanos end of the answer, less {@code t_k}
 * @param tokens n: of the server's usage where it gave one, else by a tokenizer over the joined
 *     text, else the count of content events
 * @param tokenSource which of them
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
    TokenSource tokenSource) {

  /** Of a sample with at least one content event. */
  static RequestTimes of(Sample sample) {
    long[] events = sample.eventNanos();
    long send = sample.sendNanos();
    long write = sample.writeNanos();
    long first = events[0];
    long last = events[events.length - 1];
    TokenSource source = TokenSource.forSample(sample);
    long tokens = source.count(sample);
    return new RequestTimes(
        first - send,
        differenceOrNone(first, write),
        differenceOrNone(write, send),
        sample.firstOutputIndex() < 0 ? NONE : events[sample.firstOutputIndex()] - send,
        last - send,
        tokens < 2 || last == first ? NONE : (last - first) / (tokens - 1),
        differenceOrNone(send, sample.dueNanos()),
        differenceOrNone(sample.endNanos(), last),
        tokens,
        source);
  }

  private static long differenceOrNone(long later, long earlier) {
    return later == NONE || earlier == NONE ? NONE : later - earlier;
  }

  /** {@code t_1 − t_due}. */
  public long dueTtftNanos() {
    return sendLagNanos == NONE ? NONE : ttftNanos + sendLagNanos;
  }

  /** {@code t_k − t_due}. */
  public long dueE2eNanos() {
    return sendLagNanos == NONE ? NONE : e2eNanos + sendLagNanos;
  }

  /** tps: {@code n / E2E}, in millionths of a token per second. */
  public long tpsMillionths() {
    return Math.round(tokens * 1e15 / e2eNanos);
  }

  /**
   * The value that {@code percentile} per cent of the requests are at or below (nearest rank: of an
   * even number the median is the lower one of the middle two), or {@link Sample#NONE} where none
   * has one.
   */
  public static long percentile(
      List<RequestTimes> requests, ToLongFunction<RequestTimes> accessor, double percentile) {
    long[] sorted =
        requests.stream().mapToLong(accessor).filter(value -> value != NONE).sorted().toArray();
    int rank = (int) Math.ceil(percentile / 100 * sorted.length);
    return sorted.length == 0 ? NONE : sorted[Math.max(rank, 1) - 1];
  }
}
