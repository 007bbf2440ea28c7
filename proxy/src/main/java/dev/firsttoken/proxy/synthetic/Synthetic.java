package dev.firsttoken.proxy.synthetic;

import dev.firsttoken.proxy.exchange.ChatError;
import dev.firsttoken.proxy.exchange.ChatRequest;
import dev.firsttoken.proxy.exchange.Exchange;
import dev.firsttoken.proxy.exchange.Reply;
import dev.firsttoken.proxy.meter.Reason;
import dev.firsttoken.proxy.meter.StreamEnd;
import dev.firsttoken.proxy.meter.Timeline;
import io.netty.channel.EventLoop;
import io.netty.handler.codec.http.EmptyHttpHeaders;
import io.netty.handler.codec.http.FullHttpResponse;
import io.netty.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Answers one chat request by itself, on the connection's event loop and a fixed schedule. An event
 * loop that falls behind sends the frames whose time has come at once, in one flush; so does a
 * client that reads again after a while, and nothing piles up while it doesn't.
 */
public final class Synthetic implements Exchange {
  private static final Logger LOG = LoggerFactory.getLogger(Synthetic.class);

  /** After so much, others on the event loop have their turn. */
  private static final int TURN_PIECES = 64;

  private static final int TURN_BYTES = 64 * 1024;

  /** How long it may take to set a timer without being late for good. */
  private static final long WELL_SET_NANOS = 50_000;

  private final Reply reply;
  private final Timeline timeline;
  private final Schedule schedule;
  private final Answer answer;
  private final boolean streamed;
  private @Nullable Future<?> ticks;
  private @Nullable Future<?> turn;
  private boolean writing;
  private boolean contentSent;
  private boolean over;

  private Synthetic(ChatRequest request, Reply reply, Timeline timeline, Schedule schedule) {
    this.reply = reply;
    this.timeline = timeline;
    this.schedule = schedule;
    this.streamed = request.stream();
    this.answer =
        streamed
            ? new StreamedAnswer(request, reply, timeline, schedule)
            : new WholeAnswer(request, reply, timeline, schedule);
  }

  /**
   * Starts the answer; on the connection's event loop.
   *
   * @param timeline of this request; ended here, once, whatever happens
   */
  public static Synthetic start(ChatRequest request, Reply reply, Timeline timeline) {
    Schedule schedule = Schedule.of(request.knobs(), System.nanoTime());
    Synthetic synthetic = new Synthetic(request, reply, timeline, schedule);
    synthetic.begin();
    return synthetic;
  }

  @Override
  public void clientGone() {
    end(StreamEnd.CLIENT_GONE, 200, Reason.CLIENT_GONE);
  }

  @Override
  public void shutDown() {
    if (!over) {
      ChatError error = ChatError.shutDown();
      if (answer.begun()) {
        answer.say(error);
        end(StreamEnd.BROKEN_OFF, error.status(), error.reason());
        reply.abort();
      } else {
        FullHttpResponse whole = error.toResponse();
        timeline.bytesOut(whole.content().readableBytes());
        end(StreamEnd.BROKEN_OFF, error.status(), error.reason());
        reply.whole(whole);
      }
    }
  }

  @Override
  public void writable(boolean on) {
    // While writing, the loop there asks again after each flush.
    if (on && !writing) {
      write();
    }
  }

  private void begin() {
    try {
      answer.open();
      write();
      reply.flush();
      if (!over) {
        tick();
      }
    } catch (RuntimeException | OutOfMemoryError e) {
      fail(e);
    }
  }

  /**
   * One task ticks for all frames, and its deadlines are absolute as theirs are: so it must be set
   * at the right moment, and is set again where the thread lost its processor over it.
   */
  private void tick() {
    long takenNanos;
    int tries = 0;
    do {
      if (ticks != null) {
        ticks.cancel(false);
      }
      long nowNanos = System.nanoTime();
      ticks = ticking(nowNanos - answer.dueNanos());
      takenNanos = System.nanoTime() - nowNanos;
    } while (takenNanos > WELL_SET_NANOS && ++tries < 10);
  }

  private Future<?> ticking(long lateNanos) {
    EventLoop loop = reply.loop();
    long period = streamed ? schedule.periodNanos() : 0;
    if (period == 0) {
      return loop.schedule(this::write, -lateNanos, TimeUnit.NANOSECONDS);
    }
    if (lateNanos < 0) {
      return loop.scheduleAtFixedRate(this::write, -lateNanos, period, TimeUnit.NANOSECONDS);
    }
    askForTurn();
    long delayNanos = period - lateNanos % period;
    return loop.scheduleAtFixedRate(this::write, delayNanos, period, TimeUnit.NANOSECONDS);
  }

  private void write() {
    if (over) {
      return;
    }
    writing = true;
    try {
      if (writeDue()) {
        finish();
      }
    } catch (RuntimeException | OutOfMemoryError e) {
      fail(e);
    } finally {
      writing = false;
    }
  }

  /** Writes what is due, as far as the client takes it; true once all pieces are written. */
  private boolean writeDue() {
    int pieces = 0;
    int bytes = 0;
    while (!over) {
      long nowNanos = System.nanoTime();
      if (answer.dueNanos() - nowNanos > 0) {
        break;
      }
      if (!answer.more()) {
        return true;
      }
      if (pieces == TURN_PIECES || bytes >= TURN_BYTES) {
        askForTurn();
        break;
      }
      if (!reply.writable()) {
        flush(pieces);
        if (!reply.writable()) {
          return false; // For too long, and the door closes the connection.
        }
      }
      bytes += answer.piece(nowNanos);
      pieces++;
    }
    flush(pieces);
    return false;
  }

  private void flush(int pieces) {
    if (pieces > 0 && !over) {
      reply.flush();
      contentSent();
    }
  }

  private void contentSent() {
    if (streamed && !contentSent) {
      contentSent = true;
      timeline.contentSent(System.nanoTime());
    }
  }

  /** By the timer, as the event loop reads and writes between timers and not between tasks. */
  private void askForTurn() {
    if (turn == null) {
      turn = reply.loop().schedule(this::takeTurn, 0, TimeUnit.NANOSECONDS);
    }
  }

  private void takeTurn() {
    turn = null;
    write();
  }

  /** Counts before the last bytes go, so that who has read them finds them counted. */
  private void finish() {
    answer.rest();
    if (schedule.frames() > 0) {
      contentSent();
    }
    end(StreamEnd.COMPLETED, 200, null);
    reply.end(EmptyHttpHeaders.INSTANCE);
  }

  private void fail(Throwable fault) {
    if (!over) {
      LOG.error("A synthetic answer broke off", fault);
      end(StreamEnd.BROKEN_OFF, 500, Reason.INTERNAL);
      reply.abort();
    }
  }

  private void end(StreamEnd end, int status, @Nullable Reason reason) {
    if (over) {
      return;
    }
    over = true;
    if (ticks != null) {
      ticks.cancel(false);
    }
    answer.release();
    timeline.end(end, status, reason, System.nanoTime());
  }
}
