package dev.firsttoken.proxy.downstream;

import dev.firsttoken.proxy.api.ApiError;
import dev.firsttoken.proxy.config.ClientLimits;
import dev.firsttoken.proxy.exchange.ResponseWriter;
import dev.firsttoken.proxy.meter.ErrorReason;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelDuplexHandler;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelOption;
import io.netty.channel.ChannelPromise;
import io.netty.handler.codec.http.HttpContent;
import io.netty.handler.codec.http.HttpObject;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpServerCodec;
import io.netty.handler.codec.http.HttpStatusClass;
import io.netty.handler.codec.http.LastHttpContent;
import io.netty.util.ReferenceCountUtil;
import io.netty.util.concurrent.Future;
import java.util.ArrayDeque;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Handles the chat routes of one client connection, and forwards all other requests to Micronaut's
 * controllers. It handles one request at a time. Later requests wait in a bounded queue. A chat
 * request waits until Micronaut has responded to all requests before it.
 */
final class ChatRouteHandler extends ChannelDuplexHandler {
  /** In messages, not bytes. No more input is read while the queue is full. */
  private static final int MAX_QUEUED_MESSAGES = 64;

  private final DownstreamContext downstreamContext;
  private final ClientTimeouts clientTimeouts;
  private final FramingEnforcer framingEnforcer = new FramingEnforcer(this::onMalformed);
  private final ActiveRequest activeRequest;
  private final ArrayDeque<HttpObject> queue = new ArrayDeque<>();

  /** Requests that Micronaut has not responded to completely. */
  private int pendingForwarded;

  /** Whether Micronaut received a message since its last channelReadComplete. */
  private boolean forwardedSinceReadComplete;

  /** Whether a message was decoded since the last channelReadComplete. */
  private boolean messageDecoded;

  /** Whether all input is discarded, as the connection is about to close. */
  private boolean discardInput;

  private @Nullable ChannelHandlerContext context;
  private @Nullable Future<?> timeoutTask;
  private boolean closed;

  ChatRouteHandler(DownstreamContext downstreamContext) {
    this.downstreamContext = downstreamContext;
    this.clientTimeouts =
        new ClientTimeouts(downstreamContext.admissionControl().clientLimits().timeouts());
    this.activeRequest =
        new ActiveRequest(downstreamContext, clientTimeouts, this::onRequestComplete);
  }

  /** The handler to add in front of the codec. */
  FramingEnforcer framingEnforcer() {
    return framingEnforcer;
  }

  @Override
  public void handlerAdded(ChannelHandlerContext ctx) {
    long millis =
        ClientTimeouts.checkIntervalMillis(
            downstreamContext.admissionControl().clientLimits().timeouts());
    context = ctx;
    timeoutTask =
        ctx.executor()
            .scheduleAtFixedRate(() -> checkTimeouts(ctx), millis, millis, TimeUnit.MILLISECONDS);
  }

  @Override
  public void channelRead(ChannelHandlerContext ctx, Object message) {
    messageDecoded = true;
    if (message instanceof HttpRequest request) {
      framingEnforcer.expectBody(request);
    }
    if (discardInput) {
      ReferenceCountUtil.release(message);
    } else if (!(message instanceof HttpObject part)) {
      ctx.fireChannelRead(message);
    } else if (activeRequest.isResponding() || !queue.isEmpty()) {
      queue.add(part);
    } else {
      process(ctx, part);
    }
  }

  @Override
  public void channelReadComplete(ChannelHandlerContext ctx) {
    if (!messageDecoded
        && framingEnforcer.isInHeaders()
        && clientTimeouts.phase() == ClientTimeouts.Phase.IDLE) {
      clientTimeouts.enter(ClientTimeouts.Phase.HEADERS);
    }
    messageDecoded = false;
    if (!isHandlingRequest() || forwardedSinceReadComplete) {
      // Micronaut flushes its responses here, even if a chat request followed.
      forwardedSinceReadComplete = false;
      ctx.fireChannelReadComplete();
    }
    if (isHandlingRequest() && queue.size() < MAX_QUEUED_MESSAGES) {
      // Micronaut did not receive this event, so it does not request the next read. A read is
      // always
      // pending, as a disconnect would go unnoticed otherwise.
      ctx.read();
    }
  }

  @Override
  public void read(ChannelHandlerContext ctx) {
    if (queue.size() < MAX_QUEUED_MESSAGES) {
      ctx.read();
    }
  }

  @Override
  public void write(ChannelHandlerContext ctx, Object message, ChannelPromise promise) {
    boolean interim =
        message instanceof HttpResponse response
            && response.status().codeClass() == HttpStatusClass.INFORMATIONAL;
    boolean responseComplete = message instanceof LastHttpContent && !interim;
    ctx.write(message, promise);
    if (responseComplete && --pendingForwarded == 0) {
      clientTimeouts.enter(ClientTimeouts.Phase.IDLE);
      if (!queue.isEmpty()) {
        // Not from inside Micronaut's own write.
        ctx.executor().execute(() -> resume(ctx));
      }
    }
  }

  @Override
  public void channelWritabilityChanged(ChannelHandlerContext ctx) {
    activeRequest.onWritabilityChanged(ctx.channel().isWritable());
    ctx.fireChannelWritabilityChanged();
  }

  @Override
  public void userEventTriggered(ChannelHandlerContext ctx, Object event) {
    if (event == AdmissionControl.Drain.START) {
      drain(ctx);
    } else if (event == AdmissionControl.Drain.ABORT) {
      activeRequest.onShutdown();
    } else {
      ctx.fireUserEventTriggered(event);
    }
  }

  @Override
  public void channelInactive(ChannelHandlerContext ctx) {
    cleanUp();
    ctx.fireChannelInactive();
  }

  @Override
  public void handlerRemoved(ChannelHandlerContext ctx) {
    cleanUp();
  }

  @Override
  public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
    if (isHandlingRequest()) {
      // Usually a reset by the client. The close ends the exchange.
      ctx.close();
    } else {
      ctx.fireExceptionCaught(cause);
    }
  }

  /** Reports whether a chat request is active or next in the queue. */
  private boolean isHandlingRequest() {
    return activeRequest.isActive() || discardInput || (pendingForwarded == 0 && !queue.isEmpty());
  }

  private void process(ChannelHandlerContext ctx, HttpObject part) {
    if (activeRequest.isReceivingBody() && part instanceof HttpContent content) {
      activeRequest.receive(content);
    } else if (activeRequest.isDiscardingBody() && part.decoderResult().isSuccess()) {
      activeRequest.discard(part);
    } else if (part instanceof HttpRequest request) {
      handleRequest(ctx, request);
    } else if (part.decoderResult().isFailure()) {
      // Micronaut would wait for the rest of the body. It needs channelReadComplete before the
      // close.
      ReferenceCountUtil.release(part);
      discardInput = true;
      ctx.executor()
          .execute(
              () -> {
                ctx.close();
              });
    } else {
      forward(ctx, part);
    }
  }

  private void onMalformed(HttpObject failed) {
    if (context != null) {
      channelRead(context, failed);
    }
  }

  private void handleRequest(ChannelHandlerContext ctx, HttpRequest request) {
    ApiError error = downstreamContext.requestFilter().validate(request);
    if (error == null && !RequestReceiver.isForRoute(request)) {
      pendingForwarded++;
      clientTimeouts.enter(ClientTimeouts.Phase.NONE);
      forward(ctx, request);
    } else if (pendingForwarded > 0) {
      queue.addFirst(request);
    } else if (Http2Rejection.isPreface(request)) {
      rejectHttp2(ctx);
    } else {
      activeRequest.start(ctx, request, error);
    }
  }

  private void forward(ChannelHandlerContext ctx, HttpObject part) {
    forwardedSinceReadComplete = true;
    ctx.fireChannelRead(part);
  }

  private void rejectHttp2(ChannelHandlerContext ctx) {
    discardInput = true;
    downstreamContext.meter().onRejected(505, ErrorReason.BAD_REQUEST, 0);
    Http2Rejection.reject(ctx);
  }

  /** Is called at a fixed rate. */
  private void checkTimeouts(ChannelHandlerContext ctx) {
    switch (clientTimeouts.checkExpired(ctx.channel())) {
      case NONE -> {}
      case HEADERS -> onHeadersTimeout(ctx);
      case BODY -> {
        if (!activeRequest.abort(ApiError.bodyTooSlow(timeouts().body().toMillis()))) {
          ctx.close(); // The rest of a rejected body is late.
        }
      }
      case IDLE -> ctx.close();
      case WRITE -> {
        // The client does not read, so unsent bytes would delay an orderly close.
        ctx.channel().config().setOption(ChannelOption.SO_LINGER, 0);
        ctx.close();
      }
    }
  }

  private void onHeadersTimeout(ChannelHandlerContext ctx) {
    discardInput = true;
    clientTimeouts.enter(ClientTimeouts.Phase.NONE);
    ApiError error = ApiError.headersTooSlow(timeouts().headers().toMillis());
    ResponseWriter.writeErrorAndClose(
        ctx,
        error,
        bytes -> downstreamContext.meter().onRejected(error.status(), error.reason(), bytes));
  }

  private void drain(ChannelHandlerContext ctx) {
    if (activeRequest.isResponding()) {
      activeRequest.closeAfterResponse();
    } else if (!isHandlingRequest() && pendingForwarded == 0) {
      // Slow clients may still read the last response: the close follows its bytes.
      ctx.pipeline()
          .context(HttpServerCodec.class)
          .writeAndFlush(Unpooled.EMPTY_BUFFER)
          .addListener(ChannelFutureListener.CLOSE);
    }
  }

  private void onRequestComplete(ChannelHandlerContext ctx, boolean keepAlive) {
    discardInput |= !keepAlive;
    // Not from within the exchange that finishes.
    ctx.executor().execute(() -> resume(ctx));
  }

  /** Processes the queue, then continues to read. */
  private void resume(ChannelHandlerContext ctx) {
    if (closed) {
      return;
    }
    forwardedSinceReadComplete = false;
    while (!queue.isEmpty() && !activeRequest.isResponding()) {
      HttpObject part = queue.remove();
      if (discardInput) {
        ReferenceCountUtil.release(part);
        continue;
      }
      int queuedBefore = queue.size();
      process(ctx, part);
      if (queue.size() > queuedBefore) {
        break; // A chat request waits for Micronaut's responses.
      }
    }
    if (forwardedSinceReadComplete) {
      // Micronaut flushes its responses here, even if it has completed them all.
      ctx.fireChannelReadComplete();
    }
    ctx.read();
  }

  private void cleanUp() {
    if (closed) {
      return;
    }
    closed = true;
    if (timeoutTask != null) {
      timeoutTask.cancel(false);
    }
    activeRequest.onDisconnect();
    queue.forEach(ReferenceCountUtil::release);
    queue.clear();
  }

  private ClientLimits.Timeouts timeouts() {
    return downstreamContext.admissionControl().clientLimits().timeouts();
  }
}
