package dev.firsttoken.proxy.door;

import dev.firsttoken.proxy.exchange.ChatError;
import dev.firsttoken.proxy.exchange.ChatRequest;
import dev.firsttoken.proxy.exchange.Exchange;
import dev.firsttoken.proxy.exchange.Incoming;
import dev.firsttoken.proxy.exchange.Reply;
import dev.firsttoken.proxy.exchange.Route;
import dev.firsttoken.proxy.meter.Meter;
import dev.firsttoken.proxy.meter.Reason;
import dev.firsttoken.proxy.meter.StreamEnd;
import dev.firsttoken.proxy.meter.Timeline;
import io.netty.buffer.ByteBuf;
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
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Looks at every request's head, takes those for our routes off a connection before Micronaut sees
 * them, and lets every other through to Micronaut's controllers. One request at a time: what comes
 * while one of ours is on waits in a bounded queue, and one of ours waits until Micronaut has
 * answered all before it.
 */
final class Door extends ChannelDuplexHandler {
  private static final Logger LOG = LoggerFactory.getLogger(Door.class);

  /** Messages, not bytes: past it nothing more is read until the answer before it is out. */
  private static final int MOST_WAITING = 64;

  private final Rooms rooms;
  private final Gate gate;
  private final Traffic traffic;
  private final Meter meter;
  private final Patience patience;
  private final RequestBytes bytes;
  private final ArrayDeque<HttpObject> waiting = new ArrayDeque<>();

  /** Requests given to Micronaut whose answers are not complete. */
  private int passed;

  /** Something was given to Micronaut since it was last told that a read is complete. */
  private boolean passedOn;

  /** A message came out of what was read since the last read was complete. */
  private boolean decoded;

  /** The request whose body is being collected. */
  private @Nullable Intake intake;

  /** The reply of the exchange that runs, from the whole request to the last byte of its answer. */
  private @Nullable Reply reply;

  private @Nullable Exchange exchange;

  /** One of the requests that may run at once is this one. */
  private boolean entered;

  /** What is left of a refused request's body is read and dropped, up to its end. */
  private boolean dropping;

  /** Nothing that still comes is looked at: the connection ends. */
  private boolean deaf;

  private @Nullable ChannelHandlerContext context;
  private @Nullable Future<?> clock;
  private boolean gone;

  Door(Rooms rooms, Gate gate, Traffic traffic, Meter meter) {
    this.rooms = rooms;
    this.gate = gate;
    this.traffic = traffic;
    this.meter = meter;
    this.patience = new Patience(traffic.bounds().times());
    this.bytes = new RequestBytes(this::malformed);
  }

  /** To stand in front of the codec. */
  RequestBytes bytes() {
    return bytes;
  }

  @Override
  public void handlerAdded(ChannelHandlerContext ctx) {
    long millis = Patience.lookMillis(traffic.bounds().times());
    context = ctx;
    clock =
        ctx.executor().scheduleAtFixedRate(() -> look(ctx), millis, millis, TimeUnit.MILLISECONDS);
  }

  @Override
  public void channelRead(ChannelHandlerContext ctx, Object message) {
    decoded = true;
    if (message instanceof HttpRequest head) {
      bytes.body(head);
    }
    if (deaf) {
      ReferenceCountUtil.release(message);
    } else if (!(message instanceof HttpObject part)) {
      ctx.fireChannelRead(message);
    } else if (busy() || !waiting.isEmpty()) {
      waiting.add(part);
    } else {
      take(ctx, part);
    }
  }

  @Override
  public void channelReadComplete(ChannelHandlerContext ctx) {
    if (!decoded && patience.stage() == Patience.Stage.REQUEST) {
      patience.enter(Patience.Stage.HEAD);
    }
    decoded = false;
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
    if (answered && --passed == 0) {
      patience.enter(Patience.Stage.REQUEST);
      if (!waiting.isEmpty()) {
        // Not from inside Micronaut's own write.
        ctx.executor().execute(() -> goOn(ctx));
      }
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
  public void userEventTriggered(ChannelHandlerContext ctx, Object event) {
    if (event == Traffic.Drain.BEGIN) {
      drain(ctx);
    } else if (event == Traffic.Drain.END) {
      shutDown(ctx);
    } else {
      ctx.fireUserEventTriggered(event);
    }
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
    return intake != null
        || reply != null
        || dropping
        || deaf
        || (passed == 0 && !waiting.isEmpty());
  }

  /** The next message has to wait. */
  private boolean busy() {
    return reply != null;
  }

  private void take(ChannelHandlerContext ctx, HttpObject part) {
    if (intake != null && part instanceof HttpContent content) {
      collect(ctx, intake, content);
    } else if (dropping && !part.decoderResult().isFailure()) {
      dropping = !(part instanceof LastHttpContent);
      if (!dropping && reply == null) {
        patience.enter(Patience.Stage.REQUEST);
      }
      ReferenceCountUtil.release(part);
    } else if (part instanceof HttpRequest head) {
      knock(ctx, head);
    } else if (part.decoderResult().isFailure()) {
      // Micronaut would wait for the rest of the body. It has to hear of this read's end first.
      ReferenceCountUtil.release(part);
      deaf = true;
      ctx.executor()
          .execute(
              () -> {
                ctx.close();
              });
    } else {
      pass(ctx, part);
    }
  }

  private void malformed(HttpObject failed) {
    if (context != null) {
      channelRead(context, failed);
    }
  }

  private void knock(ChannelHandlerContext ctx, HttpRequest head) {
    ChatError refusal = gate.refusal(head);
    if (refusal == null && !Intake.takes(head)) {
      passed++;
      patience.enter(Patience.Stage.NONE);
      pass(ctx, head);
    } else if (passed > 0) {
      waiting.addFirst(head);
    } else if (Http2.speaks(head)) {
      refuseHttp2(ctx);
    } else {
      begin(ctx, head, refusal);
    }
  }

  private void pass(ChannelHandlerContext ctx, HttpObject part) {
    passedOn = true;
    ctx.fireChannelRead(part);
  }

  private void begin(ChannelHandlerContext ctx, HttpRequest head, @Nullable ChatError refusal) {
    Intake begun = new Intake(ctx, head, traffic.bounds().bodyBytes());
    intake = begun;
    patience.enter(Patience.Stage.BODY);
    ChatError why = refusal == null ? begun.refusal() : refusal;
    if (refusal != null && Gate.doubts(refusal)) {
      begun.breakOff();
    }
    if (why == null) {
      why = enter();
    }
    if (why == null) {
      begun.invite();
    } else {
      dropping = true;
      refuse(ctx, begun, why);
    }
  }

  /** Before the body is looked at, or even there. */
  private @Nullable ChatError enter() {
    if (traffic.draining()) {
      return ChatError.draining();
    }
    entered = traffic.enter();
    return entered ? null : ChatError.overloaded();
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
    long wholeNanos = System.nanoTime();
    Route route = Objects.requireNonNull(whole.route());
    ByteBuf body = whole.takeBody();
    ChatRequest request;
    try {
      request = rooms.parse(route, body, whole.headNanos());
    } catch (ChatError e) {
      body.release();
      refuse(ctx, whole, e);
      return;
    }
    intake = null;
    patience.enter(Patience.Stage.NONE);
    Reply begun = answering(ctx, whole);
    Timeline timeline = rooms.timeline(request, whole.head().headers());
    try {
      Exchange entered =
          rooms.enter(
              new Incoming(request, whole.query(), whole.head().headers(), body, wholeNanos),
              begun,
              timeline);
      exchange = reply == null ? null : entered; // It may be over before it is known here.
    } catch (ChatError e) {
      FullHttpResponse answer = e.toResponse();
      timeline.bytesOut(answer.content().readableBytes());
      timeline.end(StreamEnd.REJECTED, e.status(), e.reason(), System.nanoTime());
      begun.whole(answer);
    } catch (RuntimeException | OutOfMemoryError e) {
      LOG.error("A request could not be taken on", e);
      timeline.end(StreamEnd.BROKEN_OFF, 500, Reason.INTERNAL, System.nanoTime());
      begun.abort();
    }
  }

  private Reply answering(ChannelHandlerContext ctx, Intake to) {
    Reply begun = new Reply(ctx, to.head(), () -> over(ctx));
    if (traffic.draining()) {
      begun.closeAfter();
    }
    reply = begun;
    return begun;
  }

  /** The request is answered by an error of ours and counted, and its body goes nowhere. */
  private void refuse(ChannelHandlerContext ctx, Intake refused, ChatError error) {
    intake = null;
    refused.close();
    Reply begun = answering(ctx, refused);
    if (refused.broken()) {
      // What follows can't be told from the rest of this one.
      begun.closeAfter();
      deaf = true;
    }
    patience.enter(dropping ? Patience.Stage.BODY : Patience.Stage.NONE);
    FullHttpResponse answer = error.toResponse();
    long bytes = answer.content().readableBytes();
    meter.rejected(refused.headNanos(), error.status(), error.reason(), bytes);
    if (refused.route() != null) {
      meter.routed(refused.route().label(), error.status());
    }
    begun.whole(answer);
  }

  private void refuseHttp2(ChannelHandlerContext ctx) {
    deaf = true;
    meter.rejected(505, Reason.BAD_REQUEST, 0);
    Http2.refuse(ctx);
  }

  /** A limit of the client's may have passed. */
  private void look(ChannelHandlerContext ctx) {
    switch (patience.look(ctx.channel())) {
      case NONE -> {}
      case HEAD -> tooSlow(ctx);
      case BODY -> {
        if (intake == null) {
          ctx.close(); // It is the rest of a refused body that doesn't come.
        } else {
          breakOff(ctx, intake, ChatError.bodyTooSlow(traffic.bounds().times().body().toMillis()));
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

  private void tooSlow(ChannelHandlerContext ctx) {
    deaf = true;
    patience.enter(Patience.Stage.NONE);
    ChatError error = ChatError.headTooSlow(traffic.bounds().times().head().toMillis());
    FullHttpResponse answer = error.toResponse();
    answer.headers().set("connection", "close");
    meter.rejected(error.status(), error.reason(), answer.content().readableBytes());
    ctx.writeAndFlush(answer).addListener(ChannelFutureListener.CLOSE);
  }

  private void breakOff(ChannelHandlerContext ctx, Intake taken, ChatError why) {
    dropping = true;
    taken.breakOff();
    refuse(ctx, taken, why);
  }

  private void drain(ChannelHandlerContext ctx) {
    if (reply != null) {
      reply.closeAfter();
    } else if (!ours() && passed == 0) {
      // Once the last answer's bytes, which the slower clients still wait for, are out.
      ctx.pipeline()
          .context(HttpServerCodec.class)
          .writeAndFlush(Unpooled.EMPTY_BUFFER)
          .addListener(ChannelFutureListener.CLOSE);
    }
  }

  private void shutDown(ChannelHandlerContext ctx) {
    if (exchange != null) {
      exchange.shutDown();
    } else if (intake != null) {
      breakOff(ctx, intake, ChatError.shutDown());
    }
  }

  private void over(ChannelHandlerContext ctx) {
    deaf |= reply != null && !reply.keepsAlive();
    reply = null;
    exchange = null;
    comeOut();
    if (!dropping) {
      patience.enter(Patience.Stage.REQUEST);
    }
    // Not from inside the exchange's own end.
    ctx.executor().execute(() -> goOn(ctx));
  }

  private void comeOut() {
    if (entered) {
      entered = false;
      traffic.leave();
    }
  }

  /** Takes up what has waited, and reading, where they were left. */
  private void goOn(ChannelHandlerContext ctx) {
    if (gone) {
      return;
    }
    passedOn = false;
    while (!waiting.isEmpty() && !busy()) {
      HttpObject part = waiting.remove();
      if (deaf) {
        ReferenceCountUtil.release(part);
        continue;
      }
      int before = waiting.size();
      take(ctx, part);
      if (waiting.size() > before) {
        break; // It has to wait for Micronaut's answers.
      }
    }
    if (passedOn) {
      // Also where all of it is answered by now: this is when Micronaut flushes.
      ctx.fireChannelReadComplete();
    }
    ctx.read();
  }

  private void leave() {
    if (gone) {
      return;
    }
    gone = true;
    if (clock != null) {
      clock.cancel(false);
    }
    if (intake != null) {
      intake.close();
      meter.left(intake.headNanos());
      if (intake.route() != null) {
        meter.routed(intake.route().label(), 499);
      }
      intake = null;
    }
    if (exchange != null) {
      exchange.clientGone();
      exchange = null;
    }
    comeOut();
    waiting.forEach(ReferenceCountUtil::release);
    waiting.clear();
  }
}
