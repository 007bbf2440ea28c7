package dev.firsttoken.bench.load.client;

import dev.firsttoken.bench.samples.Sample.Reconnect;
import dev.firsttoken.wire.call.CallOutcome;
import dev.firsttoken.wire.call.CallResult;
import dev.firsttoken.wire.call.Connection;
import io.netty.channel.EventLoop;
import org.jspecify.annotations.Nullable;

/**
 * The connection that one virtual user keeps from request to request. A request may be sent once
 * more if the kept connection dies before any byte of a response: the server has most likely closed
 * it before it read the request. On a new connection, or after a byte, it never is.
 */
final class KeptConnection {
  private final ClientContext clientContext;
  private final EventLoop loop;
  private @Nullable Connection connection;

  /** True if the last response was complete and left the connection open. */
  private boolean kept;

  private long completedNanos;

  /** True if the running request was sent on a kept connection. */
  private boolean reused;

  private Reconnect reconnect = Reconnect.NONE;

  KeptConnection(ClientContext clientContext, EventLoop loop) {
    this.clientContext = clientContext;
    this.loop = loop;
  }

  /** Returns the connection for the next request: the kept one if possible, else a new one. */
  Connection acquire() {
    Connection current = connection;
    boolean open = current != null && current.isReusable();
    if (current != null && kept && !open) {
      clientContext.keepAlive().onClosed(completedNanos, current.closedNanos());
    }
    reused = kept && open && clientContext.keepAlive().isEnabled();
    reconnect = kept && !reused ? Reconnect.REPLACED : Reconnect.NONE;
    kept = false;
    return current != null && reused ? current : dial();
  }

  /** Returns true if the running request was sent on a kept connection. */
  boolean isReused() {
    return reused;
  }

  /** Returns true if the request that ended this way may be sent once more. */
  boolean canResend(CallResult end) {
    return reused
        && end.noBytesReceived()
        && (end.outcome() == CallOutcome.TRUNCATED || end.outcome() == CallOutcome.RESET);
  }

  /** Replaces the kept connection, which has died, for a second send of the running request. */
  Connection replace(CallResult end) {
    clientContext.keepAlive().onClosed(completedNanos, end.nanos());
    reused = false;
    reconnect = Reconnect.RESENT;
    return dial();
  }

  /** Returns why the running request was sent on a new connection although one was kept. */
  Reconnect reconnect() {
    return reconnect;
  }

  /** Called when the running request has ended. */
  void onEnded(CallResult end) {
    boolean reusable =
        end.outcome() == CallOutcome.COMPLETED && connection != null && connection.isReusable();
    kept = reusable && clientContext.keepAlive().isWanted();
    completedNanos = end.nanos();
    if (reusable && !kept) {
      abort(CallOutcome.CANCELLED); // A server that ignores Connection: close would keep it.
    }
  }

  /** Ends the running request, if there is one, and closes the connection. */
  void abort(CallOutcome outcome) {
    if (connection != null) {
      connection.abort(outcome);
    }
  }

  private Connection dial() {
    abort(CallOutcome.CANCELLED);
    Connection dialed = clientContext.dialer().dial(loop);
    connection = dialed;
    return dialed;
  }
}
