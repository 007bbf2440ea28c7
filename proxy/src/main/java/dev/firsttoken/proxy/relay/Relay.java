package dev.firsttoken.proxy.relay;

import dev.firsttoken.proxy.api.ApiError;
import dev.firsttoken.proxy.config.UpstreamLimits;
import dev.firsttoken.proxy.exchange.Exchange;
import dev.firsttoken.proxy.exchange.ResponseWriter;
import dev.firsttoken.proxy.meter.ErrorReason;
import dev.firsttoken.proxy.meter.RequestOutcome;
import dev.firsttoken.proxy.meter.Timeline;
import dev.firsttoken.proxy.pool.ConnectionPool;
import dev.firsttoken.proxy.pool.UpstreamBreaker;
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
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One answer on its way from the upstream to the client: the bytes pass as they came, framing and
 * all, one flush for each read; a copy is only looked at. All of it happens on the client's event
 * loop, and it ends once, in {@link #finish}.
 */
public final class Relay implements Exchange, CallListener {
  private static final Logger LOG = LoggerFactory.getLogger(Relay.class);

  private final ResponseWriter responseWriter;
  private final Timeline timeline;
  private final UpstreamEndpoint endpoint;
  private final UpstreamBreaker.Call call;
  private final ConnectionPool pool;
  private final Deadlines deadlines;
  private final Runnable permitCallback = this::onPermit;

  /** The request, for a second try on a new connection; null once an answer has begun. */
  private @Nullable ByteBuf request;

  /** Null while it is waited for that a call may run. */
  private @Nullable Connection connection;

  private @Nullable ResponseObserver observer;
  private @Nullable ResponsePassthrough passthrough;
  private int status;
  private final long receivedNanos;
  private final long startNanos = System.nanoTime();

  /** When the first of the bytes came that are not handed on yet; 0 for none. */
  private long unflushedReadNanos;

  private boolean awaitingPermit;
  private boolean finished;

  private Relay(
      RelayRequest relayRequest,
      UpstreamCall upstreamCall,
      ByteBuf request,
      UpstreamBreaker.Call call) {
    this.call = call;
    this.responseWriter = relayRequest.responseWriter();
    this.timeline = relayRequest.timeline();
    this.receivedNanos = relayRequest.receivedNanos();
    this.request = request;
    this.endpoint = upstreamCall.endpoint();
    this.pool = upstreamCall.pool();
    this.deadlines =
        new Deadlines(
            upstreamCall.limits(),
            relayRequest.streamed(),
            responseWriter.eventLoop(),
            this::onTimeout);
  }

  /**
   * What a relay begins with.
   *
   * @param streamed whether the client asked for a streamed answer
   * @param receivedNanos when the request was there whole, on the monotonic clock
   */
  public record RelayRequest(
      ResponseWriter responseWriter, Timeline timeline, boolean streamed, long receivedNanos) {}

  /** Where it goes, over which connections, and within which times. */
  public record UpstreamCall(
      UpstreamEndpoint endpoint, ConnectionPool pool, UpstreamLimits limits) {}

  /**
   * Sends the request upstream and relays what comes.
   *
   * @param request head and body, owned by the relay from here on
   * @throws ApiError 503 where the upstream's breaker is open; nothing has begun then
   */
  public static Relay start(RelayRequest relayRequest, ByteBuf request, UpstreamCall upstreamCall) {
    UpstreamBreaker.Call call = upstreamCall.endpoint().breaker().tryAcquire();
    if (call == null) {
      request.release();
      throw ApiError.breakerOpen();
    }
    Relay relay = new Relay(relayRequest, upstreamCall, request, call);
    relay.acquirePermit();
    return relay;
  }

  private void acquirePermit() {
    if (endpoint.permits().tryAcquire()) {
      onPermit();
    } else {
      awaitingPermit = true;
      pool.meter().addPending(1);
      deadlines.awaitConnection(startNanos);
      endpoint.permits().enqueue(responseWriter.eventLoop(), permitCallback);
    }
  }

  @Override
  public void onClientDisconnected() {
    finish(RequestOutcome.CLIENT_GONE, 499, ErrorReason.CLIENT_GONE);
  }

  @Override
  public void onShutdown() {
    if (!finished) {
      fail(ApiError.shutDown(), RequestOutcome.BROKEN_OFF);
    }
  }

  @Override
  public void onWritabilityChanged(boolean writable) {
    if (finished) {
      return; // The connection may lie in the pool by now, or be somebody else's.
    }
    deadlines.setPaused(!writable, System.nanoTime());
    if (connection != null) {
      connection.setAutoRead(writable);
    }
  }

  @Override
  public void onRequestWritten(long nanos) {}

  @Override
  public void onHeaders(HttpResponse response, long nanos) {
    releaseRequest();
    status = response.status().code();
    onRead(nanos);
    if (status < 500) {
      call.onSuccess();
    } else {
      call.onFailure();
    }
    timeline.onUpstreamHeaders(nanos, status);
    observer = new ResponseObserver(response, timeline);
    passthrough = ResponsePassthrough.of(response, responseWriter);
    responseWriter.writeHeaders(passthrough.response());
    if (connection != null) {
      // The client may have stopped reading before there was anything here to hold back.
      deadlines.setPaused(!responseWriter.isWritable(), nanos);
      connection.setAutoRead(responseWriter.isWritable());
    }
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
    switch (result.outcome()) {
      case COMPLETED -> onCompleted(result.trailers());
      case CANCELLED -> onClientDisconnected();
      case CONNECT_FAILED -> fail(ApiError.upstreamConnect(), RequestOutcome.UPSTREAM_FAILED);
      case TLS_UNTRUSTED -> fail(ApiError.upstreamUntrusted(), RequestOutcome.UPSTREAM_FAILED);
      case TLS_EXPIRED -> fail(ApiError.upstreamExpired(), RequestOutcome.UPSTREAM_FAILED);
      case TLS_WRONG_NAME -> fail(ApiError.upstreamWrongName(), RequestOutcome.UPSTREAM_FAILED);
      case TLS_FAILED -> fail(ApiError.upstreamTls(), RequestOutcome.UPSTREAM_FAILED);
      case ADDRESS_REFUSED -> fail(ApiError.addressRefused(), RequestOutcome.REJECTED);
      case CUT, RESET, TIMED_OUT -> fail(ApiError.upstreamReset(), RequestOutcome.UPSTREAM_FAILED);
      case MALFORMED -> {
        // Whoever sends such answers may mean them for the next who asks here.
        responseWriter.closeAfterResponse();
        fail(ApiError.upstreamReset(), RequestOutcome.UPSTREAM_FAILED);
      }
    }
  }

  /** A call may run now. */
  private void onPermit() {
    ByteBuf requestBytes = request;
    if (finished || requestBytes == null) {
      endpoint.permits().release();
      return;
    }
    pool.meter().addActive(1);
    try {
      send(requestBytes);
    } catch (RuntimeException | OutOfMemoryError e) {
      LOG.error("A request could not be sent on", e);
      fail(ApiError.internal(), RequestOutcome.BROKEN_OFF);
    }
  }

  private void send(ByteBuf requestBytes) {
    if (awaitingPermit) {
      awaitingPermit = false;
      pool.meter().addPending(-1);
    }
    long now = System.nanoTime();
    long waitedNanos = now - startNanos;
    deadlines.onSend(now);
    Connection acquired = pool.acquire(endpoint, responseWriter.eventLoop());
    connection = acquired;
    timeline.addRequestOverhead(System.nanoTime() - receivedNanos - waitedNanos);
    acquired.call(requestBytes.retainedDuplicate(), this);
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
   * A kept connection that the upstream had closed meanwhile is no failure: once more, on a new
   * one.
   */
  private boolean retryIfStale(CallResult result) {
    ByteBuf retry = request;
    boolean stale =
        (result.outcome() == CallOutcome.CUT || result.outcome() == CallOutcome.RESET)
            && result.noBytesReceived()
            && connection != null
            && !connection.isUnused();
    if (!stale || retry == null) {
      return false;
    }
    request = null;
    connection = pool.connect(endpoint, responseWriter.eventLoop());
    connection.call(retry, this);
    return true;
  }

  /** Counted before the last bytes go, so that whoever has read them finds them counted. */
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
      finish(RequestOutcome.UPSTREAM_FAILED, 502, ErrorReason.UPSTREAM_STATUS);
    } else {
      finish(
          truncated ? RequestOutcome.TRUNCATED : RequestOutcome.COMPLETED,
          status,
          status < 300 ? null : ErrorReason.UPSTREAM_STATUS);
    }
    responseWriter.end(trailers);
  }

  private void onTimeout(Deadlines.Expired limit, Duration timeout) {
    if (limit == Deadlines.Expired.POOL) {
      fail(ApiError.noFreeConnection(timeout.toMillis()), RequestOutcome.REJECTED);
    } else {
      if (limit != Deadlines.Expired.BACKSTOP) {
        call.onFailure(); // Whereas what went on for that long went well.
      }
      fail(ApiError.timedOut(limit.description, timeout.toMillis()), RequestOutcome.TIMED_OUT);
    }
  }

  /**
   * Before the head an error of ours. After it an event that says so, where an event can stand, and
   * the end of the connection short of the answer's end: every client takes that for a failure.
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
      // What came in the read that breaks it off goes out with the rest.
      onFlushed(observer);
    }
    if (observer != null && observer.isAtBoundary() && started.canAppend(connection)) {
      byte[] event = error.toEvent();
      started.appendEvent(event);
      timeline.addBytesOut(event.length);
    }
    finish(outcome, error.status(), error.reason());
    responseWriter.abort();
  }

  /** The one ending. Whatever still runs is stopped. */
  private void finish(
      RequestOutcome outcome, int countedStatus, @Nullable ErrorReason errorReason) {
    if (finished) {
      return;
    }
    finished = true;
    deadlines.stop();
    releaseRequest();
    if (outcome == RequestOutcome.UPSTREAM_FAILED) {
      call.onFailure();
    } else {
      call.onIgnored();
    }
    try {
      releaseConnection(outcome);
    } finally {
      timeline.end(outcome, countedStatus, errorReason, System.nanoTime());
    }
  }

  private void releaseConnection(RequestOutcome outcome) {
    if (awaitingPermit) {
      awaitingPermit = false;
      pool.meter().addPending(-1);
      endpoint.permits().cancel(permitCallback);
      return;
    }
    try {
      if (connection == null) {
        return; // It could not even be begun.
      }
      if (outcome == RequestOutcome.COMPLETED
          || outcome == RequestOutcome.TRUNCATED
          || outcome == RequestOutcome.UPSTREAM_FAILED) {
        pool.release(connection, endpoint, responseWriter.eventLoop());
      } else {
        connection.abort(CallOutcome.CANCELLED);
      }
    } finally {
      pool.meter().addActive(-1);
      endpoint.permits().release();
    }
  }

  private void releaseRequest() {
    if (request != null) {
      request.release();
      request = null;
    }
  }
}
