package dev.firsttoken.bench.samples;

import org.jspecify.annotations.Nullable;

/**
 * Measurements of one request. Timestamps are nanoseconds of the monotonic clock ({@link
 * System#nanoTime()}). A timestamp or count that does not exist is {@link #NONE}.
 *
 * @param level index of the level
 * @param phase part of the level in which the request was sent; only measured requests count
 * @param user virtual user, unique within the run
 * @param dueNanos scheduled time of the request; equals {@code sendNanos} in the closed model
 * @param sendNanos time at which the client started the request, before it connects
 * @param writeNanos time at which the request's bytes were written to the socket
 * @param headersNanos time at which the response headers were read
 * @param eventNanos arrival time of each content event, in order; events of one socket read share a
 *     time. A response that is not streamed has none
 * @param reasoningEvents number of content events with reasoning
 * @param toolCallEvents number of content events with tool calls
 * @param firstOutputIndex index in {@code eventNanos} of the first event that is not reasoning, or
 *     -1
 * @param endNanos time at which the response was complete or the request failed
 * @param status HTTP status, or 0 without response headers
 * @param outcome how the request ended
 * @param detail one line that explains an outcome other than OK, else null
 * @param completionTokens completion tokens in the server's usage
 * @param promptTokens prompt tokens in the server's usage
 * @param finishReason last finish reason of the stream, or null if it has none
 * @param textTokens tokens of the response's text, counted by a tokenizer
 * @param bytes bytes of the response body, without framing
 * @param reads socket reads that returned bytes of the response body
 * @param stamps server timestamps of a synthetic stream, three numbers per stamped content event:
 *     {@code due_ns, sent_ns, arrival}; else empty
 * @param reconnect why the request was sent on a new connection although its user had kept one
 * @param restNanos time that the user rests after the failed request, or 0
 * @param cachedTokens prompt tokens that the server took from its cache, as part of the usage
 * @param lenience what the response lacked although it counts as successful
 * @param asked lengths that were asked for
 */
@SuppressWarnings(
    "ArrayRecordComponent") // written once, never compared; a List would box each stamp
public record Sample(
    int level,
    Phase phase,
    long user,
    long dueNanos,
    long sendNanos,
    long writeNanos,
    long headersNanos,
    long[] eventNanos,
    int reasoningEvents,
    int toolCallEvents,
    int firstOutputIndex,
    long endNanos,
    int status,
    Outcome outcome,
    @Nullable String detail,
    long completionTokens,
    long promptTokens,
    @Nullable String finishReason,
    long textTokens,
    long bytes,
    int reads,
    long[] stamps,
    Reconnect reconnect,
    long restNanos,
    long cachedTokens,
    Lenience lenience,
    AskedTokens asked)
    implements Entry {

  /** Value of a timestamp or count that does not exist. */
  public static final long NONE = Long.MIN_VALUE;

  /** Returns false for requests of the warm-up and the ramp, which do not count in results. */
  public boolean isMeasured() {
    return phase == Phase.MEASURED;
  }

  /**
   * Returns the same measurements on another clock.
   *
   * @param nanos what that clock reads when this one reads 0
   * @param otherUser number of its virtual user among all of that clock
   */
  public Sample onClock(long nanos, long otherUser) {
    return copy(nanos, otherUser, textTokens);
  }

  /** Returns a copy with the tokens of the response's text. */
  public Sample withTextTokens(long tokens) {
    return copy(0, user, tokens);
  }

  private Sample copy(long nanos, long otherUser, long tokens) {
    return new Sample(
        level,
        phase,
        otherUser,
        dueNanos + nanos,
        sendNanos + nanos,
        move(writeNanos, nanos),
        move(headersNanos, nanos),
        moveAll(eventNanos, nanos),
        reasoningEvents,
        toolCallEvents,
        firstOutputIndex,
        endNanos + nanos,
        status,
        outcome,
        detail,
        completionTokens,
        promptTokens,
        finishReason,
        tokens,
        bytes,
        reads,
        moveAll(stamps, nanos),
        reconnect,
        restNanos,
        cachedTokens,
        lenience,
        asked);
  }

  /** Adds a difference to a time, if there is such a time. */
  static long move(long time, long nanos) {
    return time == NONE ? NONE : time + nanos;
  }

  private static long[] moveAll(long[] times, long nanos) {
    if (nanos == 0) {
      return times;
    }
    long[] moved = new long[times.length];
    for (int i = 0; i < times.length; i++) {
      moved[i] = times[i] + nanos;
    }
    return moved;
  }

  /**
   * Faults that the options allow in a response.
   *
   * @param hasNoLastEvent the stream ended after a finish reason without its last event
   * @param isOfAnotherType the stream has the content type of something else
   */
  public record Lenience(boolean hasNoLastEvent, boolean isOfAnotherType) {
    public static final Lenience NONE = new Lenience(false, false);
  }

  /** Reason why a request was sent on a new connection although its user had kept one. */
  public enum Reconnect {
    /** There was no such reason. */
    NONE,
    /** The server had closed the kept connection, or is known to close each one. */
    REPLACED,
    /**
     * The kept connection died before any byte of a response, so the request was sent once more.
     * Its times still start at the first send.
     */
    RESENT
  }
}
