package dev.firsttoken.proxy.door;

import dev.firsttoken.proxy.exchange.ChatError;
import dev.firsttoken.proxy.exchange.ChatRequest;
import dev.firsttoken.proxy.exchange.Exchange;
import dev.firsttoken.proxy.exchange.Incoming;
import dev.firsttoken.proxy.exchange.Reply;
import dev.firsttoken.proxy.exchange.Route;
import dev.firsttoken.proxy.meter.Reason;
import dev.firsttoken.proxy.meter.StreamEnd;
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
final class Visit {
  private static final Logger LOG = LoggerFactory.getLogger(Visit.class);

  /** Is told of each answer's end. */
  interface Over {
    /**
     * An answer was handed to the socket, or broken off.
     *
     * @param kept whether the connection takes another request
     */
    void over(ChannelHandlerContext ctx, boolean kept);
  }

  private final House house;
  private final Patience patience;
  private final Over over;

  /** While its body is being collected. */
  private @Nullable Intake intake;

  /** From the whole request to the last byte of its answer. */
  private @Nullable Reply reply;

  private @Nullable Exchange exchange;

  /** One of the requests that may run at once is this one. */
  private boolean entered;

  /** What is left of a refused request's body is read and dropped, up to its end. */
  private boolean dropping;

  Visit(House house, Patience patience, Over over) {
    this.house = house;
    this.patience = patience;
    this.over = over;
  }

  /** It has begun, and not ended. */
  boolean on() {
    return intake != null || reply != null || dropping;
  }

  /** Its answer is on its way, and the next request has to wait. */
  boolean answering() {
    return reply != null;
  }

  /** Its body is wanted. */
  boolean collecting() {
    return intake != null;
  }

  /** Its body is on its way still, and wanted by nobody. */
  boolean dropping() {
    return dropping;
  }

  /**
   * A head came.
   *
   * @param refusal what the gate refuses it for
   */
  void begin(ChannelHandlerContext ctx, HttpRequest head, @Nullable ChatError refusal) {
    Intake begun = new Intake(ctx, head, house.traffic().bounds().bodyBytes());
    intake = begun;
    patience.enter(Patience.Stage.BODY);
    if (refusal != null && Gate.doubts(refusal)) {
      begun.breakOff();
    }
    ChatError why = refusal == null ? begun.refusal() : refusal;
    if (why == null) {
      why = enter();
    }
    if (why == null) {
      begun.invite();
    } else {
      dropping = true;
      refuse(begun, why);
    }
  }

  /** A part of the body came, owned from here on. */
  void collect(HttpContent content) {
    Intake from = Objects.requireNonNull(intake);
    ChatError refusal = from.add(content);
    if (refusal != null) {
      dropping = !(content instanceof LastHttpContent);
      refuse(from, refusal);
    } else if (content instanceof LastHttpContent) {
      answer(from);
    }
  }

  /** A part of a refused body came. */
  void drop(HttpObject part) {
    dropping = !(part instanceof LastHttpContent);
    if (!dropping && reply == null) {
      patience.enter(Patience.Stage.REQUEST);
    }
    ReferenceCountUtil.release(part);
  }

  void writable(boolean on) {
    if (exchange != null) {
      exchange.writable(on);
    }
  }

  /** The answer is the connection's last. */
  void closeAfter() {
    if (reply != null) {
      reply.closeAfter();
    }
  }

  /** The body is not waited for any longer; false where it was wanted by nobody. */
  boolean breakOff(ChatError why) {
    Intake waiting = intake;
    if (waiting == null) {
      return false;
    }
    dropping = true;
    waiting.breakOff();
    refuse(waiting, why);
    return true;
  }

  /** The server ends before the answer does. */
  void shutDown() {
    if (exchange != null) {
      exchange.shutDown();
    } else {
      breakOff(ChatError.shutDown());
    }
  }

  /** The client has gone. */
  void leave() {
    Intake waiting = intake;
    if (waiting != null) {
      intake = null;
      waiting.close();
      house.meter().left(waiting.headNanos());
      routed(waiting.route(), 499);
    }
    Exchange running = exchange;
    exchange = null;
    try {
      if (running != null) {
        running.clientGone();
      }
    } finally {
      comeOut();
    }
  }

  /** Before the body is looked at, or even there. */
  private @Nullable ChatError enter() {
    if (house.traffic().draining()) {
      return ChatError.draining();
    }
    entered = house.traffic().enter();
    return entered ? null : ChatError.overloaded();
  }

  /** The request is whole: on to the rooms that answer. */
  private void answer(Intake whole) {
    long wholeNanos = System.nanoTime();
    ByteBuf body = whole.takeBody();
    ChatRequest request;
    try {
      Route route = Objects.requireNonNull(whole.route());
      request = house.rooms().parse(route, body, whole.headNanos());
    } catch (ChatError e) {
      body.release();
      refuse(whole, e);
      return;
    } catch (RuntimeException | OutOfMemoryError e) {
      LOG.error("A request could not be read", e);
      body.release();
      refuse(whole, ChatError.internal());
      return;
    }
    intake = null;
    patience.enter(Patience.Stage.NONE);
    answer(
        new Incoming(request, whole.query(), whole.head().headers(), body, wholeNanos),
        replying(whole));
  }

  private void answer(Incoming incoming, Reply begun) {
    Timeline timeline = house.rooms().timeline(incoming.request(), incoming.headers());
    try {
      Exchange running = house.rooms().enter(incoming, begun, timeline);
      exchange = reply == null ? null : running; // It may be over before it is known here.
    } catch (ChatError e) {
      decline(begun, timeline, e, StreamEnd.REJECTED);
    } catch (RuntimeException | OutOfMemoryError e) {
      LOG.error("A request could not be taken on", e);
      if (begun.begun()) {
        timeline.end(StreamEnd.BROKEN_OFF, 500, Reason.INTERNAL, System.nanoTime());
        begun.abort();
      } else {
        decline(begun, timeline, ChatError.internal(), StreamEnd.BROKEN_OFF);
      }
    }
  }

  private static void decline(Reply begun, Timeline timeline, ChatError error, StreamEnd how) {
    FullHttpResponse answer = error.toResponse();
    timeline.bytesOut(answer.content().readableBytes());
    timeline.end(how, error.status(), error.reason(), System.nanoTime());
    begun.whole(answer);
  }

  /** The request is answered by an error of ours and counted, and its body goes nowhere. */
  private void refuse(Intake refused, ChatError error) {
    intake = null;
    refused.close();
    Reply begun = replying(refused);
    if (refused.broken()) {
      // What follows can't be told from the rest of this one.
      begun.closeAfter();
    }
    if (dropping) {
      begun.lingers();
    }
    patience.enter(dropping ? Patience.Stage.BODY : Patience.Stage.NONE);
    FullHttpResponse answer = error.toResponse();
    long bytes = answer.content().readableBytes();
    house.meter().rejected(refused.headNanos(), error.status(), error.reason(), bytes);
    routed(refused.route(), error.status());
    begun.whole(answer);
  }

  private Reply replying(Intake to) {
    Reply begun =
        new Reply(to.context(), to.head(), house.traffic()::draining, () -> over(to.context()));
    reply = begun;
    return begun;
  }

  private void routed(@Nullable Route route, int status) {
    if (route != null) {
      house.meter().routed(route.label(), status);
    }
  }

  private void over(ChannelHandlerContext ctx) {
    boolean kept = reply != null && reply.keepsAlive();
    reply = null;
    exchange = null;
    comeOut();
    if (!dropping) {
      patience.enter(Patience.Stage.REQUEST);
    }
    over.over(ctx, kept);
  }

  private void comeOut() {
    if (entered) {
      entered = false;
      house.traffic().leave();
    }
  }
}
