package dev.firsttoken.proxy.relay;

import dev.firsttoken.proxy.exchange.ChatError;
import dev.firsttoken.proxy.exchange.Exchange;
import dev.firsttoken.proxy.exchange.Reply;
import dev.firsttoken.proxy.meter.Reason;
import dev.firsttoken.proxy.meter.StreamEnd;
import dev.firsttoken.proxy.meter.Timeline;
import dev.firsttoken.wire.call.CallEnd;
import dev.firsttoken.wire.call.CallListener;
import dev.firsttoken.wire.call.Connection;
import dev.firsttoken.wire.call.Ending;
import io.netty.buffer.ByteBuf;
import io.netty.handler.codec.http.DefaultHttpResponse;
import io.netty.handler.codec.http.FullHttpResponse;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaderValues;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpUtil;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * One answer on its way from the upstream to the client: the bytes pass as they came, framing and
 * all, one flush for each read; a copy is only looked at. All of it happens on the client's event
 * loop, and it ends once, in {@link #ended}.
 */
public final class Relay implements Exchange, CallListener {
  /** How the body reaches the client. */
  private enum Passage {
    /** No head yet. */
    NONE,
    /** As it came: chunk framing and all, or a body whose length both sides know. */
    AS_IT_CAME,
    /** Data only: the server's encoder frames it, for a client or an upstream of HTTP/1.0. */
    DATA
  }

  private static final long NANOS_PER_MILLI = 1_000_000;

  private final Reply reply;
  private final Timeline timeline;
  private final Pool pool;
  private final Limits limits;
  private final boolean stream;

  /** The request, for a second try on a new connection; null once an answer has begun. */
  private @Nullable ByteBuf request;

  private Connection connection;
  private @Nullable Observer observer;
  private Passage passage = Passage.NONE;
  private int status;
  private final long startNanos = System.nanoTime();
  private long lastReadNanos = startNanos;
  private boolean bodyBegun;
  private @Nullable Future<?> clock;

  private Relay(Start start, Pool pool, Limits limits) {
    this.reply = start.reply();
    this.timeline = start.timeline();
    this.stream = start.stream();
    this.pool = pool;
    this.limits = limits;
    this.connection = pool.take(reply.loop());
  }

  /**
   * What a relay begins with.
   *
   * @param stream whether the client asked for a streamed answer
   */
  public record Start(Reply reply, Timeline timeline, boolean stream) {}

  /**
   * Sends the request upstream and relays what comes.
   *
   * @param request head and body, owned by the relay from here on
   */
  public static Relay start(Start start, ByteBuf request, Pool pool, Limits limits) {
    Relay relay = new Relay(start, pool, limits);
    relay.request = request.retainedDuplicate();
    relay.armClock(relay.firstLimitNanos());
    relay.connection.call(request, relay);
    return relay;
  }

  @Override
  public void clientGone() {
    connection.abort(Ending.CANCELLED);
  }

  @Override
  public void writable(boolean on) {
    // While it is held back the upstream is not idle by its own doing.
    lastReadNanos = System.nanoTime();
    connection.reading(on);
  }

  @Override
  public void written(long nanos) {}

  @Override
  public void head(HttpResponse head, long nanos) {
    forgetRequest();
    status = head.status().code();
    lastReadNanos = nanos;
    timeline.upstreamHead(nanos, status);
    observer = new Observer(head, timeline);
    reply.head(answer(head));
    // The client may have stopped reading before there was anything here to hold back.
    connection.reading(reply.writable());
  }

  @Override
  public void data(ByteBuf bytes, int from, int to, long nanos) {
    lastReadNanos = nanos;
    bodyBegun = true;
    if (observer != null) {
      observer.data(bytes, from, to);
    }
    if (passage == Passage.DATA) {
      reply.content(bytes.retainedSlice(from, to - from));
    }
  }

  @Override
  public void body(ByteBuf bytes) {
    if (passage == Passage.AS_IT_CAME) {
      reply.raw(bytes);
    } else {
      bytes.release();
    }
  }

  @Override
  public void readComplete() {
    if (observer != null) {
      reply.flush();
      observer.handedOn();
    }
  }

  @Override
  public void ended(CallEnd end) {
    if (wentStale(end)) {
      return;
    }
    forgetRequest();
    if (clock != null) {
      clock.cancel(false);
    }
    switch (end.ending()) {
      case COMPLETED -> completed(end.trailers());
      case CANCELLED -> end(StreamEnd.CLIENT_GONE, 499, Reason.CLIENT_GONE);
      case CONNECT_FAILED,
          ADDRESS_REFUSED,
          TLS_UNTRUSTED,
          TLS_EXPIRED,
          TLS_WRONG_NAME,
          TLS_FAILED ->
          failed(ChatError.upstreamConnect(), StreamEnd.UPSTREAM_FAILED);
      case TIMED_OUT ->
          failed(ChatError.timedOut(firstLimitNanos() / NANOS_PER_MILLI), StreamEnd.TIMED_OUT);
      case CUT, RESET, MALFORMED -> failed(ChatError.upstreamReset(), StreamEnd.UPSTREAM_FAILED);
    }
  }

  /**
   * A kept connection that the upstream had closed meanwhile is no failure: once more, on a new
   * one.
   */
  private boolean wentStale(CallEnd end) {
    boolean stale =
        (end.ending() == Ending.CUT || end.ending() == Ending.RESET)
            && end.untouched()
            && !connection.fresh();
    ByteBuf again = request;
    if (!stale || again == null) {
      return false;
    }
    request = null;
    connection = pool.fresh(reply.loop());
    connection.call(again, this);
    return true;
  }

  /** Counted before the last bytes go, so that whoever has read them finds them counted. */
  private void completed(HttpHeaders trailers) {
    pool.give(connection, reply.loop());
    boolean saidError = false;
    if (observer != null) {
      observer.end();
      observer.handedOn();
      saidError = observer.error();
    }
    if (saidError) {
      end(StreamEnd.UPSTREAM_FAILED, 502, Reason.UPSTREAM_STATUS);
    } else {
      end(StreamEnd.COMPLETED, status, status < 300 ? null : Reason.UPSTREAM_STATUS);
    }
    reply.end(trailers);
  }

  /** Before the head an error of ours; after it there is only the abort, which clients can see. */
  private void failed(ChatError error, StreamEnd how) {
    if (passage == Passage.NONE) {
      FullHttpResponse answer = error.toResponse();
      timeline.bytesOut(answer.content().readableBytes());
      end(how, error.status(), error.reason());
      reply.whole(answer);
    } else {
      end(how, error.status(), error.reason());
      reply.abort();
    }
  }

  private void end(StreamEnd how, int counted, @Nullable Reason reason) {
    timeline.end(how, counted, reason, System.nanoTime());
  }

  private HttpResponse answer(HttpResponse head) {
    HttpHeaders headers = Hygiene.downstream(head.headers());
    boolean chunked = HttpUtil.isTransferEncodingChunked(head);
    long length = HttpUtil.getContentLength(head, -1L);
    passage = Passage.DATA;
    if (head.status().equals(HttpResponseStatus.RESET_CONTENT)) {
      // It has no body, whatever its head says: the encoder drops one, and nothing passes below it.
      return new DefaultHttpResponse(HttpVersion.HTTP_1_1, head.status(), headers);
    }
    if (length >= 0) {
      headers.set(HttpHeaderNames.CONTENT_LENGTH, length);
      passage = Passage.AS_IT_CAME;
    } else if (reply.http11()) {
      headers.set(HttpHeaderNames.TRANSFER_ENCODING, HttpHeaderValues.CHUNKED);
      passage = chunked ? Passage.AS_IT_CAME : Passage.DATA;
    }
    String type = headers.get(HttpHeaderNames.CONTENT_TYPE, "");
    if (type.startsWith("text/event-stream")) {
      // Or a cache or an nginx in front would hold events back.
      headers.set(HttpHeaderNames.CACHE_CONTROL, HttpHeaderValues.NO_CACHE);
      headers.set("x-accel-buffering", "no");
    }
    return new DefaultHttpResponse(HttpVersion.HTTP_1_1, head.status(), headers);
  }

  private void armClock(long nanos) {
    clock = reply.loop().schedule(this::checkClock, nanos, TimeUnit.NANOSECONDS);
  }

  /** One timer for all limits: it looks again when the next one could pass, not for each frame. */
  private void checkClock() {
    boolean idling = stream && bodyBegun;
    long since = idling ? lastReadNanos : startNanos;
    long left = since + (idling ? limits.idle().toNanos() : firstLimitNanos()) - System.nanoTime();
    if (left > 0) {
      armClock(left);
    } else if (reply.writable()) {
      connection.abort(Ending.TIMED_OUT);
    } else {
      // It is the client that doesn't read, and the upstream that waits for it.
      reply.abort();
      connection.abort(Ending.CANCELLED);
    }
  }

  private long firstLimitNanos() {
    return (stream ? limits.firstByte() : limits.whole()).toNanos();
  }

  private void forgetRequest() {
    if (request != null) {
      request.release();
      request = null;
    }
  }
}
