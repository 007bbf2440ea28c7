package dev.firsttoken.proxy.upstream;

import dev.firsttoken.proxy.pool.ConnectionLease;
import dev.firsttoken.wire.call.CallListener;
import dev.firsttoken.wire.call.CallResult;
import dev.firsttoken.wire.call.LimitTimer;
import io.netty.buffer.ByteBuf;
import io.netty.channel.EventLoop;
import io.netty.handler.codec.http.HttpResponse;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One request for the upstream's model list, with bounds on its time and its size. It runs on one
 * event loop and follows no redirect. Only the parsing has a thread of its own.
 */
final class ModelLookup implements CallListener {
  private static final Logger LOG = LoggerFactory.getLogger(ModelLookup.class);

  private static final int MAX_BYTES = 1 << 20;

  private static final Duration TIMEOUT = Duration.ofSeconds(5);

  /** A failure within this time costs so little that the next request may cause another. */
  private static final Duration AT_ONCE = Duration.ofMillis(500);

  /** The upstream that lists its models. */
  interface Caller {
    /** Creates the lease of one call. */
    ConnectionLease lease(EventLoop eventLoop, Runnable onPermit);

    /** Encodes the request for the list. */
    ByteBuf encodeRequest();
  }

  private final Caller caller;
  private final ConnectionLease lease;
  private final Consumer<LookupResult> onResult;
  private final ByteArrayOutputStream body = new ByteArrayOutputStream();
  private final long startNanos = System.nanoTime();
  private final LimitTimer timer;
  private boolean ended;

  private ModelLookup(Caller caller, EventLoop eventLoop, Consumer<LookupResult> onResult) {
    this.caller = caller;
    this.lease = caller.lease(eventLoop, this::send);
    this.timer = new LimitTimer(eventLoop, eventLoop.ticker()::nanoTime);
    this.onResult = onResult;
  }

  /**
   * Sends the request. Called on the event loop.
   *
   * @param onResult is called once, on any thread
   */
  static void start(Caller caller, EventLoop eventLoop, Consumer<LookupResult> onResult) {
    ModelLookup lookup = new ModelLookup(caller, eventLoop, onResult);
    lookup.timer.schedule(TIMEOUT.toNanos(), lookup::onTimeoutPassed);
    // All permits may be taken for long, and one more connection costs the upstream little.
    lookup.lease.startBeyondLimit();
  }

  @Override
  public void onHeaders(HttpResponse response, long nanos) {
    int status = response.status().code();
    if (status >= 500 || status == 429) {
      end(new LookupResult.Failed("HTTP " + status, false)); // It may be starting.
    } else if (status != 200) {
      end(new LookupResult.NoList("HTTP " + status));
    }
  }

  @Override
  public void onData(ByteBuf bytes, int from, int to, long nanos) {
    if (ended) {
      return;
    }
    if (body.size() + to - from > MAX_BYTES) {
      end(new LookupResult.NoList("more than " + MAX_BYTES + " bytes"));
      return;
    }
    byte[] part = new byte[to - from];
    bytes.getBytes(from, part);
    body.writeBytes(part);
  }

  @Override
  public void onEnded(CallResult result) {
    if (ended) {
      return;
    }
    switch (result.outcome()) {
      case COMPLETED -> {
        release(true);
        Thread.ofVirtual().name("model-list").start(() -> onResult.accept(parse(body)));
      }
      case CONNECT_FAILED,
          NO_DESCRIPTOR,
          LOOKUPS_BUSY,
          ADDRESS_REFUSED,
          TLS_UNTRUSTED,
          TLS_EXPIRED,
          TLS_WRONG_NAME,
          TLS_FAILED ->
          end(new LookupResult.Failed("no connection", isAtOnce()));
      case TRUNCATED, RESET, TIMED_OUT, CANCELLED ->
          end(new LookupResult.Failed("a broken connection", false));
      case MALFORMED -> end(new LookupResult.NoList("a malformed response"));
    }
  }

  private void send() {
    try {
      // A kept connection may be stale, and the look-up is too rare to try one.
      lease.reconnect().call(caller.encodeRequest(), this);
    } catch (RuntimeException | OutOfMemoryError e) {
      LOG.error("The upstream's models could not be looked up", e);
      end(new LookupResult.Failed("a fault of the proxy", false));
    }
  }

  /** After a pause of the proxy, the list may be there unread. */
  private void onTimeoutPassed() {
    timer.lookAgain(TIMEOUT, this::onTimeout);
  }

  private void onTimeout() {
    if (!ended) {
      end(new LookupResult.Failed("no response within " + TIMEOUT.toMillis() + " ms", false));
    }
  }

  private void end(LookupResult result) {
    if (!ended) {
      release(false);
      onResult.accept(result);
    }
  }

  private void release(boolean keepConnection) {
    ended = true;
    timer.stop();
    lease.release(keepConnection);
  }

  private boolean isAtOnce() {
    return System.nanoTime() - startNanos < AT_ONCE.toNanos();
  }

  private static LookupResult parse(ByteArrayOutputStream body) {
    try {
      List<String> models = ListedModels.parse(body.toByteArray());
      return models.isEmpty()
          ? new LookupResult.NoList("a response that lists none")
          : new LookupResult.Listed(models);
    } catch (IOException | RuntimeException e) {
      return new LookupResult.NoList("a response that is not JSON");
    }
  }
}
