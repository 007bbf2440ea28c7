package dev.firsttoken.proxy.meter;

import org.jspecify.annotations.Nullable;

/**
 * What one request does, from its head read to its one ending. Used on one event loop only; what is
 * called per frame allocates nothing.
 */
public final class Timeline {
  static final double NANOS_PER_MILLI = 1e6;
  private static final long NONE = Long.MIN_VALUE;

  private final Meter meter;
  private final @Nullable String model;
  private final ModelSeries initialSeries;
  private final String route;
  private final long headersReadNanos;
  private ModelSeries series;
  private boolean unlabelled;
  private long bytes;
  private long contentEvents;
  private long lastContentNanos = NONE;
  private long completionTokens = -1;
  private boolean contentSent;
  private boolean relayed;
  private long overheadNanos;
  private @Nullable RequestOutcome outcome;

  Timeline(Meter meter, @Nullable String model, long headersReadNanos, String route) {
    this.meter = meter;
    this.model = model;
    this.headersReadNanos = headersReadNanos;
    this.route = route;
    this.initialSeries = meter.series(model);
    this.series = initialSeries;
    initialSeries.inFlight.inc();
  }

  Timeline markUnlabelled() {
    initialSeries.inFlight.dec();
    unlabelled = true;
    return this;
  }

  /**
   * Upstream's response head was read: 2xx makes the model's name known.
   *
   * @param nanos when, on the monotonic clock
   * @param status upstream's HTTP status
   */
  public void onUpstreamHeaders(long nanos, int status) {
    if (unlabelled) {
      return;
    }
    if (status >= 200 && status < 300) {
      series = meter.registerModel(model);
    }
    series.upstreamHeaders.observe(millisSinceHeaders(nanos));
  }

  /** So many more bytes of the answer's body were handed to the socket, framing not counted. */
  public void addBytesOut(long count) {
    bytes += count;
  }

  /**
   * One more content event has gone by.
   *
   * @param nanos when it was read, or written where it was made here, on the monotonic clock
   */
  public void onContentEvent(long nanos) {
    contentEvents++;
    if (lastContentNanos != NONE) {
      series.icl.observe((nanos - lastContentNanos) / NANOS_PER_MILLI);
    }
    lastContentNanos = nanos;
  }

  /**
   * A content event of a stream was handed to the socket: the first call is the TTFT's end.
   *
   * @param nanos when, on the monotonic clock
   */
  public void onContentSent(long nanos) {
    if (!contentSent) {
      contentSent = true;
      series.ttft.observe(millisSinceHeaders(nanos));
    }
  }

  /** The answer's {@code usage.completion_tokens}: the last that is not negative counts. */
  public void setCompletionTokens(long completionTokens) {
    if (completionTokens >= 0) {
      this.completionTokens = completionTokens;
    }
  }

  /** The request was whole so long before it was handed to the upstream's connection. */
  public void addRequestOverhead(long nanos) {
    relayed = true;
    overheadNanos += nanos;
  }

  /** What was read from upstream was handed to the client's socket so long after its read. */
  public void addRelayTime(long nanos) {
    overheadNanos += nanos;
    if (!unlabelled) {
      series.chunkRelay.observe(nanos / NANOS_PER_MILLI);
    }
  }

  /**
   * The one ending: in flight until all of it is counted.
   *
   * @param outcome how
   * @param status the HTTP status that was sent, or would have been; what breaks a stream counts
   *     under a code of its own (see {@link RequestOutcome})
   * @param errorReason counts an error, null none
   * @param nanos when the last byte was handed to the socket, on the monotonic clock
   * @throws IllegalStateException where it has ended already
   */
  public void end(
      RequestOutcome outcome, int status, @Nullable ErrorReason errorReason, long nanos) {
    if (this.outcome != null) {
      throw new IllegalStateException("ended twice: " + this.outcome + ", then " + outcome);
    }
    this.outcome = outcome;
    meter.countRoute(route, outcome.countedStatus(status));
    if (unlabelled) {
      return;
    }
    series.duration.observe(millisSinceHeaders(nanos));
    if (relayed) {
      series.overhead.observe(overheadNanos / NANOS_PER_MILLI);
    }
    series.tokens.inc(completionTokens >= 0 ? completionTokens : contentEvents);
    series.bytesOut.inc(bytes);
    meter.countRequest(series, outcome, status, errorReason);
    initialSeries.inFlight.dec();
  }

  private double millisSinceHeaders(long nanos) {
    return (nanos - headersReadNanos) / NANOS_PER_MILLI;
  }
}
