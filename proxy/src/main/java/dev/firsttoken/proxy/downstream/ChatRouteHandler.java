package dev.firsttoken.proxy.downstream;

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
import io.netty.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Handles the chat routes of one client connection, and forwards all other requests to Micronaut's
 * controllers. It handles one request at a time: {@link FramingEnforcer} holds the bytes of later
 * ones.
 */
final class ChatRouteHandler extends ChannelDuplexHandler implements FramingEnforcer.Listener {
  private final ClientConnection connection;
  private final FramingEnforcer framingEnforcer;

  /** True if Micronaut received a message since its last channelReadComplete. */
  private boolean forwardedSinceReadComplete;

  private @Nullable ChannelHandlerContext context;
  private @Nullable Future<?> timeoutTask;

  /**
   * @param nanoTime the monotonic clock
   */
  ChatRouteHandler(DownstreamContext downstreamContext, LongSupplier nanoTime) {
    this.connection = new ClientConnection(downstreamContext, nanoTime, this::resume);
    this.framingEnforcer = new FramingEnforcer(this, downstreamContext.memoryBudget());
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
    if (message instanceof HttpRequest request) {
      framingEnforcer.expectBody(request);
    }
    if (!(message instanceof HttpObject part)) {
      ctx.fireChannelRead(message);
    } else if (connection.onMessage(ctx, part)) {
      forwardedSinceReadComplete = true;
      ctx.fireChannelRead(part);
      ctx.fireChannelRead(LastHttpContent.EMPTY_LAST_CONTENT);
    }
  }

  @Override
  public void channelReadComplete(ChannelHandlerContext ctx) {
    if (framingEnforcer.isInHeaders()) {
      connection.onPartialHeaders();
    }
    if (!isHandlingRequest() || forwardedSinceReadComplete) {
      // Micronaut flushes its responses here, even if a chat request followed.
      forwardedSinceReadComplete = false;
      ctx.fireChannelReadComplete();
    }
    if (isHandlingRequest()) {
      // Micronaut did not receive this event, so it does not request the next read. Without a
      // pending read, a disconnect would go unnoticed.
      read(ctx);
    }
  }

  @Override
  public void read(ChannelHandlerContext ctx) {
    if (framingEnforcer.heldBytes() < FramingEnforcer.MAX_HELD_BYTES) {
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
      if (framingEnforcer.heldBytes() > 0) {
        // Not from within Micronaut's write.
        ctx.executor().execute(this::resume);
      }
    }
  }

  @Override
  public void channelWritabilityChanged(ChannelHandlerContext ctx) {
    connection.onWritabilityChanged(ctx);
    if (ctx.channel().isWritable() && framingEnforcer.heldBytes() > 0) {
      // Not from within the write that made room.
      ctx.executor().execute(this::resume);
    }
    ctx.fireChannelWritabilityChanged();
  }

  @Override
  public void userEventTriggered(ChannelHandlerContext ctx, Object event) {
    if (event == AdmissionControl.Drain.START) {
      connection.onDrain();
      // A timer: the event loop first reads what the client has sent already.
      ctx.executor().schedule(() -> closeIfIdle(ctx), 0, TimeUnit.NANOSECONDS);
    } else if (event == AdmissionControl.Drain.ABORT) {
      connection.onShutdown();
    } else {
      ctx.fireUserEventTriggered(event);
    }
  }

  private void closeIfIdle(ChannelHandlerContext ctx) {
    if (framingEnforcer.heldBytes() == 0) {
      connection.closeIfIdle(ctx);
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
    if (cause instanceof OutOfMemoryError) {
      connection.onMemoryExhausted(ctx);
    } else if (isHandlingRequest()) {
      // Usually a reset by the client. The close ends the exchange.
      ctx.close();
    } else {
      ctx.fireExceptionCaught(cause);
    }
  }

  @Override
  public FramingEnforcer.NextRequest nextRequest() {
    return connection.nextRequest(context == null || context.channel().isWritable());
  }

  @Override
  public void onMalformed(HttpObject failed) {
    if (context != null) {
      channelRead(context, failed);
    }
  }

  @Override
  public boolean onInputOverflow() {
    return connection.onInputOverflow();
  }

  @Override
  public void onMemoryExhausted() {
    if (context != null) {
      connection.onMemoryExhausted(context);
    }
  }

  /** Reports whether a chat request is active, or the connection closes. */
  private boolean isHandlingRequest() {
    return switch (state()) {
      case Idle _, ReceivingHeaders _, Forwarding _, Closed _ -> false;
      case ReceivingBody _, Discarding _, Responding _, Closing _ -> true;
    };
  }

  /** Continues with the input that waits, then reads on. */
  private void resume() {
    ChannelHandlerContext ctx = context;
    if (ctx == null || state() instanceof Closed) {
      return;
    }
    forwardedSinceReadComplete = false;
    framingEnforcer.resume();
    if (framingEnforcer.isInHeaders()) {
      connection.onPartialHeaders();
    }
    if (forwardedSinceReadComplete) {
      // Micronaut flushes its responses here, even if it has completed them all.
      forwardedSinceReadComplete = false;
      ctx.fireChannelReadComplete();
    }
    read(ctx);
  }

  private void cleanUp() {
    if (timeoutTask != null) {
      timeoutTask.cancel(false);
    }
    connection.onDisconnect();
  }
}
