package dev.firsttoken.proxy.downstream;

import dev.firsttoken.proxy.api.ApiError;
import dev.firsttoken.proxy.api.ChatRequest;
import dev.firsttoken.proxy.api.Route;
import dev.firsttoken.proxy.exchange.ClientRequest;
import dev.firsttoken.proxy.exchange.Exchange;
import dev.firsttoken.proxy.exchange.ResponseWriter;
import dev.firsttoken.proxy.meter.ErrorReason;
import dev.firsttoken.proxy.meter.RequestOutcome;
import dev.firsttoken.proxy.meter.Timeline;
import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.http.HttpContent;
import io.netty.handler.codec.http.HttpObject;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.LastHttpContent;
import io.netty.util.ReferenceCountUtil;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The active chat request of a connection, from its headers to the last byte of its response. All
 * methods run on the event loop of the connection.
 */
final class ActiveRequest {
  private static final Logger LOG = LoggerFactory.getLogger(ActiveRequest.class);

  /** Receives the end of each response. */
  interface CompletionListener {
    /**
     * Is called when a response has been written or aborted.
     *
     * @param keepAlive whether the connection accepts another request
     */
    void onComplete(ChannelHandlerContext ctx, boolean keepAlive);
  }

  private final DownstreamContext downstreamContext;
  private final ClientTimeouts clientTimeouts;
  private final CompletionListener listener;

  /** Set while the body is being received. */
  private @Nullable RequestReceiver receiver;

  /** Set from the complete request to the last byte of its response. */
  private @Nullable ResponseWriter responseWriter;

  private @Nullable Exchange exchange;

  /** Whether the request holds a slot of {@link AdmissionControl}. */
  private boolean admitted;

  /** Whether the rest of a rejected body is read and discarded. */
  private boolean isDiscardingBody;

  ActiveRequest(
      DownstreamContext downstreamContext,
      ClientTimeouts clientTimeouts,
      CompletionListener listener) {
    this.downstreamContext = downstreamContext;
    this.clientTimeouts = clientTimeouts;
    this.listener = listener;
  }

  boolean isActive() {
    return receiver != null || responseWriter != null || isDiscardingBody;
  }

  boolean isResponding() {
    return responseWriter != null;
  }

  boolean isReceivingBody() {
    return receiver != null;
  }

  boolean isDiscardingBody() {
    return isDiscardingBody;
  }

  /**
   * Starts a request whose headers were read.
   *
   * @param filterError the error of {@link RequestFilter}, or null
   */
  void start(ChannelHandlerContext ctx, HttpRequest request, @Nullable ApiError filterError) {
    RequestReceiver newReceiver =
        new RequestReceiver(
            ctx, request, downstreamContext.admissionControl().clientLimits().maxBodyBytes());
    receiver = newReceiver;
    clientTimeouts.enter(ClientTimeouts.Phase.BODY);
    if (filterError != null && RequestFilter.isAmbiguous(filterError)) {
      newReceiver.abandon();
    }
    ApiError error = filterError == null ? newReceiver.validate() : filterError;
    if (error == null) {
      error = admit();
    }
    if (error == null) {
      newReceiver.sendContinue();
    } else {
      isDiscardingBody = true;
      reject(newReceiver, error);
    }
  }

  /** Receives a part of the body and takes over its buffer. */
  void receive(HttpContent content) {
    RequestReceiver current = Objects.requireNonNull(receiver);
    ApiError error = current.add(content);
    if (error != null) {
      isDiscardingBody = !(content instanceof LastHttpContent);
      reject(current, error);
    } else if (content instanceof LastHttpContent) {
      respond(current);
    }
  }

  /** Discards a part of a rejected body. */
  void discard(HttpObject part) {
    isDiscardingBody = !(part instanceof LastHttpContent);
    if (!isDiscardingBody && responseWriter == null) {
      clientTimeouts.enter(ClientTimeouts.Phase.IDLE);
    }
    ReferenceCountUtil.release(part);
  }

  void onWritabilityChanged(boolean writable) {
    if (exchange != null) {
      exchange.onWritabilityChanged(writable);
    }
  }

  void closeAfterResponse() {
    if (responseWriter != null) {
      responseWriter.closeAfterResponse();
    }
  }

  /**
   * Rejects a request whose body is incomplete.
   *
   * @return false if no body is being received
   */
  boolean abort(ApiError error) {
    RequestReceiver current = receiver;
    if (current == null) {
      return false;
    }
    isDiscardingBody = true;
    current.abandon();
    reject(current, error);
    return true;
  }

  void onShutdown() {
    if (exchange != null) {
      exchange.onShutdown();
    } else {
      abort(ApiError.shutDown());
    }
  }

  void onDisconnect() {
    RequestReceiver current = receiver;
    if (current != null) {
      receiver = null;
      current.close();
      downstreamContext.meter().onClientDisconnected(current.headersReadNanos());
      countRoute(current.route(), 499);
    }
    Exchange running = exchange;
    exchange = null;
    try {
      if (running != null) {
        running.onClientDisconnected();
      }
    } finally {
      releaseSlot();
    }
  }

  /** Acquires a slot before the body is read. */
  private @Nullable ApiError admit() {
    if (downstreamContext.admissionControl().isDraining()) {
      return ApiError.draining();
    }
    admitted = downstreamContext.admissionControl().tryAcquire();
    return admitted ? null : ApiError.overloaded();
  }

  /** Routes the complete request. */
  private void respond(RequestReceiver received) {
    long receivedNanos = System.nanoTime();
    ByteBuf body = received.detachBody();
    ChatRequest request;
    try {
      Route route = Objects.requireNonNull(received.route());
      request = downstreamContext.router().parse(route, body, received.headersReadNanos());
    } catch (ApiError e) {
      body.release();
      reject(received, e);
      return;
    } catch (RuntimeException | OutOfMemoryError e) {
      LOG.error("A request could not be read", e);
      body.release();
      reject(received, ApiError.internal());
      return;
    }
    receiver = null;
    clientTimeouts.enter(ClientTimeouts.Phase.NONE);
    respond(
        new ClientRequest(
            request, received.query(), received.request().headers(), body, receivedNanos),
        createWriter(received));
  }

  private void respond(ClientRequest clientRequest, ResponseWriter writer) {
    Timeline timeline =
        downstreamContext.router().beginTimeline(clientRequest.request(), clientRequest.headers());
    try {
      Exchange running = downstreamContext.router().route(clientRequest, writer, timeline);
      exchange = responseWriter == null ? null : running; // It may have finished already.
    } catch (ApiError e) {
      rejectStarted(writer, timeline, e, RequestOutcome.REJECTED);
    } catch (RuntimeException | OutOfMemoryError e) {
      LOG.error("A request could not be routed", e);
      if (writer.isStarted()) {
        timeline.end(RequestOutcome.BROKEN_OFF, 500, ErrorReason.INTERNAL, System.nanoTime());
        writer.abort();
      } else {
        rejectStarted(writer, timeline, ApiError.internal(), RequestOutcome.BROKEN_OFF);
      }
    }
  }

  private static void rejectStarted(
      ResponseWriter writer, Timeline timeline, ApiError error, RequestOutcome outcome) {
    writer.writeError(
        error,
        bytes -> {
          timeline.addBytesOut(bytes);
          timeline.end(outcome, error.status(), error.reason(), System.nanoTime());
        });
  }

  /** Responds with an error, counts it and releases the body. */
  private void reject(RequestReceiver rejected, ApiError error) {
    receiver = null;
    rejected.close();
    ResponseWriter writer = createWriter(rejected);
    if (rejected.isBroken()) {
      // The next request has no known start.
      writer.closeAfterResponse();
    }
    clientTimeouts.enter(isDiscardingBody ? ClientTimeouts.Phase.BODY : ClientTimeouts.Phase.NONE);
    if (isDiscardingBody) {
      writer.writeEarlyError(error, bytes -> countRejected(rejected, error, bytes));
    } else {
      writer.writeError(error, bytes -> countRejected(rejected, error, bytes));
    }
  }

  private void countRejected(RequestReceiver rejected, ApiError error, int bytes) {
    downstreamContext
        .meter()
        .onRejected(rejected.headersReadNanos(), error.status(), error.reason(), bytes);
    countRoute(rejected.route(), error.status());
  }

  private ResponseWriter createWriter(RequestReceiver source) {
    ResponseWriter writer =
        new ResponseWriter(
            source.context(),
            source.request(),
            downstreamContext.admissionControl()::isDraining,
            keepAlive -> onComplete(source.context(), keepAlive));
    responseWriter = writer;
    return writer;
  }

  private void countRoute(@Nullable Route route, int status) {
    if (route != null) {
      downstreamContext.meter().countRoute(route.label(), status);
    }
  }

  private void onComplete(ChannelHandlerContext ctx, boolean keepAlive) {
    responseWriter = null;
    exchange = null;
    releaseSlot();
    if (!isDiscardingBody) {
      clientTimeouts.enter(ClientTimeouts.Phase.IDLE);
    }
    listener.onComplete(ctx, keepAlive);
  }

  private void releaseSlot() {
    if (admitted) {
      admitted = false;
      downstreamContext.admissionControl().release();
    }
  }
}
