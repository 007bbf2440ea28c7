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
import io.netty.handler.codec.http.FullHttpResponse;
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
 * The request of ours that a connection is about, from its head to the last byte of its answer;
 * then the next one. On the connection's event loop.
 */
final class ActiveRequest {
  private static final Logger LOG = LoggerFactory.getLogger(ActiveRequest.class);

  /** Is told of each answer's end. */
  interface CompletionListener {
    /**
     * An answer was handed to the socket, or broken off.
     *
     * @param keepAlive whether the connection takes another request
     */
    void onComplete(ChannelHandlerContext ctx, boolean keepAlive);
  }

  private final DownstreamContext downstreamContext;
  private final ClientTimeouts clientTimeouts;
  private final CompletionListener listener;

  /** While its body is being collected. */
  private @Nullable RequestReceiver receiver;

  /** From the whole request to the last byte of its answer. */
  private @Nullable ResponseWriter responseWriter;

  private @Nullable Exchange exchange;

  /** One of the requests that may run at once is this one. */
  private boolean admitted;

  /** What is left of a refused request's body is read and dropped, up to its end. */
  private boolean isDiscardingBody;

  ActiveRequest(
      DownstreamContext downstreamContext,
      ClientTimeouts clientTimeouts,
      CompletionListener listener) {
    this.downstreamContext = downstreamContext;
    this.clientTimeouts = clientTimeouts;
    this.listener = listener;
  }

  /** It has begun, and not ended. */
  boolean isActive() {
    return receiver != null || responseWriter != null || isDiscardingBody;
  }

  /** Its answer is on its way, and the next request has to wait. */
  boolean isResponding() {
    return responseWriter != null;
  }

  /** Its body is wanted. */
  boolean isReceivingBody() {
    return receiver != null;
  }

  /** Its body is on its way still, and wanted by nobody. */
  boolean isDiscardingBody() {
    return isDiscardingBody;
  }

  /**
   * A head came.
   *
   * @param filterError what the gate refuses it for
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

  /** A part of the body came, owned from here on. */
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

  /** A part of a refused body came. */
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

  /** The answer is the connection's last. */
  void closeAfterResponse() {
    if (responseWriter != null) {
      responseWriter.closeAfterResponse();
    }
  }

  /** The body is not waited for any longer; false where it was wanted by nobody. */
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

  /** The server ends before the answer does. */
  void onShutdown() {
    if (exchange != null) {
      exchange.onShutdown();
    } else {
      abort(ApiError.shutDown());
    }
  }

  /** The client has gone. */
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

  /** Before the body is looked at, or even there. */
  private @Nullable ApiError admit() {
    if (downstreamContext.admissionControl().isDraining()) {
      return ApiError.draining();
    }
    admitted = downstreamContext.admissionControl().tryAcquire();
    return admitted ? null : ApiError.overloaded();
  }

  /** The request is whole: on to the rooms that answer. */
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
      exchange = responseWriter == null ? null : running; // It may be over before it is known here.
    } catch (ApiError e) {
      rejectStarted(writer, timeline, e, RequestOutcome.REJECTED);
    } catch (RuntimeException | OutOfMemoryError e) {
      LOG.error("A request could not be taken on", e);
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
    FullHttpResponse response = error.toResponse();
    timeline.addBytesOut(response.content().readableBytes());
    timeline.end(outcome, error.status(), error.reason(), System.nanoTime());
    writer.writeFull(response);
  }

  /** The request is answered by an error of ours and counted, and its body goes nowhere. */
  private void reject(RequestReceiver rejected, ApiError error) {
    receiver = null;
    rejected.close();
    ResponseWriter writer = createWriter(rejected);
    if (rejected.isBroken()) {
      // What follows can't be told from the rest of this one.
      writer.closeAfterResponse();
    }
    if (isDiscardingBody) {
      writer.halfClose();
    }
    clientTimeouts.enter(isDiscardingBody ? ClientTimeouts.Phase.BODY : ClientTimeouts.Phase.NONE);
    FullHttpResponse response = error.toResponse();
    long bytes = response.content().readableBytes();
    downstreamContext
        .meter()
        .onRejected(rejected.headersReadNanos(), error.status(), error.reason(), bytes);
    countRoute(rejected.route(), error.status());
    writer.writeFull(response);
  }

  private ResponseWriter createWriter(RequestReceiver source) {
    ResponseWriter writer =
        new ResponseWriter(
            source.context(),
            source.request(),
            downstreamContext.admissionControl()::isDraining,
            () -> onComplete(source.context()));
    responseWriter = writer;
    return writer;
  }

  private void countRoute(@Nullable Route route, int status) {
    if (route != null) {
      downstreamContext.meter().countRoute(route.label(), status);
    }
  }

  private void onComplete(ChannelHandlerContext ctx) {
    boolean keepAlive = responseWriter != null && responseWriter.isKeepAlive();
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
