package dev.firsttoken.proxy.downstream;

import dev.firsttoken.proxy.api.ApiError;
import dev.firsttoken.proxy.config.ClientLimits;
import dev.firsttoken.proxy.downstream.ConnectionState.Awaited;
import dev.firsttoken.proxy.downstream.ConnectionState.Closed;
import dev.firsttoken.proxy.downstream.ConnectionState.Closing;
import dev.firsttoken.proxy.downstream.ConnectionState.Discarding;
import dev.firsttoken.proxy.downstream.ConnectionState.Forwarding;
import dev.firsttoken.proxy.downstream.ConnectionState.Idle;
import dev.firsttoken.proxy.downstream.ConnectionState.ReceivingBody;
import dev.firsttoken.proxy.downstream.ConnectionState.ReceivingHeaders;
import dev.firsttoken.proxy.downstream.ConnectionState.Responding;
import dev.firsttoken.proxy.exchange.Exchange;
import dev.firsttoken.proxy.exchange.ResponseFormat;
import dev.firsttoken.proxy.exchange.ResponseWriter;
import dev.firsttoken.proxy.meter.ErrorReason;
import dev.firsttoken.proxy.meter.ReceivedRequest;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelOption;
import io.netty.handler.codec.http.HttpContent;
import io.netty.handler.codec.http.HttpObject;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpServerCodec;
import io.netty.handler.codec.http.LastHttpContent;
import io.netty.util.ReferenceCountUtil;
import java.util.function.IntConsumer;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * State machine of one client connection: each event moves it to its next {@link ConnectionState}.
 * All methods run on the event loop of the connection.
 */
final class ClientConnection {
  private final DownstreamContext downstreamContext;
  private final RequestDispatcher dispatcher;
  private final ClientTimeouts clientTimeouts;
  private final LongSupplier nanoTime;
  private final Runnable onReady;
  private final UnreadOutput unreadOutput;
  private ConnectionState state;

  /**
   * @param nanoTime the monotonic clock
   * @param onReady runs on the event loop after each chat response
   */
  ClientConnection(DownstreamContext downstreamContext, LongSupplier nanoTime, Runnable onReady) {
    this.downstreamContext = downstreamContext;
    this.dispatcher = new RequestDispatcher(downstreamContext);
    this.clientTimeouts = new ClientTimeouts(timeouts(downstreamContext), nanoTime);
    this.nanoTime = nanoTime;
    this.onReady = onReady;
    this.unreadOutput = new UnreadOutput(downstreamContext.memoryBudget());
    this.state = new Idle(nanoTime.getAsLong());
  }

  ConnectionState state() {
    return state;
  }

  long timeoutCheckMillis() {
    return clientTimeouts.checkIntervalMillis();
  }

  /** Is called when a read has ended within the headers of a request. */
  void onPartialHeaders() {
    if (state instanceof Idle) {
      moveTo(new ReceivingHeaders(nanoTime.getAsLong()));
    }
  }

  /**
   * Reports what happens to input behind a complete request. A client that does not read its
   * responses gets no further ones, which would have to wait in memory.
   */
  FramingEnforcer.NextRequest nextRequest(boolean writable) {
    return switch (state) {
      case Idle _, ReceivingHeaders _ ->
          writable ? FramingEnforcer.NextRequest.PASS : FramingEnforcer.NextRequest.HOLD;
      case Forwarding _, ReceivingBody _, Discarding _, Responding _ ->
          FramingEnforcer.NextRequest.HOLD;
      case Closing _, Closed _ -> FramingEnforcer.NextRequest.DISCARD;
    };
  }

  /**
   * Is called for each message.
   *
   * @return true if Micronaut gets the message, which is a request then
   */
  boolean onMessage(ChannelHandlerContext ctx, HttpObject part) {
    return switch (state) {
      case Idle _, ReceivingHeaders _ when part instanceof HttpRequest request ->
          onHeaders(ctx, request);
      case Idle _, ReceivingHeaders _, Forwarding _, Discarding _ -> discard(ctx, part);
      case ReceivingBody receiving -> receiveBody(receiving.receiver(), (HttpContent) part);
      case Responding _, Closing _, Closed _ -> {
        ReferenceCountUtil.release(part);
        yield false;
      }
    };
  }

  /** Is called when Micronaut has completed a response. */
  void onForwardedResponseComplete() {
    if (state instanceof Forwarding(boolean micro)) {
      moveTo(new Idle(nanoTime.getAsLong()));
      if (micro) {
        downstreamContext.admissionControl().releaseMicro();
      }
    }
  }

  void onWritabilityChanged(ChannelHandlerContext ctx) {
    boolean writable = ctx.channel().isWritable();
    boolean sharesMemory = state instanceof Forwarding(boolean micro) && micro;
    if (writable) {
      unreadOutput.release();
    } else if (!sharesMemory && !unreadOutput.reserve()) {
      closeUnread(ctx);
      return;
    }
    if (state instanceof Responding responding && responding.exchange() != null) {
      responding.exchange().onWritabilityChanged(writable);
    }
  }

  /** Is called at a fixed rate. */
  void checkTimeouts(ChannelHandlerContext ctx) {
    clientTimeouts.onCheck();
    if (clientTimeouts.isWriteStalled(ctx.channel())) {
      closeUnread(ctx);
    } else if (clientTimeouts.hasExpired(state)) {
      onTimeout(ctx);
    }
  }

  /** The client does not read, so unsent bytes would delay an orderly close. */
  private static void closeUnread(ChannelHandlerContext ctx) {
    ctx.channel().config().setOption(ChannelOption.SO_LINGER, 0);
    ctx.close();
  }

  private void onTimeout(ChannelHandlerContext ctx) {
    switch (state) {
      case ReceivingHeaders _ ->
          rejectHeaders(
              ctx, ApiError.headersTooSlow(timeouts(downstreamContext).headers().toMillis()));
      case ReceivingBody receiving ->
          rejectIncomplete(
              receiving.receiver(),
              ApiError.bodyTooSlow(timeouts(downstreamContext).body().toMillis()));
      case Idle _, Discarding _, Closing _ -> ctx.close();
      case Forwarding _, Responding _, Closed _ -> {} // They await no input.
    }
  }

  /** Is called when the server starts to shut down. A request that has begun is served. */
  void onDrain() {
    if (state instanceof Responding responding) {
      responding.writer().closeAfterResponse();
    }
  }

  /** Closes the connection, unless a request has begun. */
  void closeIfIdle(ChannelHandlerContext ctx) {
    if (state instanceof Idle) {
      // Slow clients may still read the last response: the close follows its bytes.
      ctx.pipeline()
          .context(HttpServerCodec.class)
          .writeAndFlush(Unpooled.EMPTY_BUFFER)
          .addListener(ChannelFutureListener.CLOSE);
    }
  }

  /** Is called when the drain timeout has expired. */
  void onShutdown() {
    if (state instanceof Responding responding && responding.exchange() != null) {
      responding.exchange().abort(ApiError.shutDown());
    } else if (state instanceof ReceivingBody receiving) {
      rejectIncomplete(receiving.receiver(), ApiError.shutDown());
    }
  }

  /**
   * Is called when too many bytes wait behind the current request. A stream may take long, so its
   * input is discarded and the connection closes after it: clients resend what got no response (RFC
   * 9112 §9.3.2).
   *
   * @return true if all later input is discarded
   */
  boolean onInputOverflow() {
    if (state instanceof Responding responding) {
      responding.writer().closeAfterResponse();
      return true;
    }
    return false;
  }

  /** Is called when input can't be read or held for lack of memory. */
  void onMemoryExhausted(ChannelHandlerContext ctx) {
    ApiError error = ApiError.memoryExhausted();
    switch (state) {
      case Idle _, ReceivingHeaders _ -> rejectHeaders(ctx, error);
      case ReceivingBody receiving -> rejectIncomplete(receiving.receiver(), error);
      case Responding responding when responding.exchange() != null ->
          responding.exchange().abort(error);
      case Forwarding _, Discarding _, Responding _, Closing _, Closed _ -> ctx.close();
    }
  }

  void onDisconnect() {
    ConnectionState before = state;
    moveTo(new Closed());
    unreadOutput.release();
    try {
      if (before instanceof ReceivingBody receiving) {
        receiving.receiver().close();
        dispatcher.countDisconnected(receiving.receiver());
      } else if (before instanceof Responding responding && responding.exchange() != null) {
        responding.exchange().onClientDisconnected();
      }
    } finally {
      before.releaseSlot(downstreamContext.admissionControl());
    }
  }

  private boolean onHeaders(ChannelHandlerContext ctx, HttpRequest request) {
    ApiError error = downstreamContext.requestFilter().validate(request);
    if (error == null && !RequestReceiver.isForRoute(request)) {
      return forward(ctx, request);
    }
    if (Http2Rejection.isPreface(request)) {
      startClosing();
      ReceivedRequest received =
          new ReceivedRequest(request.method().name(), null, nanoTime.getAsLong());
      downstreamContext.meter().onRejected(received, 505, ErrorReason.BAD_REQUEST, 0);
      Http2Rejection.reject(ctx);
    } else {
      startChatRequest(ctx, request, error);
    }
    return false;
  }

  private boolean forward(ChannelHandlerContext ctx, HttpRequest request) {
    boolean micro = ForwardedRequest.isMicro(request);
    if (micro && !downstreamContext.admissionControl().tryAcquireMicro()) {
      startChatRequest(ctx, request, ApiError.overloaded());
      return false;
    }
    ForwardedRequest.prepare(request, ctx.channel(), nanoTime.getAsLong());
    moveTo(new Forwarding(micro));
    return true;
  }

  private void startChatRequest(
      ChannelHandlerContext ctx, HttpRequest request, @Nullable ApiError filterError) {
    RequestReceiver receiver =
        new RequestReceiver(
            ctx, request, downstreamContext.maxBodyBytes(), downstreamContext.memoryBudget());
    if (filterError != null && RequestFilter.isAmbiguous(filterError)) {
      receiver.abandon();
    }
    ApiError error = dispatcher.admit(receiver, filterError);
    if (error != null) {
      reject(receiver, error, false);
      return;
    }
    moveTo(new ReceivingBody(receiver, nanoTime.getAsLong()));
    receiver.sendContinue();
  }

  private boolean receiveBody(RequestReceiver receiver, HttpContent content) {
    boolean bodyComplete = content instanceof LastHttpContent;
    ApiError error = receiver.add(content);
    if (error != null) {
      reject(receiver, error, bodyComplete);
    } else if (bodyComplete) {
      respond(receiver);
    }
    return false;
  }

  private void respond(RequestReceiver receiver) {
    ResponseWriter writer = createWriter(receiver, true);
    moveTo(new Responding(writer, null));
    Exchange exchange = dispatcher.respond(receiver, writer);
    if (state instanceof Responding) { // The response may be complete already.
      moveTo(new Responding(writer, exchange));
    }
  }

  /** Discards one part of an unused body. */
  private boolean discard(ChannelHandlerContext ctx, HttpObject part) {
    boolean malformed = part.decoderResult().isFailure();
    boolean last = part instanceof LastHttpContent;
    ReferenceCountUtil.release(part);
    if (malformed) {
      closeMalformed(ctx);
    } else if (last && state instanceof Discarding) {
      moveTo(new Idle(nanoTime.getAsLong()));
    }
    return false;
  }

  private void closeMalformed(ChannelHandlerContext ctx) {
    startClosing();
    // Micronaut needs channelReadComplete before the close.
    ctx.executor().execute(ctx::close);
  }

  private void rejectHeaders(ChannelHandlerContext ctx, ApiError error) {
    moveTo(new Closing(Awaited.NOTHING, 0));
    ReceivedRequest received = ReceivedRequest.withoutHeaders(nanoTime.getAsLong());
    ResponseWriter.writeErrorAndClose(
        ctx,
        error,
        bytes ->
            downstreamContext.meter().onRejected(received, error.status(), error.reason(), bytes));
  }

  private void rejectIncomplete(RequestReceiver receiver, ApiError error) {
    receiver.abandon();
    reject(receiver, error, false);
  }

  /** Responds with an error at once, in place of an exchange. */
  private void reject(RequestReceiver receiver, ApiError error, boolean bodyComplete) {
    boolean admitted = state instanceof ReceivingBody;
    long now = nanoTime.getAsLong();
    moveTo(bodyComplete ? new Idle(now) : new Discarding(now));
    receiver.close();
    ResponseWriter writer = createWriter(receiver, admitted);
    if (receiver.isBroken()) {
      // The next request has no known start.
      writer.closeAfterResponse();
    }
    IntConsumer countBytes = bytes -> dispatcher.countRejected(receiver, error, bytes);
    if (bodyComplete) {
      writer.writeError(error, countBytes);
    } else {
      writer.writeEarlyError(error, countBytes);
    }
  }

  private ResponseWriter createWriter(RequestReceiver receiver, boolean admitted) {
    // The listener must not keep the request: its headers would stay in memory with the stream.
    ChannelHandlerContext ctx = receiver.context();
    return new ResponseWriter(
        ctx,
        ResponseFormat.of(receiver.request(), receiver.id()),
        downstreamContext.admissionControl()::isDraining,
        keepAlive -> onResponseFinished(ctx, admitted, keepAlive));
  }

  private void onResponseFinished(ChannelHandlerContext ctx, boolean admitted, boolean keepAlive) {
    if (state instanceof Closed) {
      return;
    }
    if (state instanceof Responding) {
      moveTo(new Idle(nanoTime.getAsLong()));
    }
    if (admitted) {
      downstreamContext.admissionControl().release();
    }
    if (!keepAlive) {
      startClosing();
    }
    // Not from within the exchange that finishes.
    ctx.executor().execute(onReady);
  }

  /** Discards all later input. The timeout of the current state still applies. */
  private void startClosing() {
    moveTo(new Closing(state.awaited(), state.sinceNanos()));
  }

  private static ClientLimits.Timeouts timeouts(DownstreamContext downstreamContext) {
    return downstreamContext.admissionControl().clientLimits().timeouts();
  }

  private void moveTo(ConnectionState next) {
    boolean before = state.isUnderway();
    boolean after = next.isUnderway();
    state = next;
    if (before != after) {
      downstreamContext.admissionControl().addUnderway(after ? 1 : -1);
    }
  }
}
