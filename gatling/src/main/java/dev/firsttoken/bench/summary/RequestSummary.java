package dev.firsttoken.bench.summary;

import dev.firsttoken.bench.samples.Outcome;
import dev.firsttoken.bench.samples.Sample;
import org.jspecify.annotations.Nullable;

/**
 * One measured request of a {@code run}, shown by itself: numbers and texts of its sample, not its
 * stamps, which would be all of memory where there are many.
 *
 * @param times null where it was not answered well
 * @param iclP50Nanos of the gaps between its content events; {@link Sample#NONE} where there are
 *     none, or it was not answered well
 */
public record RequestSummary(
    @Nullable RequestTimes times,
    long iclP50Nanos,
    long iclP99Nanos,
    int events,
    int reasoningEvents,
    int toolCallEvents,
    long promptTokens,
    int reads,
    long bytes,
    @Nullable String finishReason,
    int status,
    Outcome outcome,
    @Nullable String detail) {

  public static RequestSummary of(Sample sample) {
    boolean ok = sample.outcome() == Outcome.OK;
    Distribution icl = ok ? Goodput.gaps(sample) : new Distribution();
    return new RequestSummary(
        ok ? RequestTimes.of(sample) : null,
        icl.percentile(50),
        icl.percentile(99),
        sample.eventNanos().length,
        sample.reasoningEvents(),
        sample.toolCallEvents(),
        sample.promptTokens(),
        sample.reads(),
        sample.bytes(),
        sample.finishReason(),
        sample.status(),
        sample.outcome(),
        sample.detail());
  }
}
