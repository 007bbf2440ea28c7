package dev.firsttoken.bench.samples;

import org.jspecify.annotations.Nullable;

/**
 * One request as it was measured. Every stamp is nanoseconds of the monotonic clock ({@link
 * System#nanoTime()}); a stamp of something that did not happen is {@link #NONE}.
 *
 * @param level index of the level
 * @param phase only measured ones are in any number
 * @param user the virtual user, unique within the run
 * @param dueNanos when the load plan wanted it sent; equals {@code sendNanos} in the closed model
 * @param sendNanos when the client started on it, before connecting
 * @param writeNanos when its bytes were handed to the socket
 * @param headersNanos when the answer's head was read
 * @param eventNanos arrival of each content event, in order: one stamp per socket read
 * @param reasoningEvents how many of the content events carry reasoning
 * @param firstOutputIndex index in {@code eventNanos} of the first event that is not reasoning, or
 *     -1
 * @param endNanos when the answer was complete, or failed
 * @param status HTTP status, 0 where no head came
 * @param outcome how it ended
 * @param detail one line for people, where the outcome is not OK
 * @param completionTokens of the server's usage, or {@link #NONE}
 * @param promptTokens of the server's usage, or {@link #NONE}
 * @param finishReason the last one that came
 * @param textTokens of the joined text by a tokenizer, or {@link #NONE}
 * @param bytes of the answer's body, framing not counted
 * @param reads socket reads that brought bytes of the answer's body
 * @param stamps of a stamped synthetic stream, one triple per stamped content event, else empty:
 *     {@code due_ns, sent_ns, arrival}
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
    long[] stamps)
    implements Entry {

  /** In place of a stamp or a count that there is none of. */
  public static final long NONE = Long.MIN_VALUE;

  /** Enters the numbers; what only warmed up, or was sent while the load climbed, doesn't. */
  public boolean isMeasured() {
    return phase == Phase.MEASURED;
  }

  /** The same with the tokens of its text. */
  public Sample withTextTokens(long tokens) {
    return new Sample(
        level,
        phase,
        user,
        dueNanos,
        sendNanos,
        writeNanos,
        headersNanos,
        eventNanos,
        reasoningEvents,
        toolCallEvents,
        firstOutputIndex,
        endNanos,
        status,
        outcome,
        detail,
        completionTokens,
        promptTokens,
        finishReason,
        tokens,
        bytes,
        reads,
        stamps);
  }
}
