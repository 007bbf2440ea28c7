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
import dev.firsttoken.proxy.exchange.ClientRequest;
import dev.firsttoken.proxy.exchange.Exchange;
import dev.firsttoken.proxy.exchange.ResponseWriter;
import dev.firsttoken.proxy.meter.ErrorReason;
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
  /** Next step of {@link ChatRouteHandler} for a message. */
  enum Disposition {
    /** Nothing: the connection has taken it. */
    TAKEN,
    /** Passes it to Micronaut. */
    FORWARD,
    /** Keeps it until Micronaut has responded. */
    WAIT
  }

  private final DownstreamContext downstreamContext;
  private final RequestDispatcher dispatcher;
  private final ClientTimeouts clientTimeouts;
  private final LongSupplier nanoTime;
  private final Runnable onReady;
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
      state = new ReceivingHeaders(nanoTime.getAsLong());
    }
  }

  /** Is called for each message, unless the connection is responding. */
  Disposition onMessage(ChannelHandlerContext ctx, HttpObject part) {
    return switch (state) {
      case Idle _, ReceivingHeaders _, Forwarding _ -> {
        if (part instanceof HttpRequest request) {
          yield onHeaders(ctx, request);
        }
        yield part.decoderResult().isSuccess() ? Disposition.FORWARD : closeMalformed(ctx, part);
      }
      case ReceivingBody receiving -> receiveBody(receiving.receiver(), (HttpContent) part);
      case Discarding _ ->
          part.decoderResult().isSuccess() ? discard(part) : closeMalformed(ctx, part);
      case Closing _, Closed _ -> {
        ReferenceCountUtil.release(part);
        yield Disposition.TAKEN;
      }
      case Responding _ -> throw new IllegalStateException("a message during a response");
    };
  }

  /** Is called when Micronaut has completed a response. */
  void onForwardedResponseComplete() {
    if (state instanceof Forwarding(int pending)) {
      state = pending > 1 ? new Forwarding(pending - 1) : new Idle(nanoTime.getAsLong());
    }
  }

  void onWritabilityChanged(boolean writable) {
    if (state instanceof Responding responding && responding.exchange() != null) {
      responding.exchange().onWritabilityChanged(writable);
    }
  }

  /** Is called at a fixed rate. */
  void checkTimeouts(ChannelHandlerContext ctx) {
    if (clientTimeouts.isWriteStalled(ctx.channel())) {
      // The client does not read, so unsent bytes would delay an orderly close.
      ctx.channel().config().setOption(ChannelOption.SO_LINGER, 0);
      ctx.close();
    } else if (clientTimeouts.hasExpired(state)) {
      onTimeout(ctx);
    }
  }

  private void onTimeout(ChannelHandlerContext ctx) {
    switch (state) {
      case ReceivingHeaders _ -> rejectHeaders(ctx);
      case ReceivingBody receiving ->
          rejectIncomplete(
              receiving.receiver(),
              ApiError.bodyTooSlow(timeouts(downstreamContext).body().toMillis()));
      case Idle _, Discarding _, Closing _ -> ctx.close();
      case Forwarding _, Responding _, Closed _ -> {} // They await no input.
    }
  }

  /**
   * Is called when the server starts to shut down.
   *
   * @param hasQueuedMessages whether a request was read but not started
   */
  void onDrain(ChannelHandlerContext ctx, boolean hasQueuedMessages) {
    switch (state) {
      case Responding responding -> responding.writer().closeAfterResponse();
      case Idle _, ReceivingHeaders _ when !hasQueuedMessages ->
          // Slow clients may still read the last response: the close follows its bytes.
          ctx.pipeline()
              .context(HttpServerCodec.class)
              .writeAndFlush(Unpooled.EMPTY_BUFFER)
              .addListener(ChannelFutureListener.CLOSE);
      case Idle _, ReceivingHeaders _, Forwarding _, ReceivingBody _ -> {}
      case Discarding _, Closing _, Closed _ -> {}
    }
  }

  /** Is called when the drain timeout has expired. */
  void onShutdown() {
    if (state instanceof Responding responding && responding.exchange() != null) {
      responding.exchange().onShutdown();
    } else if (state instanceof ReceivingBody receiving) {
      rejectIncomplete(receiving.receiver(), ApiError.shutDown());
    }
  }

  void onDisconnect() {
    ConnectionState before = state;
    state = new Closed();
    try {
      if (before instanceof ReceivingBody receiving) {
        receiving.receiver().close();
        dispatcher.countDisconnected(receiving.receiver());
      } else if (before instanceof Responding responding && responding.exchange() != null) {
        responding.exchange().onClientDisconnected();
      }
    } finally {
      if (before instanceof ReceivingBody || before instanceof Responding) {
        downstreamContext.admissionControl().release();
      }
    }
  }

  private Disposition onHeaders(ChannelHandlerContext ctx, HttpRequest request) {
    ApiError error = downstreamContext.requestFilter().validate(request);
    if (error == null && !RequestReceiver.isForRoute(request)) {
      state = new Forwarding(state instanceof Forwarding(int pending) ? pending + 1 : 1);
      return Disposition.FORWARD;
    }
    if (state instanceof Forwarding) {
      return Disposition.WAIT;
    }
    if (Http2Rejection.isPreface(request)) {
      startClosing();
      downstreamContext.meter().onRejected(505, ErrorReason.BAD_REQUEST, 0);
      Http2Rejection.reject(ctx);
    } else {
      startChatRequest(ctx, request, error);
    }
    return Disposition.TAKEN;
  }

  private void startChatRequest(
      ChannelHandlerContext ctx, HttpRequest request, @Nullable ApiError filterError) {
    int maxBodyBytes = downstreamContext.admissionControl().clientLimits().maxBodyBytes();
    RequestReceiver receiver = new RequestReceiver(ctx, request, maxBodyBytes);
    if (filterError != null && RequestFilter.isAmbiguous(filterError)) {
      receiver.abandon();
    }
    ApiError error = dispatcher.admit(receiver, filterError);
    if (error != null) {
      reject(receiver, error, false);
      return;
    }
    state = new ReceivingBody(receiver, nanoTime.getAsLong());
    receiver.sendContinue();
  }

  private Disposition receiveBody(RequestReceiver receiver, HttpContent content) {
    boolean bodyComplete = content instanceof LastHttpContent;
    ApiError error = receiver.add(content);
    if (error != null) {
      reject(receiver, error, bodyComplete);
    } else if (bodyComplete) {
      respond(receiver);
    }
    return Disposition.TAKEN;
  }

  private void respond(RequestReceiver receiver) {
    ClientRequest clientRequest;
    try {
      clientRequest = dispatcher.parse(receiver);
    } catch (ApiError e) {
      reject(receiver, e, true);
      return;
    }
    ResponseWriter writer = createWriter(receiver, true);
    state = new Responding(writer, null);
    Exchange exchange = dispatcher.respond(clientRequest, writer);
    if (state instanceof Responding) { // The response may be complete already.
      state = new Responding(writer, exchange);
    }
  }

  private Disposition discard(HttpObject part) {
    if (part instanceof LastHttpContent) {
      state = new Idle(nanoTime.getAsLong());
    }
    ReferenceCountUtil.release(part);
    return Disposition.TAKEN;
  }

  private Disposition closeMalformed(ChannelHandlerContext ctx, HttpObject part) {
    ReferenceCountUtil.release(part);
    startClosing();
    // Micronaut would wait for the rest of the body. It needs channelReadComplete before the close.
    ctx.executor()
        .execute(
            () -> {
              ctx.close();
            });
    return Disposition.TAKEN;
  }

  private void rejectHeaders(ChannelHandlerContext ctx) {
    state = new Closing(Awaited.NOTHING, 0);
    ApiError error = ApiError.headersTooSlow(timeouts(downstreamContext).headers().toMillis());
    ResponseWriter.writeErrorAndClose(
        ctx,
        error,
        bytes -> downstreamContext.meter().onRejected(error.status(), error.reason(), bytes));
  }

  private void rejectIncomplete(RequestReceiver receiver, ApiError error) {
    receiver.abandon();
    reject(receiver, error, false);
  }

  /** Responds with an error at once, in place of an exchange. */
  private void reject(RequestReceiver receiver, ApiError error, boolean bodyComplete) {
    boolean admitted = state instanceof ReceivingBody;
    long now = nanoTime.getAsLong();
    state = bodyComplete ? new Idle(now) : new Discarding(now);
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
    return new ResponseWriter(
        receiver.context(),
        receiver.request(),
        downstreamContext.admissionControl()::isDraining,
        keepAlive -> onResponseFinished(receiver.context(), admitted, keepAlive));
  }

  private void onResponseFinished(ChannelHandlerContext ctx, boolean admitted, boolean keepAlive) {
    if (state instanceof Closed) {
      return;
    }
    if (state instanceof Responding) {
      state = new Idle(nanoTime.getAsLong());
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
    state = new Closing(state.awaited(), state.sinceNanos());
  }

  private static ClientLimits.Timeouts timeouts(DownstreamContext downstreamContext) {
    return downstreamContext.admissionControl().clientLimits().timeouts();
  }
}
