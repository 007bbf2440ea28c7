package dev.firsttoken.proxy.door;

import dev.firsttoken.proxy.exchange.ChatError;
import dev.firsttoken.proxy.meter.Reason;
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
final class Door extends ChannelDuplexHandler {
  /** Messages, not bytes: past it nothing more is read until the answer before it is out. */
  private static final int MOST_WAITING = 64;

  private final House house;
  private final Patience patience;
  private final RequestBytes bytes = new RequestBytes(this::malformed);
  private final Visit visit;
  private final ArrayDeque<HttpObject> waiting = new ArrayDeque<>();

  /** Requests given to Micronaut whose answers are not complete. */
  private int passed;

  /** Something was given to Micronaut since it was last told that a read is complete. */
  private boolean passedOn;

  /** A message came out of what was read since the last read was complete. */
  private boolean decoded;

  /** Nothing that still comes is looked at: the connection ends. */
  private boolean deaf;

  private @Nullable ChannelHandlerContext context;
  private @Nullable Future<?> clock;
  private boolean gone;

  Door(House house) {
    this.house = house;
    this.patience = new Patience(house.traffic().bounds().times());
    this.visit = new Visit(house, patience, this::over);
  }

  /** To stand in front of the codec. */
  RequestBytes bytes() {
    return bytes;
  }

  @Override
  public void handlerAdded(ChannelHandlerContext ctx) {
    long millis = Patience.lookMillis(house.traffic().bounds().times());
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
    } else if (visit.answering() || !waiting.isEmpty()) {
      waiting.add(part);
    } else {
      take(ctx, part);
    }
  }

  @Override
  public void channelReadComplete(ChannelHandlerContext ctx) {
    if (!decoded && bytes.inHead() && patience.stage() == Patience.Stage.REQUEST) {
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
    visit.writable(ctx.channel().isWritable());
    ctx.fireChannelWritabilityChanged();
  }

  @Override
  public void userEventTriggered(ChannelHandlerContext ctx, Object event) {
    if (event == Traffic.Drain.BEGIN) {
      drain(ctx);
    } else if (event == Traffic.Drain.END) {
      visit.shutDown();
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
    return visit.on() || deaf || (passed == 0 && !waiting.isEmpty());
  }

  private void take(ChannelHandlerContext ctx, HttpObject part) {
    if (visit.collecting() && part instanceof HttpContent content) {
      visit.collect(content);
    } else if (visit.dropping() && part.decoderResult().isSuccess()) {
      visit.drop(part);
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
    ChatError refusal = house.gate().refusal(head);
    if (refusal == null && !Intake.takes(head)) {
      passed++;
      patience.enter(Patience.Stage.NONE);
      pass(ctx, head);
    } else if (passed > 0) {
      waiting.addFirst(head);
    } else if (Http2.speaks(head)) {
      refuseHttp2(ctx);
    } else {
      visit.begin(ctx, head, refusal);
    }
  }

  private void pass(ChannelHandlerContext ctx, HttpObject part) {
    passedOn = true;
    ctx.fireChannelRead(part);
  }

  private void refuseHttp2(ChannelHandlerContext ctx) {
    deaf = true;
    house.meter().rejected(505, Reason.BAD_REQUEST, 0);
    Http2.refuse(ctx);
  }

  /** A limit of the client's may have passed. */
  private void look(ChannelHandlerContext ctx) {
    switch (patience.look(ctx.channel())) {
      case NONE -> {}
      case HEAD -> tooSlow(ctx);
      case BODY -> {
        if (!visit.breakOff(ChatError.bodyTooSlow(times().body().toMillis()))) {
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

  private void tooSlow(ChannelHandlerContext ctx) {
    deaf = true;
    patience.enter(Patience.Stage.NONE);
    ChatError error = ChatError.headTooSlow(times().head().toMillis());
    FullHttpResponse answer = error.toResponse();
    answer.headers().set("connection", "close");
    house.meter().rejected(error.status(), error.reason(), answer.content().readableBytes());
    ctx.writeAndFlush(answer).addListener(ChannelFutureListener.CLOSE);
  }

  private void drain(ChannelHandlerContext ctx) {
    if (visit.answering()) {
      visit.closeAfter();
    } else if (!ours() && passed == 0) {
      // Once the last answer's bytes, which the slower clients still wait for, are out.
      ctx.pipeline()
          .context(HttpServerCodec.class)
          .writeAndFlush(Unpooled.EMPTY_BUFFER)
          .addListener(ChannelFutureListener.CLOSE);
    }
  }

  private void over(ChannelHandlerContext ctx, boolean kept) {
    deaf |= !kept;
    // Not from inside the exchange's own end.
    ctx.executor().execute(() -> goOn(ctx));
  }

  /** Takes up what has waited, and reading, where they were left. */
  private void goOn(ChannelHandlerContext ctx) {
    if (gone) {
      return;
    }
    passedOn = false;
    while (!waiting.isEmpty() && !visit.answering()) {
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
    visit.leave();
    waiting.forEach(ReferenceCountUtil::release);
    waiting.clear();
  }

  private Bounds.Times times() {
    return house.traffic().bounds().times();
  }
}
