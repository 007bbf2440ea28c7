package dev.firsttoken.proxy.synthetic;

import dev.firsttoken.proxy.api.ApiError;
import dev.firsttoken.proxy.api.ChatRequest;
import dev.firsttoken.proxy.exchange.Exchange;
import dev.firsttoken.proxy.exchange.ResponseWriter;
import dev.firsttoken.proxy.meter.ErrorReason;
import dev.firsttoken.proxy.meter.RequestOutcome;
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
 * Responds to one chat request on a fixed schedule, without an upstream, on the connection's event
 * loop. If the event loop falls behind, all frames that are due are sent in one flush. The same
 * happens when a slow client reads again; nothing is queued while it does not.
 */
public final class Synthetic implements Exchange {
  private static final Logger LOG = LoggerFactory.getLogger(Synthetic.class);

  /** Limits of one turn, after which other streams of the event loop have theirs. */
  private static final int MAX_FRAMES_PER_TURN = 64;

  private static final int MAX_BYTES_PER_TURN = 64 * 1024;

  /** Frames that burn CPU take turns too. */
  private static final int MAX_SPIN_NANOS_PER_TURN = 1_000_000;

  /** Maximum time to set a timer; a slower one would make every frame late. */
  private static final long MAX_TIMER_SETUP_NANOS = 50_000;

  private final ResponseWriter responseWriter;
  private final Timeline timeline;
  private final FrameSchedule frameSchedule;
  private final SyntheticResponse response;
  private final boolean streamed;

  /** CPU time to burn before each frame of a stream. */
  private final int spinNanos;

  private @Nullable Future<?> timer;
  private @Nullable Future<?> pendingTurn;
  private boolean writing;
  private boolean contentSent;
  private boolean finished;

  private Synthetic(
      ChatRequest request,
      ResponseWriter responseWriter,
      Timeline timeline,
      FrameSchedule frameSchedule) {
    this.responseWriter = responseWriter;
    this.timeline = timeline;
    this.frameSchedule = frameSchedule;
    this.streamed = request.stream();
    this.spinNanos = streamed ? request.syntheticOptions().spinNanos() : 0;
    this.response =
        streamed
            ? new StreamedResponse(request, responseWriter, timeline, frameSchedule)
            : new BufferedResponse(request, responseWriter, timeline, frameSchedule);
  }

  /**
   * Starts the response. Called on the connection's event loop.
   *
   * @param timeline of this request; is ended here exactly once
   */
  public static Synthetic start(
      ChatRequest request, ResponseWriter responseWriter, Timeline timeline) {
    FrameSchedule frameSchedule = FrameSchedule.of(request.syntheticOptions(), System.nanoTime());
    Synthetic synthetic = new Synthetic(request, responseWriter, timeline, frameSchedule);
    synthetic.begin();
    return synthetic;
  }

  @Override
  public void onClientDisconnected() {
    end(RequestOutcome.CLIENT_GONE, 200, ErrorReason.CLIENT_GONE);
  }

  @Override
  public void abort(ApiError error) {
    if (!finished) {
      if (response.isStarted()) {
        response.writeError(error);
        end(RequestOutcome.BROKEN_OFF, error.status(), error.reason());
        responseWriter.abort();
      } else {
        FullHttpResponse errorResponse = error.toResponse();
        timeline.addBytesOut(errorResponse.content().readableBytes());
        end(RequestOutcome.BROKEN_OFF, error.status(), error.reason());
        responseWriter.writeFull(errorResponse);
      }
    }
  }

  @Override
  public void onWritabilityChanged(boolean writable) {
    // While writing, writeDue checks again after each flush.
    if (writable && !writing) {
      write();
    }
  }

  private void begin() {
    try {
      response.start();
      write();
      responseWriter.flush();
      if (!finished) {
        startTimer();
      }
    } catch (RuntimeException | OutOfMemoryError e) {
      fail(e);
    }
  }

  /**
   * Starts the one periodic task for all frames. Its ticks are relative to the moment it is set, so
   * it is set again if the thread lost its processor meanwhile.
   */
  private void startTimer() {
    long setupNanos;
    int attempts = 0;
    do {
      if (timer != null) {
        timer.cancel(false);
      }
      long nowNanos = System.nanoTime();
      timer = scheduleTimer(nowNanos - response.dueNanos());
      setupNanos = System.nanoTime() - nowNanos;
    } while (setupNanos > MAX_TIMER_SETUP_NANOS && ++attempts < 10);
  }

  private Future<?> scheduleTimer(long lateNanos) {
    EventLoop loop = responseWriter.eventLoop();
    long period = streamed ? frameSchedule.periodNanos() : 0;
    if (period == 0) {
      return loop.schedule(this::write, -lateNanos, TimeUnit.NANOSECONDS);
    }
    if (lateNanos < 0) {
      return loop.scheduleAtFixedRate(this::write, -lateNanos, period, TimeUnit.NANOSECONDS);
    }
    requestTurn();
    long delayNanos = period - lateNanos % period;
    return loop.scheduleAtFixedRate(this::write, delayNanos, period, TimeUnit.NANOSECONDS);
  }

  private void write() {
    if (finished) {
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

  /**
   * Writes what is due, as far as the client takes it.
   *
   * @return whether all frames are written and the end is due
   */
  private boolean writeDue() {
    int frames = 0;
    int bytes = 0;
    while (!finished) {
      long nowNanos = System.nanoTime();
      if (response.dueNanos() - nowNanos > 0) {
        break;
      }
      if (!response.hasNext()) {
        return true;
      }
      if (frames == MAX_FRAMES_PER_TURN
          || bytes >= MAX_BYTES_PER_TURN
          || (frames > 0 && (long) frames * spinNanos >= MAX_SPIN_NANOS_PER_TURN)) {
        requestTurn();
        break;
      }
      if (!responseWriter.isWritable()) {
        flush(frames);
        if (!responseWriter.isWritable()) {
          return false; // The client timeouts close a connection that stays like this.
        }
      }
      bytes += response.writeNextFrame(spin(nowNanos));
      frames++;
    }
    flush(frames);
    return false;
  }

  /**
   * Burns CPU, so that a comparison can be tried on a server that is slower by a known amount.
   *
   * @return the time after it
   */
  private long spin(long startNanos) {
    long nowNanos = startNanos;
    while (nowNanos - startNanos < spinNanos) {
      Thread.onSpinWait();
      nowNanos = System.nanoTime();
    }
    return nowNanos;
  }

  private void flush(int frames) {
    if (frames > 0 && !finished) {
      responseWriter.flush();
      recordContentSent();
    }
  }

  private void recordContentSent() {
    if (streamed && !contentSent) {
      contentSent = true;
      timeline.onContentSent(System.nanoTime());
    }
  }

  /** Uses a timer: the event loop does its I/O between timers, but not between tasks. */
  private void requestTurn() {
    if (pendingTurn == null) {
      pendingTurn = responseWriter.eventLoop().schedule(this::runTurn, 0, TimeUnit.NANOSECONDS);
    }
  }

  private void runTurn() {
    pendingTurn = null;
    write();
  }

  /** Counts before the last bytes are sent, so that a client that has read them is counted. */
  private void finish() {
    response.finish();
    if (frameSchedule.frames() > 0) {
      recordContentSent();
    }
    end(RequestOutcome.COMPLETED, 200, null);
    responseWriter.end(EmptyHttpHeaders.INSTANCE);
  }

  private void fail(Throwable cause) {
    if (!finished) {
      LOG.error("A synthetic response failed", cause);
      end(RequestOutcome.BROKEN_OFF, 500, ErrorReason.INTERNAL);
      responseWriter.abort();
    }
  }

  private void end(RequestOutcome outcome, int status, @Nullable ErrorReason errorReason) {
    if (finished) {
      return;
    }
    finished = true;
    if (timer != null) {
      timer.cancel(false);
    }
    response.release();
    timeline.end(outcome, status, errorReason, System.nanoTime());
  }
}
