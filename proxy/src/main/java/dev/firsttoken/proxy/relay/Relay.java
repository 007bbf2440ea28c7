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
import io.netty.handler.codec.http.FullHttpResponse;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpResponse;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One answer on its way from the upstream to the client: the bytes pass as they came, framing and
 * all, one flush for each read; a copy is only looked at. All of it happens on the client's event
 * loop, and it ends once, in {@link #conclude}.
 */
public final class Relay implements Exchange, CallListener {
  private static final Logger LOG = LoggerFactory.getLogger(Relay.class);

  private final Reply reply;
  private final Timeline timeline;
  private final Endpoint endpoint;
  private final Breaker.Call call;
  private final Pool pool;
  private final Deadlines deadlines;
  private final Runnable granted = this::go;

  /** The request, for a second try on a new connection; null once an answer has begun. */
  private @Nullable ByteBuf request;

  /** Null while it is waited for that a call may run. */
  private @Nullable Connection connection;

  private @Nullable Observer observer;
  private @Nullable Passage passage;
  private int status;
  private final long wholeNanos;
  private final long startNanos = System.nanoTime();

  /** When the first of the bytes came that are not handed on yet; 0 for none. */
  private long readNanos;

  private boolean waiting;
  private boolean over;

  private Relay(Start start, Way way, ByteBuf request, Breaker.Call call) {
    this.call = call;
    this.reply = start.reply();
    this.timeline = start.timeline();
    this.wholeNanos = start.wholeNanos();
    this.request = request;
    this.endpoint = way.endpoint();
    this.pool = way.pool();
    this.deadlines = new Deadlines(way.limits(), start.stream(), reply.loop(), this::late);
  }

  /**
   * What a relay begins with.
   *
   * @param stream whether the client asked for a streamed answer
   * @param wholeNanos when the request was there whole, on the monotonic clock
   */
  public record Start(Reply reply, Timeline timeline, boolean stream, long wholeNanos) {}

  /** Where it goes, over which connections, and within which times. */
  public record Way(Endpoint endpoint, Pool pool, Limits limits) {}

  /**
   * Sends the request upstream and relays what comes.
   *
   * @param request head and body, owned by the relay from here on
   * @throws ChatError 503 where the upstream's breaker is open; nothing has begun then
   */
  public static Relay start(Start start, ByteBuf request, Way way) {
    Breaker.Call call = way.endpoint().breaker().admit();
    if (call == null) {
      request.release();
      throw ChatError.breakerOpen();
    }
    Relay relay = new Relay(start, way, request, call);
    relay.begin();
    return relay;
  }

  private void begin() {
    if (endpoint.permits().take()) {
      go();
    } else {
      waiting = true;
      pool.meter().pending(1);
      deadlines.waiting(startNanos);
      endpoint.permits().await(reply.loop(), granted);
    }
  }

  @Override
  public void clientGone() {
    conclude(StreamEnd.CLIENT_GONE, 499, Reason.CLIENT_GONE);
  }

  @Override
  public void shutDown() {
    if (!over) {
      failed(ChatError.shutDown(), StreamEnd.BROKEN_OFF);
    }
  }

  @Override
  public void writable(boolean on) {
    if (over) {
      return; // The connection may lie in the pool by now, or be somebody else's.
    }
    deadlines.held(!on, System.nanoTime());
    if (connection != null) {
      connection.reading(on);
    }
  }

  @Override
  public void written(long nanos) {}

  @Override
  public void head(HttpResponse head, long nanos) {
    forgetRequest();
    status = head.status().code();
    came(nanos);
    if (status < 500) {
      call.answered();
    } else {
      call.failed();
    }
    timeline.upstreamHead(nanos, status);
    observer = new Observer(head, timeline);
    passage = Passage.of(head, reply);
    reply.head(passage.head());
    if (connection != null) {
      // The client may have stopped reading before there was anything here to hold back.
      deadlines.held(!reply.writable(), nanos);
      connection.reading(reply.writable());
    }
  }

  @Override
  public void data(ByteBuf bytes, int from, int to, long nanos) {
    came(nanos);
    if (observer != null && passage != null) {
      observer.data(bytes, from, to, nanos);
      passage.data(bytes, from, to);
      if (observer.begun()) {
        deadlines.begun();
      }
    }
  }

  @Override
  public void body(ByteBuf bytes) {
    if (passage != null) {
      passage.body(bytes);
    } else {
      bytes.release();
    }
  }

  @Override
  public void readComplete() {
    if (observer != null) {
      reply.flush();
      handedOn(observer);
    }
  }

  @Override
  public void ended(CallEnd end) {
    if (over || wentStale(end)) {
      return;
    }
    switch (end.ending()) {
      case COMPLETED -> completed(end.trailers());
      case CANCELLED -> clientGone();
      case CONNECT_FAILED -> failed(ChatError.upstreamConnect(), StreamEnd.UPSTREAM_FAILED);
      case TLS_UNTRUSTED -> failed(ChatError.upstreamUntrusted(), StreamEnd.UPSTREAM_FAILED);
      case TLS_EXPIRED -> failed(ChatError.upstreamExpired(), StreamEnd.UPSTREAM_FAILED);
      case TLS_WRONG_NAME -> failed(ChatError.upstreamWrongName(), StreamEnd.UPSTREAM_FAILED);
      case TLS_FAILED -> failed(ChatError.upstreamTls(), StreamEnd.UPSTREAM_FAILED);
      case ADDRESS_REFUSED -> failed(ChatError.addressRefused(), StreamEnd.REJECTED);
      case CUT, RESET, TIMED_OUT -> failed(ChatError.upstreamReset(), StreamEnd.UPSTREAM_FAILED);
      case MALFORMED -> {
        // Whoever sends such answers may mean them for the next who asks here.
        reply.closeAfter();
        failed(ChatError.upstreamReset(), StreamEnd.UPSTREAM_FAILED);
      }
    }
  }

  /** A call may run now. */
  private void go() {
    ByteBuf asking = request;
    if (over || asking == null) {
      endpoint.permits().give();
      return;
    }
    pool.meter().active(1);
    try {
      ask(asking);
    } catch (RuntimeException | OutOfMemoryError e) {
      LOG.error("A request could not be sent on", e);
      failed(ChatError.internal(), StreamEnd.BROKEN_OFF);
    }
  }

  private void ask(ByteBuf asking) {
    if (waiting) {
      waiting = false;
      pool.meter().pending(-1);
    }
    long now = System.nanoTime();
    long waitedNanos = now - startNanos;
    deadlines.asked(now);
    Connection taken = pool.take(endpoint, reply.loop());
    connection = taken;
    timeline.askedAfter(System.nanoTime() - wholeNanos - waitedNanos);
    taken.call(asking.retainedDuplicate(), this);
  }

  private void came(long nanos) {
    deadlines.read(nanos);
    if (readNanos == 0) {
      readNanos = nanos;
    }
  }

  private void handedOn(Observer seen) {
    long now = System.nanoTime();
    seen.handedOn(now);
    if (readNanos != 0) {
      timeline.relayedAfter(now - readNanos);
      readNanos = 0;
    }
  }

  /**
   * A kept connection that the upstream had closed meanwhile is no failure: once more, on a new
   * one.
   */
  private boolean wentStale(CallEnd end) {
    ByteBuf again = request;
    boolean stale =
        (end.ending() == Ending.CUT || end.ending() == Ending.RESET)
            && end.untouched()
            && connection != null
            && !connection.fresh();
    if (!stale || again == null) {
      return false;
    }
    request = null;
    connection = pool.fresh(endpoint, reply.loop());
    connection.call(again, this);
    return true;
  }

  /** Counted before the last bytes go, so that whoever has read them finds them counted. */
  private void completed(HttpHeaders trailers) {
    boolean saidError = false;
    boolean truncated = false;
    if (observer != null) {
      observer.end();
      handedOn(observer);
      saidError = observer.error();
      truncated = status < 300 && observer.truncated();
    }
    if (saidError) {
      conclude(StreamEnd.UPSTREAM_FAILED, 502, Reason.UPSTREAM_STATUS);
    } else {
      conclude(
          truncated ? StreamEnd.TRUNCATED : StreamEnd.COMPLETED,
          status,
          status < 300 ? null : Reason.UPSTREAM_STATUS);
    }
    reply.end(trailers);
  }

  private void late(Deadlines.Passed limit, Duration length) {
    if (limit == Deadlines.Passed.POOL) {
      failed(ChatError.noFreeConnection(length.toMillis()), StreamEnd.REJECTED);
    } else {
      if (limit != Deadlines.Passed.BACKSTOP) {
        call.failed(); // Whereas what went on for that long went well.
      }
      failed(ChatError.timedOut(limit.words, length.toMillis()), StreamEnd.TIMED_OUT);
    }
  }

  /**
   * Before the head an error of ours. After it an event that says so, where an event can stand, and
   * the end of the connection short of the answer's end: every client takes that for a failure.
   */
  private void failed(ChatError error, StreamEnd how) {
    Passage begun = passage;
    if (begun == null) {
      FullHttpResponse answer = error.toResponse();
      timeline.bytesOut(answer.content().readableBytes());
      conclude(how, error.status(), error.reason());
      reply.whole(answer);
      return;
    }
    if (observer != null) {
      // What came in the read that breaks it off goes out with the rest.
      handedOn(observer);
    }
    if (observer != null && observer.atBoundary() && begun.open(connection)) {
      byte[] event = error.event();
      begun.say(event);
      timeline.bytesOut(event.length);
    }
    conclude(how, error.status(), error.reason());
    reply.abort();
  }

  /** The one ending. Whatever still runs is stopped. */
  private void conclude(StreamEnd how, int counted, @Nullable Reason reason) {
    if (over) {
      return;
    }
    over = true;
    deadlines.stop();
    forgetRequest();
    if (how == StreamEnd.UPSTREAM_FAILED) {
      call.failed();
    } else {
      call.unknown();
    }
    try {
      leaveConnection(how);
    } finally {
      timeline.end(how, counted, reason, System.nanoTime());
    }
  }

  private void leaveConnection(StreamEnd how) {
    if (waiting) {
      waiting = false;
      pool.meter().pending(-1);
      endpoint.permits().leave(granted);
      return;
    }
    try {
      if (connection == null) {
        return; // It could not even be begun.
      }
      if (how == StreamEnd.COMPLETED
          || how == StreamEnd.TRUNCATED
          || how == StreamEnd.UPSTREAM_FAILED) {
        pool.give(connection, endpoint, reply.loop());
      } else {
        connection.abort(Ending.CANCELLED);
      }
    } finally {
      pool.meter().active(-1);
      endpoint.permits().give();
    }
  }

  private void forgetRequest() {
    if (request != null) {
      request.release();
      request = null;
    }
  }
}
