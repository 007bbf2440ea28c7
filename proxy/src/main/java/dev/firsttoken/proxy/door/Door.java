package dev.firsttoken.proxy.door;

import dev.firsttoken.proxy.exchange.ChatError;
import dev.firsttoken.proxy.exchange.ChatRequest;
import dev.firsttoken.proxy.exchange.Exchange;
import dev.firsttoken.proxy.exchange.Incoming;
import dev.firsttoken.proxy.exchange.Reply;
import dev.firsttoken.proxy.meter.Meter;
import dev.firsttoken.proxy.meter.Reason;
import dev.firsttoken.proxy.meter.StreamEnd;
import dev.firsttoken.proxy.meter.Timeline;
import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelDuplexHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelPromise;
import io.netty.handler.codec.http.FullHttpResponse;
import io.netty.handler.codec.http.HttpContent;
import io.netty.handler.codec.http.HttpObject;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpStatusClass;
import io.netty.handler.codec.http.LastHttpContent;
import io.netty.util.ReferenceCountUtil;
import io.netty.util.concurrent.Future;
import java.util.ArrayDeque;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Takes the chat routes off a connection before Micronaut sees them, and lets every other request
 * through to Micronaut's controllers. One request at a time: what comes while one of ours is on
 * waits in a bounded queue, and one of ours waits until Micronaut has answered all before it.
 */
final class Door extends ChannelDuplexHandler {
  private static final Logger LOG = LoggerFactory.getLogger(Door.class);

  /** Messages, not bytes: past it nothing more is read until the answer before it is out. */
  private static final int MOST_WAITING = 64;

  private final Rooms rooms;
  private final Meter meter;
  private final ArrayDeque<HttpObject> waiting = new ArrayDeque<>();

  /** Requests given to Micronaut whose answers are not complete. */
  private int passed;

  /** Something was given to Micronaut since it was last told that a read is complete. */
  private boolean passedOn;

  /** The request whose body is being collected. */
  private @Nullable Intake intake;

  /** The reply of the exchange that runs, from the whole request to the last byte of its answer. */
  private @Nullable Reply reply;

  private @Nullable Exchange exchange;

  /** What is left of a refused request's body is read and dropped, up to its end. */
  private boolean dropping;

  /** Ends a client that is not done with a refused body in time. */
  private @Nullable Future<?> dropClock;

  private boolean gone;

  Door(Rooms rooms, Meter meter) {
    this.rooms = rooms;
    this.meter = meter;
  }

  @Override
  public void channelRead(ChannelHandlerContext ctx, Object message) {
    if (!(message instanceof HttpObject part)) {
      ctx.fireChannelRead(message);
    } else if (busy() || !waiting.isEmpty()) {
      waiting.add(part);
    } else {
      take(ctx, part);
    }
  }

  @Override
  public void channelReadComplete(ChannelHandlerContext ctx) {
    if (!ours() || passedOn) {
      // Also where one of ours came behind it: this is when Micronaut flushes its answers.
      passedOn = false;
      ctx.fireChannelReadComplete();
    }
    if (ours() && waiting.size() < MOST_WAITING) {
      // Micronaut must not hear of this read, and would be the one to ask for the next. One read
      // always stands open, or a client that leaves would not be noticed.
      ctx.read();
    }
  }

  @Override
  public void read(ChannelHandlerContext ctx) {
    if (waiting.size() < MOST_WAITING) {
      ctx.read();
    }
  }

  @Override
  public void write(ChannelHandlerContext ctx, Object message, ChannelPromise promise) {
    boolean interim =
        message instanceof HttpResponse head
            && head.status().codeClass() == HttpStatusClass.INFORMATIONAL;
    boolean answered = message instanceof LastHttpContent && !interim;
    ctx.write(message, promise);
    if (answered && --passed == 0 && !waiting.isEmpty()) {
      // Not from inside Micronaut's own write.
      ctx.executor().execute(() -> goOn(ctx));
    }
  }

  @Override
  public void channelWritabilityChanged(ChannelHandlerContext ctx) {
    if (exchange != null) {
      exchange.writable(ctx.channel().isWritable());
    }
    ctx.fireChannelWritabilityChanged();
  }

  @Override
  public void channelInactive(ChannelHandlerContext ctx) {
    leave();
    ctx.fireChannelInactive();
  }

  @Override
  public void handlerRemoved(ChannelHandlerContext ctx) {
    leave();
  }

  @Override
  public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
    if (ours()) {
      // A reset of the client's, mostly: the close that follows ends the exchange.
      ctx.close();
    } else {
      ctx.fireExceptionCaught(cause);
    }
  }

  /** A request of ours is on, or waits for its turn. */
  private boolean ours() {
    return intake != null || reply != null || dropping || (passed == 0 && !waiting.isEmpty());
  }

  /** The next message has to wait. */
  private boolean busy() {
    return reply != null;
  }

  private void take(ChannelHandlerContext ctx, HttpObject part) {
    if (intake != null && part instanceof HttpContent content) {
      collect(ctx, intake, content);
    } else if (dropping) {
      dropping = !(part instanceof LastHttpContent);
      if (!dropping) {
        stopDropClock();
      }
      ReferenceCountUtil.release(part);
    } else if (part instanceof HttpRequest head && Intake.takes(head)) {
      if (passed > 0) {
        waiting.add(part);
      } else {
        begin(ctx, head);
      }
    } else {
      if (part instanceof HttpRequest) {
        passed++;
      }
      passedOn = true;
      ctx.fireChannelRead(part);
    }
  }

  private void begin(ChannelHandlerContext ctx, HttpRequest head) {
    Intake begun = new Intake(ctx, head, () -> expired(ctx));
    intake = begun;
    ChatError refusal = begun.refusal();
    if (refusal == null) {
      begun.invite();
    } else {
      dropping = true;
      refuse(ctx, begun, refusal);
    }
  }

  private void collect(ChannelHandlerContext ctx, Intake from, HttpContent content) {
    ChatError refusal = from.add(content);
    if (refusal != null) {
      dropping = !(content instanceof LastHttpContent);
      refuse(ctx, from, refusal);
    } else if (content instanceof LastHttpContent) {
      enter(ctx, from);
    }
  }

  /** The request is whole: on to the rooms that answer. */
  private void enter(ChannelHandlerContext ctx, Intake whole) {
    ByteBuf body = whole.takeBody();
    ChatRequest request;
    try {
      request = rooms.parse(body, whole.headNanos());
    } catch (ChatError e) {
      body.release();
      refuse(ctx, whole, e);
      return;
    }
    intake = null;
    Reply begun = new Reply(ctx, whole.head(), () -> over(ctx));
    reply = begun;
    Timeline timeline = meter.begin(whole.headNanos(), request.model());
    try {
      Exchange entered =
          rooms.enter(new Incoming(request, whole.head().headers(), body), begun, timeline);
      exchange = reply == null ? null : entered; // It may be over before it is known here.
    } catch (RuntimeException | OutOfMemoryError e) {
      LOG.error("A request could not be taken on", e);
      timeline.end(StreamEnd.REJECTED, 500, Reason.INTERNAL, System.nanoTime());
      begun.abort();
    }
  }

  /** The request is answered by an error of ours and counted, and its body goes nowhere. */
  private void refuse(ChannelHandlerContext ctx, Intake refused, ChatError error) {
    intake = null;
    refused.close();
    Reply begun = new Reply(ctx, refused.head(), () -> over(ctx));
    if (refused.broken()) {
      // What follows can't be told from the rest of this one.
      begun.closeAfter();
    } else if (dropping) {
      dropClock =
          ctx.executor()
              .schedule(
                  () -> {
                    ctx.close();
                  },
                  Intake.BODY_MILLIS,
                  TimeUnit.MILLISECONDS);
    }
    reply = begun;
    FullHttpResponse answer = error.toResponse();
    long bytes = answer.content().readableBytes();
    meter.rejected(refused.headNanos(), error.status(), error.reason(), bytes);
    begun.whole(answer);
  }

  private void expired(ChannelHandlerContext ctx) {
    if (intake != null) {
      dropping = true;
      intake.breakOff();
      refuse(ctx, intake, ChatError.bodyTooSlow(Intake.BODY_MILLIS));
    }
  }

  private void over(ChannelHandlerContext ctx) {
    reply = null;
    exchange = null;
    // Not from inside the exchange's own end.
    ctx.executor().execute(() -> goOn(ctx));
  }

  /** Takes up what has waited, and reading, where they were left. */
  private void goOn(ChannelHandlerContext ctx) {
    if (gone) {
      return;
    }
    passedOn = false;
    while (!waiting.isEmpty() && !busy()) {
      HttpObject part = waiting.peek();
      if (passed > 0 && part instanceof HttpRequest head && Intake.takes(head)) {
        break;
      }
      waiting.remove();
      take(ctx, part);
    }
    if (passedOn) {
      // Also where all of it is answered by now: this is when Micronaut flushes.
      ctx.fireChannelReadComplete();
    }
    ctx.read();
  }

  private void stopDropClock() {
    if (dropClock != null) {
      dropClock.cancel(false);
      dropClock = null;
    }
  }

  private void leave() {
    if (gone) {
      return;
    }
    gone = true;
    if (intake != null) {
      intake.close();
      meter.rejected(intake.headNanos(), 499, Reason.CLIENT_GONE, 0);
      intake = null;
    }
    if (exchange != null) {
      exchange.clientGone();
      exchange = null;
    }
    stopDropClock();
    waiting.forEach(ReferenceCountUtil::release);
    waiting.clear();
  }
}
