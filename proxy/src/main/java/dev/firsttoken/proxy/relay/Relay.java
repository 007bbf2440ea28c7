package dev.firsttoken.proxy.relay;

import dev.firsttoken.proxy.api.ApiError;
import dev.firsttoken.proxy.config.UpstreamLimits;
import dev.firsttoken.proxy.exchange.Exchange;
import dev.firsttoken.proxy.exchange.ResponseWriter;
import dev.firsttoken.proxy.meter.ErrorReason;
import dev.firsttoken.proxy.meter.FailureKind;
import dev.firsttoken.proxy.meter.RequestOutcome;
import dev.firsttoken.proxy.meter.Timeline;
import dev.firsttoken.proxy.pool.Admission;
import dev.firsttoken.proxy.pool.AdmittedCall;
import dev.firsttoken.proxy.pool.BreakerKey;
import dev.firsttoken.proxy.pool.ConnectionLease;
import dev.firsttoken.proxy.pool.ConnectionPool;
import dev.firsttoken.proxy.pool.UpstreamEndpoint;
import dev.firsttoken.wire.call.CallListener;
import dev.firsttoken.wire.call.CallOutcome;
import dev.firsttoken.wire.call.CallResult;
import dev.firsttoken.wire.call.Connection;
import io.netty.buffer.ByteBuf;
import io.netty.handler.codec.http.FullHttpResponse;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpResponse;
import java.time.Duration;
import java.util.Objects;
import java.util.function.IntConsumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Relays one response from the upstream to the client. The bytes pass unchanged, chunk framing
 * included, with one flush per read; {@link ResponseObserver} reads them on the way. Everything
 * happens on the client's event loop and ends once, in {@link #finish}.
 */
public final class Relay implements Exchange, CallListener {
  private static final Logger LOG = LoggerFactory.getLogger(Relay.class);

  private final ResponseWriter responseWriter;
  private final Timeline timeline;
  private final AdmittedCall call;
  private final ConnectionLease lease;
  private final Deadlines deadlines;
  private final boolean streamed;
  private final IntConsumer onStatus;

  /** Kept for a retry on a new connection; null once response headers came. */
  private @Nullable ByteBuf request;

  private @Nullable ResponseObserver observer;
  private @Nullable ResponsePassthrough passthrough;
  private int status;
  private final long receivedNanos;
  private final long startNanos = System.nanoTime();

  /** Read time of the oldest bytes that are not flushed yet; 0 if there are none. */
  private long unflushedReadNanos;

  private boolean finished;

  private Relay(
      RelayRequest relayRequest, UpstreamCall upstreamCall, ByteBuf request, AdmittedCall call) {
    this.call = call;
    this.responseWriter = relayRequest.responseWriter();
    this.timeline = relayRequest.timeline();
    this.receivedNanos = relayRequest.receivedNanos();
    this.streamed = relayRequest.streamed();
    this.request = request;
    this.onStatus = upstreamCall.onStatus();
    this.lease =
        new ConnectionLease(
            upstreamCall.endpoint(),
            upstreamCall.pool(),
            responseWriter.eventLoop(),
            this::onPermit);
    this.deadlines =
        new Deadlines(
            upstreamCall.limits(), responseWriter.eventLoop(), System::nanoTime, this::onTimeout);
  }

  /**
   * The client's side of a relay.
   *
   * @param streamed whether the client requested a streamed response
   * @param receivedNanos when the complete request was received, on the monotonic clock
   */
  public record RelayRequest(
      ResponseWriter responseWriter, Timeline timeline, boolean streamed, long receivedNanos) {}

  /**
   * The upstream's side of a relay.
   *
   * @param key calls that share a circuit breaker with this one
   * @param onStatus receives the HTTP status of the response
   */
  public record UpstreamCall(
      UpstreamEndpoint endpoint,
      BreakerKey key,
      ConnectionPool pool,
      UpstreamLimits limits,
      IntConsumer onStatus) {}

  /**
   * Sends the request upstream and relays the response.
   *
   * @param request encoded headers and body; the relay takes ownership
   * @throws ApiError 503 if the upstream's circuit breaker is open; nothing has started then
   */
  public static Relay start(RelayRequest relayRequest, ByteBuf request, UpstreamCall upstreamCall) {
    Admission admission = upstreamCall.endpoint().breakers().tryAcquire(upstreamCall.key());
    Relay relay =
        switch (admission) {
          case Admission.Admitted(AdmittedCall call) ->
              new Relay(relayRequest, upstreamCall, request, call);
          case Admission.Rejected(Duration retryAfter) -> {
            request.release();
            throw ApiError.breakerOpen(retryAfter);
          }
        };
    relay.lease.acquirePermit();
    if (relay.lease.isWaiting()) {
      relay.deadlines.awaitConnection(relay.startNanos);
    }
    return relay;
  }

  @Override
  public void onClientDisconnected() {
    finish(RequestOutcome.CLIENT_GONE, 499, ErrorReason.CLIENT_GONE);
  }

  @Override
  public void abort(ApiError error) {
    if (!finished) {
      fail(error, RequestOutcome.BROKEN_OFF);
    }
  }

  @Override
  public void onWritabilityChanged(boolean writable) {
    if (finished) {
      return; // The connection may be back in the pool, or serve another request.
    }
    setReading(writable, System.nanoTime());
  }

  @Override
  public void onHeaders(HttpResponse response, long nanos) {
    releaseRequest();
    status = response.status().code();
    onRead(nanos);
    call.onResponse(status);
    onStatus.accept(status);
    timeline.onUpstreamHeaders(nanos, status);
    observer = new ResponseObserver(response, timeline);
    passthrough = ResponsePassthrough.of(response, responseWriter);
    responseWriter.writeHeaders(passthrough.response());
    // The client may have stopped reading before there was a response to hold back.
    setReading(responseWriter.isWritable(), nanos);
  }

  @Override
  public void onData(ByteBuf bytes, int from, int to, long nanos) {
    onRead(nanos);
    if (observer != null && passthrough != null) {
      observer.scan(bytes, from, to, nanos);
      passthrough.onData(bytes, from, to);
      if (observer.hasStarted()) {
        deadlines.onFirstToken();
      }
    }
  }

  @Override
  public void onBody(ByteBuf bytes) {
    if (passthrough != null) {
      passthrough.onBody(bytes);
    } else {
      bytes.release();
    }
  }

  @Override
  public void onReadComplete() {
    if (observer != null) {
      responseWriter.flush();
      onFlushed(observer);
    }
  }

  @Override
  public void onEnded(CallResult result) {
    if (finished || retryIfStale(result)) {
      return;
    }
    call.onEnded(result);
    switch (result.outcome()) {
      case COMPLETED -> onCompleted(result.trailers());
      case CANCELLED -> onClientDisconnected();
      case CONNECT_FAILED -> fail(ApiError.upstreamConnect(), RequestOutcome.UPSTREAM_FAILED);
      case NO_DESCRIPTOR, LOOKUPS_BUSY -> fail(ApiError.noConnection(), RequestOutcome.REJECTED);
      case TLS_UNTRUSTED -> fail(ApiError.upstreamUntrusted(), RequestOutcome.UPSTREAM_FAILED);
      case TLS_EXPIRED -> fail(ApiError.upstreamExpired(), RequestOutcome.UPSTREAM_FAILED);
      case TLS_WRONG_NAME -> fail(ApiError.upstreamWrongName(), RequestOutcome.UPSTREAM_FAILED);
      case TLS_FAILED -> fail(ApiError.upstreamTls(), RequestOutcome.UPSTREAM_FAILED);
      case ADDRESS_REFUSED -> fail(ApiError.addressRefused(), RequestOutcome.REJECTED);
      case TRUNCATED, RESET, TIMED_OUT ->
          fail(ApiError.upstreamReset(), RequestOutcome.UPSTREAM_FAILED);
      case MALFORMED -> {
        // A malformed response may be meant for the client's next request.
        responseWriter.closeAfterResponse();
        fail(ApiError.upstreamReset(), RequestOutcome.UPSTREAM_FAILED);
      }
    }
  }

  private void onPermit() {
    try {
      send(Objects.requireNonNull(request));
    } catch (RuntimeException | OutOfMemoryError e) {
      LOG.error("Failed to send a request upstream", e);
      fail(ApiError.internal(), RequestOutcome.BROKEN_OFF);
    }
  }

  private void send(ByteBuf requestBytes) {
    long now = System.nanoTime();
    long waitedNanos = now - startNanos;
    deadlines.onSend(now, streamed);
    Connection connection = lease.connect();
    long sentNanos = System.nanoTime();
    timeline.addRequestOverhead(sentNanos - receivedNanos - waitedNanos);
    timeline.onSentUpstream(sentNanos);
    connection.call(requestBytes.retainedDuplicate(), this);
  }

  private void setReading(boolean reading, long nanos) {
    deadlines.setPaused(!reading, nanos);
    Connection connection = lease.connection();
    if (connection != null) {
      connection.setAutoRead(reading);
    }
  }

  private void onRead(long nanos) {
    deadlines.onRead(nanos);
    if (unflushedReadNanos == 0) {
      unflushedReadNanos = nanos;
    }
  }

  private void onFlushed(ResponseObserver current) {
    long now = System.nanoTime();
    current.onFlushed(now);
    if (unflushedReadNanos != 0) {
      timeline.addRelayTime(now - unflushedReadNanos);
      unflushedReadNanos = 0;
    }
  }

  /**
   * Sends the request again on a new connection, if a reused one turns out to be closed. Upstreams
   * close idle connections at any time, so this is no failure.
   */
  private boolean retryIfStale(CallResult result) {
    ByteBuf requestBytes = request;
    Connection connection = lease.connection();
    boolean stale =
        (result.outcome() == CallOutcome.TRUNCATED || result.outcome() == CallOutcome.RESET)
            && result.noBytesReceived()
            && connection != null
            && !connection.isUnused();
    if (!stale || requestBytes == null) {
      return false;
    }
    request = null;
    lease.reconnect().call(requestBytes, this);
    return true;
  }

  /** Counts before the last bytes are sent, so that a client that has read them is counted. */
  private void onCompleted(HttpHeaders trailers) {
    boolean errorReported = false;
    boolean truncated = false;
    if (observer != null) {
      observer.onEnd();
      onFlushed(observer);
      errorReported = observer.hasError();
      truncated = status < 300 && observer.isTruncated();
    }
    if (errorReported) {
      call.onFailed(FailureKind.UPSTREAM_STATUS, "an error in its response");
      finish(RequestOutcome.UPSTREAM_FAILED, 502, ErrorReason.UPSTREAM_STATUS);
    } else {
      finish(
          truncated ? RequestOutcome.TRUNCATED : RequestOutcome.COMPLETED,
          status,
          status < 300 ? null : ErrorReason.UPSTREAM_STATUS);
    }
    Objects.requireNonNull(passthrough).end(trailers);
  }

  private void onTimeout(Deadlines.Expired limit, Duration timeout) {
    if (limit == Deadlines.Expired.POOL) {
      call.onQueueTimeout(timeout);
      fail(ApiError.noFreeConnection(timeout.toMillis()), RequestOutcome.REJECTED);
    } else {
      if (limit != Deadlines.Expired.BACKSTOP) {
        // A stream that reaches the backstop was healthy.
        call.onFailed(
            FailureKind.UPSTREAM_TIMEOUT,
            "it %s within %d ms".formatted(limit.description, timeout.toMillis()));
      }
      fail(ApiError.timedOut(limit.description, timeout.toMillis()), RequestOutcome.TIMED_OUT);
    }
  }

  /**
   * Sends an error response if no headers were sent yet. Otherwise sends an error event, if the
   * stream is at an event boundary, and ends the connection before the response is complete: every
   * client takes that for a failure.
   */
  private void fail(ApiError error, RequestOutcome outcome) {
    ResponsePassthrough started = passthrough;
    if (started == null) {
      FullHttpResponse response = error.toResponse();
      timeline.addBytesOut(response.content().readableBytes());
      finish(outcome, error.status(), error.reason());
      responseWriter.writeFull(response);
      return;
    }
    if (observer != null) {
      // The bytes of the read that failed are flushed as well.
      onFlushed(observer);
    }
    if (observer != null && observer.isAtBoundary() && started.canAppend(lease.connection())) {
      byte[] event = error.toEvent();
      started.appendEvent(event);
      timeline.addBytesOut(event.length);
    }
    finish(outcome, error.status(), error.reason());
    responseWriter.abort();
  }

  /** Ends the relay once: stops what still runs, gives everything back, and counts. */
  private void finish(
      RequestOutcome outcome, int countedStatus, @Nullable ErrorReason errorReason) {
    if (finished) {
      return;
    }
    finished = true;
    deadlines.stop();
    releaseRequest();
    call.onReleased();
    try {
      lease.release(
          outcome == RequestOutcome.COMPLETED
              || outcome == RequestOutcome.TRUNCATED
              || outcome == RequestOutcome.UPSTREAM_FAILED);
    } finally {
      timeline.end(outcome, countedStatus, errorReason, System.nanoTime());
    }
  }

  private void releaseRequest() {
    if (request != null) {
      request.release();
      request = null;
    }
  }
}
