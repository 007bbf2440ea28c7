package dev.firsttoken.proxy.downstream;

import dev.firsttoken.proxy.downstream.ClientConnection.Disposition;
import dev.firsttoken.proxy.downstream.ConnectionState.Closed;
import dev.firsttoken.proxy.downstream.ConnectionState.Closing;
import dev.firsttoken.proxy.downstream.ConnectionState.Discarding;
import dev.firsttoken.proxy.downstream.ConnectionState.Forwarding;
import dev.firsttoken.proxy.downstream.ConnectionState.Idle;
import dev.firsttoken.proxy.downstream.ConnectionState.ReceivingBody;
import dev.firsttoken.proxy.downstream.ConnectionState.ReceivingHeaders;
import dev.firsttoken.proxy.downstream.ConnectionState.Responding;
import io.netty.channel.ChannelDuplexHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelPromise;
import io.netty.handler.codec.http.HttpObject;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpStatusClass;
import io.netty.handler.codec.http.LastHttpContent;
import io.netty.util.ReferenceCountUtil;
import io.netty.util.concurrent.Future;
import java.util.ArrayDeque;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Handles the chat routes of one client connection, and forwards all other requests to Micronaut's
 * controllers. It handles one request at a time. Later requests wait in a bounded queue. A chat
 * request waits until Micronaut has responded to all requests before it.
 */
final class ChatRouteHandler extends ChannelDuplexHandler {
  /** In messages, not bytes. No more input is read while the queue is full. */
  private static final int MAX_QUEUED_MESSAGES = 64;

  private final ClientConnection connection;
  private final FramingEnforcer framingEnforcer = new FramingEnforcer(this::onMalformed);
  private final ArrayDeque<HttpObject> queue = new ArrayDeque<>();

  /** True if Micronaut received a message since its last channelReadComplete. */
  private boolean forwardedSinceReadComplete;

  /** True if a message was decoded since the last channelReadComplete. */
  private boolean messageDecoded;

  private @Nullable ChannelHandlerContext context;
  private @Nullable Future<?> timeoutTask;

  /**
   * @param nanoTime the monotonic clock
   */
  ChatRouteHandler(DownstreamContext downstreamContext, LongSupplier nanoTime) {
    this.connection = new ClientConnection(downstreamContext, nanoTime, this::resume);
  }

  /** The handler to add in front of the codec. */
  FramingEnforcer framingEnforcer() {
    return framingEnforcer;
  }

  ConnectionState state() {
    return connection.state();
  }

  @Override
  public void handlerAdded(ChannelHandlerContext ctx) {
    long millis = connection.timeoutCheckMillis();
    context = ctx;
    timeoutTask =
        ctx.executor()
            .scheduleAtFixedRate(
                () -> connection.checkTimeouts(ctx), millis, millis, TimeUnit.MILLISECONDS);
  }

  @Override
  public void channelRead(ChannelHandlerContext ctx, Object message) {
    messageDecoded = true;
    if (message instanceof HttpRequest request) {
      framingEnforcer.expectBody(request);
    }
    if (state() instanceof Closing) {
      ReferenceCountUtil.release(message);
    } else if (!(message instanceof HttpObject part)) {
      ctx.fireChannelRead(message);
    } else if (state() instanceof Responding || !queue.isEmpty()) {
      queue.add(part);
    } else {
      process(ctx, part);
    }
  }

  @Override
  public void channelReadComplete(ChannelHandlerContext ctx) {
    if (!messageDecoded && framingEnforcer.isInHeaders()) {
      connection.onPartialHeaders();
    }
    messageDecoded = false;
    if (!isHandlingRequest() || forwardedSinceReadComplete) {
      // Micronaut flushes its responses here, even if a chat request followed.
      forwardedSinceReadComplete = false;
      ctx.fireChannelReadComplete();
    }
    if (isHandlingRequest() && queue.size() < MAX_QUEUED_MESSAGES) {
      // Micronaut did not receive this event, so it does not request the next read. Without a
      // pending read, a disconnect would go unnoticed.
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
    if (responseComplete) {
      connection.onForwardedResponseComplete();
      if (!queue.isEmpty() && !(state() instanceof Forwarding)) {
        // Not from within Micronaut's write.
        ctx.executor().execute(this::resume);
      }
    }
  }

  @Override
  public void channelWritabilityChanged(ChannelHandlerContext ctx) {
    connection.onWritabilityChanged(ctx.channel().isWritable());
    ctx.fireChannelWritabilityChanged();
  }

  @Override
  public void userEventTriggered(ChannelHandlerContext ctx, Object event) {
    if (event == AdmissionControl.Drain.START) {
      connection.onDrain(ctx, !queue.isEmpty());
    } else if (event == AdmissionControl.Drain.ABORT) {
      connection.onShutdown();
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

  /** Reports whether a chat request is active or next in the queue, or the connection closes. */
  private boolean isHandlingRequest() {
    return switch (state()) {
      case Idle _, ReceivingHeaders _ -> !queue.isEmpty();
      case Forwarding _, Closed _ -> false;
      case ReceivingBody _, Discarding _, Responding _, Closing _ -> true;
    };
  }

  private Disposition process(ChannelHandlerContext ctx, HttpObject part) {
    Disposition disposition = connection.onMessage(ctx, part);
    switch (disposition) {
      case TAKEN -> {}
      case FORWARD -> {
        forwardedSinceReadComplete = true;
        ctx.fireChannelRead(part);
      }
      case WAIT -> queue.addFirst(part);
    }
    return disposition;
  }

  private void onMalformed(HttpObject failed) {
    if (context != null) {
      channelRead(context, failed);
    }
  }

  /** Processes the queue, then continues to read. */
  private void resume() {
    ChannelHandlerContext ctx = context;
    if (ctx == null || state() instanceof Closed) {
      return;
    }
    forwardedSinceReadComplete = false;
    while (!queue.isEmpty() && !(state() instanceof Responding)) {
      if (process(ctx, queue.remove()) == Disposition.WAIT) {
        break;
      }
    }
    if (forwardedSinceReadComplete) {
      // Micronaut flushes its responses here, even if it has completed them all.
      ctx.fireChannelReadComplete();
    }
    ctx.read();
  }

  private void cleanUp() {
    if (timeoutTask != null) {
      timeoutTask.cancel(false);
    }
    connection.onDisconnect();
    queue.forEach(ReferenceCountUtil::release);
    queue.clear();
  }
}
