package dev.firsttoken.proxy.meter;

import org.jspecify.annotations.Nullable;

/**
 * Measurements of one request, from its headers read to its outcome. Used on one event loop only;
 * the methods called per frame allocate nothing.
 */
public final class Timeline {
  static final double NANOS_PER_MILLI = 1e6;
  private static final long NONE = RequestRecord.Moments.NONE;

  private final SeriesRegistry registry;
  private final ReceivedRequest request;
  private @Nullable String model;
  private ModelSeries initialSeries;
  private ModelSeries series;
  private boolean unlabelled;
  private long bytes;
  private long contentEvents;
  private long firstContentNanos = NONE;
  private long lastContentNanos = NONE;
  private long completionTokens = -1;
  private long contentSentNanos = NONE;
  private RequestSource source = RequestSource.UPSTREAM;
  private long sentUpstreamNanos = NONE;
  private boolean relayed;
  private long overheadNanos;
  private @Nullable RequestOutcome outcome;

  /** Cells of this event loop, or null before the first frame. */
  private LoopHistogram.@Nullable Cells iclCells;

  private LoopHistogram.@Nullable Cells chunkRelayCells;

  Timeline(SeriesRegistry registry, ReceivedRequest request, @Nullable String model) {
    this.registry = registry;
    this.request = request;
    this.model = model;
    this.initialSeries = registry.series(model);
    this.series = initialSeries;
    initialSeries.inFlight.inc();
  }

  Timeline markUnlabelled() {
    initialSeries.inFlight.dec();
    unlabelled = true;
    return this;
  }

  /** Notes that the proxy makes the response itself. */
  public Timeline markSynthetic() {
    source = RequestSource.SYNTHETIC;
    return this;
  }

  /** Sets the model that the proxy chose for a request that names none. */
  public void setChosenModel(String model) {
    this.model = model;
    ModelSeries chosen = registry.chosenSeries(model);
    chosen.inFlight.inc();
    initialSeries.inFlight.dec();
    initialSeries = chosen;
    setSeries(chosen);
  }

  /**
   * Is called when the upstream's response headers were read. A 2xx gives the model its own label.
   *
   * @param nanos when they were read, on the monotonic clock
   * @param status the upstream's HTTP status
   */
  public void onUpstreamHeaders(long nanos, int status) {
    if (unlabelled) {
      return;
    }
    if (status >= 200 && status < 300) {
      setSeries(registry.registerModel(model));
    }
    series.upstreamHeaders.observe(request.millisUntil(nanos));
  }

  /** Adds body bytes handed to the client's socket, without chunk framing. */
  public void addBytesOut(long count) {
    bytes += count;
  }

  /**
   * Counts a content event.
   *
   * @param nanos when it was read from the upstream, or when the synthetic stream wrote it, on the
   *     monotonic clock
   */
  public void onContentEvent(long nanos) {
    contentEvents++;
    if (lastContentNanos == NONE) {
      firstContentNanos = nanos;
    } else {
      iclCells().observe(nanos - lastContentNanos);
    }
    lastContentNanos = nanos;
  }

  /**
   * Is called when content events of a stream were handed to the socket. The first call ends the
   * TTFT.
   *
   * @param nanos when they were handed over, on the monotonic clock
   */
  public void onContentSent(long nanos) {
    if (contentSentNanos == NONE) {
      contentSentNanos = nanos;
      series.ttft.observe(request.millisUntil(nanos));
    }
  }

  /** Sets {@code usage.completion_tokens}; the last non-negative value counts. */
  public void setCompletionTokens(long completionTokens) {
    if (completionTokens >= 0) {
      this.completionTokens = completionTokens;
    }
  }

  /**
   * Is called when the request was handed to its connection to the upstream, which may not be
   * established yet.
   *
   * @param nanos when it was handed over, on the monotonic clock
   */
  public void onSentUpstream(long nanos) {
    sentUpstreamNanos = nanos;
  }

  /** Adds the time from the complete request to its hand-over to the upstream connection. */
  public void addRequestOverhead(long nanos) {
    relayed = true;
    overheadNanos += nanos;
  }

  /** Adds the time from a read from the upstream to its hand-over to the client's socket. */
  public void addRelayTime(long nanos) {
    overheadNanos += nanos;
    if (!unlabelled) {
      chunkRelayCells().observe(nanos);
    }
  }

  /**
   * Ends the request and counts it. It stays in flight until everything is counted.
   *
   * @param status the HTTP status that was sent, or would have been; some outcomes count under
   *     their own status, see {@link RequestOutcome#countedStatus}
   * @param errorReason the error to count, or null if there was none
   * @param nanos when the last byte was handed to the socket, on the monotonic clock
   * @throws IllegalStateException if the request has already ended
   */
  public void end(
      RequestOutcome outcome, int status, @Nullable ErrorReason errorReason, long nanos) {
    if (this.outcome != null) {
      throw new IllegalStateException("ended twice: " + this.outcome + ", then " + outcome);
    }
    this.outcome = outcome;
    registry.countRoute(request, outcome.countedStatus(status));
    if (registry.accessLog().isEnabled()) {
      registry.accessLog().write(accessLogEntry(outcome, status, nanos));
    }
    String id = request.id();
    if (id != null) {
      registry.recentRequests().add(toRecord(id, outcome, status, nanos));
    }
    if (unlabelled) {
      return;
    }
    series.duration.observe(request.millisUntil(nanos));
    if (relayed) {
      series.overhead.observe(overheadNanos / NANOS_PER_MILLI);
    }
    series.tokens.inc(tokens());
    series.bytesOut.inc(request.bytesSent(bytes));
    registry.countRequest(series, outcome, status, errorReason);
    initialSeries.inFlight.dec();
  }

  private void setSeries(ModelSeries other) {
    series = other;
    iclCells = null;
    chunkRelayCells = null;
  }

  private LoopHistogram.Cells iclCells() {
    LoopHistogram.Cells cells = iclCells;
    if (cells == null) {
      cells = series.icl.currentCells();
      iclCells = cells;
    }
    return cells;
  }

  private LoopHistogram.Cells chunkRelayCells() {
    LoopHistogram.Cells cells = chunkRelayCells;
    if (cells == null) {
      cells = series.chunkRelay.currentCells();
      chunkRelayCells = cells;
    }
    return cells;
  }

  private AccessLog.Entry accessLogEntry(RequestOutcome ending, int status, long nanos) {
    return new AccessLog.Entry(
        request,
        model,
        ending.countedStatus(status),
        ending,
        contentSentNanos == NONE ? AccessLog.NONE : request.millisUntil(contentSentNanos),
        request.millisUntil(nanos),
        tokens(),
        request.bytesSent(bytes));
  }

  private RequestRecord toRecord(String id, RequestOutcome ending, int status, long nanos) {
    return new RequestRecord(
        id,
        recordedModel(),
        source,
        ending.countedStatus(status),
        ending,
        new RequestRecord.Moments(
            request.headersReadNanos(),
            sentUpstreamNanos,
            firstContentNanos,
            contentSentNanos,
            nanos),
        tokens(),
        request.bytesSent(bytes));
  }

  /** A request that names no model gets the configured one, if there is any. */
  private @Nullable String recordedModel() {
    if (model != null && !model.isEmpty()) {
      return model;
    }
    return unlabelled || series == registry.other() ? null : series.model;
  }

  private long tokens() {
    return completionTokens >= 0 ? completionTokens : contentEvents;
  }
}
