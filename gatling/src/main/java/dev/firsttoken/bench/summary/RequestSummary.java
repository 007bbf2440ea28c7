package dev.firsttoken.bench.summary;

import dev.firsttoken.bench.samples.Outcome;
import dev.firsttoken.bench.samples.RequestKind;
import dev.firsttoken.bench.samples.Sample;
import dev.firsttoken.bench.slo.Percentile;
import org.jspecify.annotations.Nullable;

/**
 * One measured request of a {@code run}, shown by itself: the numbers and texts of its sample,
 * without the timestamps, which would fill the memory of a long run.
 *
 * @param times null if it failed
 * @param iclP50Nanos median gap between its content events, or {@link Sample#NONE} if there is no
 *     gap or it failed
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

  public static RequestSummary of(Sample sample, RequestKind kind) {
    boolean ok = sample.outcome() == Outcome.OK;
    Distribution icl = ok ? Goodput.gaps(sample) : Distribution.empty();
    return new RequestSummary(
        ok ? RequestTimes.of(sample, kind) : null,
        icl.percentile(Percentile.P50),
        icl.percentile(Percentile.P99),
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
