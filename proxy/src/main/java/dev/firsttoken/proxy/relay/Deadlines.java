package dev.firsttoken.proxy.relay;

import io.netty.channel.EventLoop;
import io.netty.util.concurrent.Future;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * The limits of one call, on one timer: it looks again when the next of them could pass, and never
 * for a frame.
 */
final class Deadlines {
  /** Which limit passed, with the words for it. */
  enum Passed {
    POOL("had no free connection"),
    FIRST_TOKEN("did not begin its answer"),
    IDLE("did not go on"),
    WHOLE("did not complete its answer"),
    BACKSTOP("did not complete its stream");

    final String words;

    Passed(String words) {
      this.words = words;
    }
  }

  /** Is told of the limit that passed. */
  interface Owner {
    void late(Passed limit, Duration length);
  }

  private final Limits limits;
  private final boolean stream;
  private final EventLoop loop;
  private final Owner owner;
  private Passed next = Passed.POOL;
  private long askedNanos;

  /** How long the upstream was held back since, by a client that didn't read. */
  private long heldNanos;

  private long heldSinceNanos;
  private boolean held;
  private long lastReadNanos;
  private @Nullable Future<?> timer;

  Deadlines(Limits limits, boolean stream, EventLoop loop, Owner owner) {
    this.limits = limits;
    this.stream = stream;
    this.loop = loop;
    this.owner = owner;
  }

  /** A connection is waited for. */
  void waiting(long nanos) {
    askedNanos = nanos;
    arm(limits.pool().toNanos());
  }

  /** The request goes out. */
  void asked(long nanos) {
    stop();
    askedNanos = nanos;
    lastReadNanos = nanos;
    next = stream ? Passed.FIRST_TOKEN : Passed.WHOLE;
    arm(length(next).toNanos());
  }

  /** Something came. */
  void read(long nanos) {
    lastReadNanos = nanos;
  }

  /** The upstream is held back from now on, or no longer. Its clocks stand still meanwhile. */
  void held(boolean on, long nanos) {
    if (held && !on) {
      heldNanos += nanos - heldSinceNanos;
      lastReadNanos = nanos;
    }
    heldSinceNanos = on && held ? heldSinceNanos : nanos;
    held = on;
  }

  /** The streamed answer has begun to tell something. */
  void begun() {
    if (stream) {
      next = Passed.IDLE;
    }
  }

  void stop() {
    if (timer != null) {
      timer.cancel(false);
      timer = null;
    }
  }

  private void look() {
    timer = null;
    long now = System.nanoTime();
    long toTheEnd = askedNanos + limits.backstop().toNanos() - now;
    long left = left(now);
    if (left <= 0) {
      owner.late(next, length(next));
    } else if (next == Passed.IDLE && toTheEnd <= 0) {
      owner.late(Passed.BACKSTOP, limits.backstop());
    } else {
      arm(next == Passed.IDLE ? Math.min(left, toTheEnd) : left);
    }
  }

  private long left(long now) {
    long length = length(next).toNanos();
    if (next == Passed.POOL) {
      return askedNanos + length - now;
    }
    if (held) {
      return length; // For how long, the door decides.
    }
    return (next == Passed.IDLE ? lastReadNanos : askedNanos + heldNanos) + length - now;
  }

  /** Not for longer than a begun stream may take, as that clock can begin to run at any moment. */
  private void arm(long nanos) {
    long most =
        next == Passed.FIRST_TOKEN
            ? Math.min(limits.idle().toNanos(), limits.backstop().toNanos())
            : nanos;
    timer = loop.schedule(this::look, Math.min(nanos, most), TimeUnit.NANOSECONDS);
  }

  private Duration length(Passed limit) {
    return switch (limit) {
      case POOL -> limits.pool();
      case FIRST_TOKEN -> limits.firstToken();
      case IDLE -> limits.idle();
      case WHOLE -> limits.whole();
      case BACKSTOP -> limits.backstop();
    };
  }
}
