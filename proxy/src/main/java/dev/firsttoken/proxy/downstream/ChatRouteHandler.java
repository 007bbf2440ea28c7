package dev.firsttoken.proxy.downstream;

import dev.firsttoken.proxy.api.ApiError;
import dev.firsttoken.proxy.config.ClientLimits;
import dev.firsttoken.proxy.meter.ErrorReason;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelDuplexHandler;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelOption;
import io.netty.channel.ChannelPromise;
import io.netty.handler.codec.http.FullHttpResponse;
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
 * Looks at every request's head, takes those for our routes off a connection before Micronaut sees
 * them, and lets every other through to Micronaut's controllers. One request at a time: what comes
 * while one of ours is on waits in a bounded queue, and one of ours waits until Micronaut has
 * answered all before it.
 */
final class ChatRouteHandler extends ChannelDuplexHandler {
  /** Messages, not bytes: past it nothing more is read until the answer before it is out. */
  private static final int MAX_QUEUED_MESSAGES = 64;

  private final DownstreamContext downstreamContext;
  private final ClientTimeouts clientTimeouts;
  private final FramingEnforcer framingEnforcer = new FramingEnforcer(this::onMalformed);
  private final ActiveRequest activeRequest;
  private final ArrayDeque<HttpObject> queue = new ArrayDeque<>();

  /** Requests given to Micronaut whose answers are not complete. */
  private int pendingForwarded;

  /** Something was given to Micronaut since it was last told that a read is complete. */
  private boolean forwardedSinceReadComplete;

  /** A message came out of what was read since the last read was complete. */
  private boolean messageDecoded;

  /** Nothing that still comes is looked at: the connection ends. */
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

  /** To stand in front of the codec. */
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
      // Also where one of ours came behind it: this is when Micronaut flushes its answers.
      forwardedSinceReadComplete = false;
      ctx.fireChannelReadComplete();
    }
    if (isHandlingRequest() && queue.size() < MAX_QUEUED_MESSAGES) {
      // Micronaut must not hear of this read, and would be the one to ask for the next. One read
      // always stands open, or a client that leaves would not be noticed.
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
      // A reset of the client's, mostly: the close that follows ends the exchange.
      ctx.close();
    } else {
      ctx.fireExceptionCaught(cause);
    }
  }

  /** A request of ours is on, or waits for its turn. */
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
      // Micronaut would wait for the rest of the body. It has to hear of this read's end first.
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

  /** A limit of the client's may have passed. */
  private void checkTimeouts(ChannelHandlerContext ctx) {
    switch (clientTimeouts.checkExpired(ctx.channel())) {
      case NONE -> {}
      case HEADERS -> onHeadersTimeout(ctx);
      case BODY -> {
        if (!activeRequest.abort(ApiError.bodyTooSlow(timeouts().body().toMillis()))) {
          ctx.close(); // It is the rest of a refused body that doesn't come.
        }
      }
      case IDLE -> ctx.close();
      case WRITE -> {
        // It reads nothing: what lies in its way would hold up a close in order.
        ctx.channel().config().setOption(ChannelOption.SO_LINGER, 0);
        ctx.close();
      }
    }
  }

  private void onHeadersTimeout(ChannelHandlerContext ctx) {
    discardInput = true;
    clientTimeouts.enter(ClientTimeouts.Phase.NONE);
    ApiError error = ApiError.headTooSlow(timeouts().headers().toMillis());
    FullHttpResponse response = error.toResponse();
    response.headers().set("connection", "close");
    downstreamContext
        .meter()
        .onRejected(error.status(), error.reason(), response.content().readableBytes());
    ctx.writeAndFlush(response).addListener(ChannelFutureListener.CLOSE);
  }

  private void drain(ChannelHandlerContext ctx) {
    if (activeRequest.isResponding()) {
      activeRequest.closeAfterResponse();
    } else if (!isHandlingRequest() && pendingForwarded == 0) {
      // Once the last answer's bytes, which the slower clients still wait for, are out.
      ctx.pipeline()
          .context(HttpServerCodec.class)
          .writeAndFlush(Unpooled.EMPTY_BUFFER)
          .addListener(ChannelFutureListener.CLOSE);
    }
  }

  private void onRequestComplete(ChannelHandlerContext ctx, boolean keepAlive) {
    discardInput |= !keepAlive;
    // Not from inside the exchange's own end.
    ctx.executor().execute(() -> resume(ctx));
  }

  /** Takes up what has waited, and reading, where they were left. */
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
        break; // It has to wait for Micronaut's answers.
      }
    }
    if (forwardedSinceReadComplete) {
      // Also where all of it is answered by now: this is when Micronaut flushes.
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
