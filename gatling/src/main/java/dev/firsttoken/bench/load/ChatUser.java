package dev.firsttoken.bench.load;

import dev.firsttoken.bench.samples.Outcome;
import dev.firsttoken.bench.samples.Phase;
import dev.firsttoken.bench.samples.Sample;
import dev.firsttoken.wire.call.CallEnd;
import dev.firsttoken.wire.call.CallListener;
import dev.firsttoken.wire.call.Connection;
import dev.firsttoken.wire.call.Ending;
import io.netty.buffer.ByteBuf;
import io.netty.channel.EventLoop;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.util.concurrent.Future;
import java.util.SplittableRandom;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * One virtual user: a kept-alive connection, and at most one request on it at a time. Everything
 * happens on the user's event loop. No request is ever sent twice: a kept connection that is found
 * closed before the next request is replaced, one that fails after it makes a failed sample.
 */
final class ChatUser implements CallListener {
  private static final long MOST_STEP_NANOS = 100_000_000;

  private final Calls calls;
  private final EventLoop loop;
  private final long id;
  private final int level;
  private final Recording seen;
  private final Conversation conversation;

  private @Nullable Connection connection;
  private @Nullable Future<?> timeout;
  private @Nullable Told told;
  private boolean stopped;
  private Due due = Due.now(0, Phase.WARMUP);
  private int warmedUp;
  private boolean begun;
  private long lastNanos;

  ChatUser(Calls calls, EventLoop loop, long id, int level) {
    this.calls = calls;
    this.loop = loop;
    this.id = id;
    this.level = level;
    this.seen = new Recording(calls.asking().texts() != null);
    this.conversation = calls.asking().conversation();
  }

  /** How many warm-up requests of this user are over. */
  int warmedUp() {
    return warmedUp;
  }

  /** Whether its first request that is not to warm up is still to come; asked once for it. */
  boolean begins() {
    boolean first = !begun;
    begun = true;
    return first;
  }

  /**
   * How long to wait before the first measured request, ns: users that all begin at once would go
   * on in step, and so would all their streams' events. A random part of the last request's time,
   * at most 100 ms; 0 where none was sent yet.
   */
  long stepNanos() {
    long most = Math.min(lastNanos, MOST_STEP_NANOS);
    return most <= 0 ? 0 : new SplittableRandom(id).nextLong(most);
  }

  /** Sends one request; none, and nobody is told, where the run was stopped. */
  void ask(Due due, Told told) {
    if (stopped) {
      return;
    }
    this.due = due;
    this.told = told;
    ByteBuf request = goesOn() ? conversation.next() : calls.asking().requests().at(due).bytes();
    seen.begin(System.nanoTime());
    calls.underWay().incrementAndGet();
    told.sent().run();
    Connection open = connection;
    if (open == null || !open.reusable()) {
      open = calls.dialer().dial(loop);
      connection = open;
    }
    timeout = loop.schedule(this::timedOut, calls.timeout().toNanos(), TimeUnit.NANOSECONDS);
    open.call(request, this);
  }

  EventLoop loop() {
    return loop;
  }

  /**
   * Leaves: a request under way ends as aborted, and is recorded as that; none is begun any more.
   */
  void stop() {
    stopped = true;
    if (connection != null) {
      connection.abort(Ending.CANCELLED);
    }
  }

  private void timedOut() {
    if (connection != null) {
      connection.abort(Ending.TIMED_OUT);
    }
  }

  @Override
  public void written(long nanos) {
    seen.writeNanos = nanos;
  }

  @Override
  public void head(HttpResponse head, long nanos) {
    seen.head(head, nanos);
  }

  @Override
  public void data(ByteBuf bytes, int from, int to, long nanos) {
    seen.data(bytes, from, to, nanos);
  }

  @Override
  public void ended(CallEnd end) {
    calls.underWay().decrementAndGet();
    if (told != null) {
      told.ended().run();
    }
    if (timeout != null) {
      timeout.cancel(false);
    }
    if (due.phase() == Phase.WARMUP) {
      warmedUp++;
    }
    lastNanos = end.nanos() - seen.sendNanos;
    Sample sample = sample(end, Verdict.on(end, seen));
    Texts texts = calls.asking().texts();
    if (texts == null) {
      calls.record(sample);
      over(sample);
    } else {
      read(texts, sample);
    }
  }

  /** Its text is read elsewhere; the next request waits for it only where it repeats it. */
  private void read(Texts texts, Sample sample) {
    boolean good = sample.outcome() == Outcome.OK;
    boolean waits = goesOn();
    texts.read(
        good ? seen.kept() : null,
        text -> {
          if (waits) {
            onLoop(() -> goOn(text, sample));
          }
        },
        tokens -> calls.record(sample.withTextTokens(tokens)));
    if (!waits) {
      over(sample);
    }
  }

  /** What it asks depends on the answer before; nobody talks to warm up. */
  private boolean goesOn() {
    return calls.asking().goesOn() && due.phase() != Phase.WARMUP;
  }

  private void onLoop(Runnable step) {
    try {
      loop.execute(step);
    } catch (RejectedExecutionException e) {
      return; // Its event loop has ended, and with it the run.
    }
  }

  private void goOn(@Nullable String text, Sample sample) {
    conversation.answered(text);
    over(sample);
  }

  private void over(Sample sample) {
    Told last = told;
    told = null;
    if (last != null && !stopped && sample.outcome() != Outcome.ABORTED) {
      last.done().accept(sample);
    }
  }

  private Sample sample(CallEnd end, Verdict verdict) {
    return new Sample(
        level,
        due.phase(),
        id,
        due.nanos() == Sample.NONE ? seen.sendNanos : due.nanos(),
        seen.sendNanos,
        seen.writeNanos,
        seen.headNanos,
        seen.events.copy(),
        seen.reasoningEvents,
        seen.toolCallEvents,
        seen.firstAnswer,
        end.nanos(),
        seen.status,
        verdict.outcome(),
        calls.withoutKey(verdict.detail()),
        seen.completionTokens,
        seen.promptTokens,
        seen.finishReason,
        Sample.NONE,
        seen.bytes,
        seen.reads,
        seen.stamps.copy());
  }
}
