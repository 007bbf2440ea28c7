package dev.firsttoken.bench.load.client;

import dev.firsttoken.bench.load.requests.Conversation;
import dev.firsttoken.bench.load.requests.PlannedRequest;
import dev.firsttoken.bench.load.requests.PreparedRequest;
import dev.firsttoken.bench.samples.Outcome;
import dev.firsttoken.bench.samples.Phase;
import dev.firsttoken.bench.samples.Sample;
import dev.firsttoken.bench.samples.Sample.Lenience;
import dev.firsttoken.wire.call.CallListener;
import dev.firsttoken.wire.call.CallOutcome;
import dev.firsttoken.wire.call.CallResult;
import dev.firsttoken.wire.call.Connection;
import dev.firsttoken.wire.call.LimitTimer;
import io.netty.buffer.ByteBuf;
import io.netty.channel.EventLoop;
import io.netty.handler.codec.http.EmptyHttpHeaders;
import io.netty.handler.codec.http.HttpResponse;
import java.util.SplittableRandom;
import java.util.concurrent.RejectedExecutionException;
import org.jspecify.annotations.Nullable;

/**
 * One virtual user: a keep-alive connection with at most one request at a time, all on the user's
 * event loop. A connection found closed before a request is replaced. A request is sent once more
 * only if its {@link KeptConnection} allows it; any other failure after the send makes a failed
 * sample.
 *
 * <p>Whatever is thrown while a request runs, errors included, ends that request with a failure of
 * its own: an exception that reached the event loop would leave the user waiting for ever.
 */
public final class VirtualUser implements CallListener {
  private static final long MAX_START_JITTER_NANOS = 100_000_000;

  private final ClientContext clientContext;
  private final EventLoop loop;
  private final long id;
  private final int level;
  private final ResponseRecording recording;
  private final Conversation conversation;

  private final KeptConnection connection;
  private final FailureRest failureRest = new FailureRest();

  /** Bytes for a second send, as long as one is possible. */
  private @Nullable ByteBuf spareRequest;

  private boolean running;

  /** True once the listener knows of the running request. */
  private boolean reportedSent;

  /** Why the bench itself ended the running request, or null. */
  private @Nullable Classification ownFailure;

  private final LimitTimer timeout;
  private @Nullable RequestListener listener;
  private boolean stopped;
  private PlannedRequest plannedRequest = PlannedRequest.immediate(0, Phase.WARMUP);
  private int warmedUp;
  private boolean started;
  private long lastDurationNanos;

  public VirtualUser(ClientContext clientContext, EventLoop loop, long id, int level) {
    this.clientContext = clientContext;
    this.loop = loop;
    this.id = id;
    this.level = level;
    Workload workload = clientContext.workload();
    this.recording = new ResponseRecording(workload.expected(), workload.textProcessor() != null);
    this.conversation = workload.newConversation();
    this.connection = new KeptConnection(clientContext, loop);
    this.timeout = new LimitTimer(loop, System::nanoTime);
  }

  /** Number of this user's warm-up requests that have ended. */
  public int warmedUp() {
    return warmedUp;
  }

  /** Marks the start of the user's load; true the first time. */
  public boolean markStarted() {
    boolean first = !started;
    started = true;
    return first;
  }

  /**
   * Random delay before the first measured request, in nanoseconds: up to the duration of the
   * user's last request, at most 100 ms, and 0 if it has sent none. Without it, users that start
   * together would stay in step, and so would the events of their streams.
   */
  public long startJitterNanos() {
    long max = Math.min(lastDurationNanos, MAX_START_JITTER_NANOS);
    return max <= 0 ? 0 : new SplittableRandom(id).nextLong(max);
  }

  /** Sends one request. Does nothing, and calls no listener, if the user is stopped. */
  public void send(PlannedRequest plannedRequest, RequestListener listener) {
    if (stopped) {
      return;
    }
    this.plannedRequest = plannedRequest;
    this.listener = listener;
    running = true;
    reportedSent = false;
    ownFailure = null;
    clientContext.inFlight().incrementAndGet();
    try {
      start(listener);
    } catch (Throwable e) {
      onThrown(e);
    }
  }

  private void start(RequestListener requestListener) {
    recording.reset(System.nanoTime());
    ByteBuf request = nextRequest();
    // Preparing a request may take long, and is no part of it.
    recording.sendNanos = System.nanoTime();
    reportedSent = true;
    requestListener.onSent(recording.sendNanos);
    Connection acquired = connection.acquire();
    if (connection.isReused()) {
      spareRequest = request.retainedDuplicate();
    }
    timeout.schedule(clientContext.timeout().toNanos(), this::onTimeoutPassed);
    acquired.call(request, this);
  }

  private ByteBuf nextRequest() {
    if (isMultiTurn()) {
      ByteBuf next = conversation.next();
      recording.asked = conversation.asked();
      return next;
    }
    PreparedRequest prepared = clientContext.workload().requestSource().get(plannedRequest);
    recording.asked = prepared.asked();
    return prepared.bytes();
  }

  public EventLoop loop() {
    return loop;
  }

  /** Stops the user. A request in flight is aborted and recorded as such; no other one is sent. */
  public void stop() {
    stopped = true;
    connection.abort(CallOutcome.CANCELLED);
  }

  private void onTimeoutPassed() {
    timeout.lookAgain(clientContext.timeout(), this::onTimeout);
  }

  private void onTimeout() {
    endWith(CallOutcome.TIMED_OUT);
  }

  /** Ends the running request, even if its connection does not. */
  private void endWith(CallOutcome outcome) {
    try {
      connection.abort(outcome);
    } finally {
      if (running) {
        onEnded(new CallResult(outcome, true, EmptyHttpHeaders.INSTANCE, null, System.nanoTime()));
      }
    }
  }

  private void onThrown(Throwable thrown) {
    if (running) {
      recording.release(); // Out of memory is one of the reasons to be here.
      fail(Outcome.CLIENT_ERROR, "the bench failed: " + thrown);
    }
  }

  private void fail(Outcome outcome, String reason) {
    if (ownFailure == null) {
      ownFailure = new Classification(outcome, clientContext.url() + ": " + reason);
    }
    endWith(CallOutcome.CANCELLED);
  }

  @Override
  public void onRequestWritten(long nanos) {
    recording.writeNanos = nanos;
  }

  @Override
  public void onHeaders(HttpResponse response, long nanos) {
    releaseSpareRequest();
    try {
      recording.onHeaders(response, nanos);
    } catch (Throwable e) {
      onThrown(e);
    }
  }

  @Override
  public void onData(ByteBuf bytes, int from, int to, long nanos) {
    if (!running) {
      return;
    }
    try {
      recording.onData(bytes, from, to, nanos);
      String excess = recording.excess;
      if (excess != null) {
        fail(Outcome.TOO_LARGE, excess);
      }
    } catch (Throwable e) {
      onThrown(e);
    }
  }

  @Override
  public void onEnded(CallResult end) {
    if (!running || (ownFailure == null && !stopped && tryResend(end))) {
      return;
    }
    running = false;
    releaseSpareRequest();
    clientContext.inFlight().decrementAndGet();
    timeout.stop();
    if (plannedRequest.phase() == Phase.WARMUP) {
      warmedUp++;
    }
    lastDurationNanos = end.nanos() - recording.sendNanos;
    Sample sample = closeSample(end);
    ResponseTextProcessor textProcessor = clientContext.workload().textProcessor();
    if (textProcessor == null || sample.outcome() == Outcome.CLIENT_ERROR) {
      record(sample);
      complete(sample);
    } else {
      decodeText(textProcessor, sample);
    }
  }

  private boolean tryResend(CallResult end) {
    ByteBuf request = spareRequest;
    if (request == null || !connection.canResend(end)) {
      return false;
    }
    spareRequest = null;
    recording.writeNanos = Sample.NONE;
    try {
      connection.replace(end).call(request, this);
    } catch (Throwable e) {
      onThrown(e);
    }
    return true;
  }

  private void releaseSpareRequest() {
    if (spareRequest != null) {
      spareRequest.release();
      spareRequest = null;
    }
  }

  private Sample closeSample(CallResult end) {
    try {
      if (listener != null && reportedSent) {
        listener.onEnded(recording.sendNanos, end.nanos());
      }
      connection.onEnded(end);
      Classification failure = ownFailure;
      if (failure == null && end.outcome() == CallOutcome.COMPLETED) {
        recording.onComplete();
      }
      return toSample(
          end, failure == null ? Classification.classify(end, recording, clientContext) : failure);
    } catch (Throwable e) {
      recording.release();
      return toSample(end, new Classification(Outcome.CLIENT_ERROR, "the bench failed: " + e));
    }
  }

  private void record(Sample sample) {
    try {
      clientContext.record(sample);
    } catch (Throwable e) {
      System.err.println("bench: a sample is lost: " + e);
    }
  }

  /** Has the text decoded elsewhere. The next request waits only if it repeats the text. */
  private void decodeText(ResponseTextProcessor textProcessor, Sample sample) {
    boolean ok = sample.outcome() == Outcome.OK;
    boolean waitsForText = isMultiTurn();
    textProcessor.read(
        ok ? recording.capturedEvents() : null,
        text -> {
          if (waitsForText) {
            executeOnLoop(() -> resume(text, sample));
          }
        },
        tokens -> record(sample.withTextTokens(tokens)));
    if (!waitsForText) {
      complete(sample);
    }
  }

  /** True if the request repeats earlier responses; warm-up requests never do. */
  private boolean isMultiTurn() {
    return clientContext.workload().isMultiTurn() && plannedRequest.phase() != Phase.WARMUP;
  }

  private void executeOnLoop(Runnable step) {
    try {
      loop.execute(step);
    } catch (RejectedExecutionException e) {
      return; // The event loop has ended, and with it the run.
    }
  }

  private void resume(@Nullable String text, Sample sample) {
    conversation.onResponse(text);
    complete(sample);
  }

  private void complete(Sample sample) {
    RequestListener current = listener;
    listener = null;
    if (current != null && !stopped && sample.outcome() != Outcome.ABORTED) {
      current.onReady(sample);
    }
  }

  private Sample toSample(CallResult end, Classification classification) {
    int contentEvents = recording.events.size();
    // An open level keeps its schedule, whatever happens to its requests.
    long restNanos =
        plannedRequest.dueNanos() == Sample.NONE
            ? failureRest.after(
                new FailureRest.Ending(
                    classification.outcome(), recording.status, contentEvents, lastDurationNanos),
                recording.retryAfter)
            : 0;
    return new Sample(
        level,
        plannedRequest.phase(),
        id,
        plannedRequest.dueNanos() == Sample.NONE ? recording.sendNanos : plannedRequest.dueNanos(),
        recording.sendNanos,
        recording.writeNanos,
        recording.headersNanos,
        recording.events.toArray(),
        recording.reasoningEvents,
        recording.toolCallEvents,
        recording.firstOutput,
        end.nanos(),
        recording.status,
        classification.outcome(),
        clientContext.redactKey(classification.detail()),
        recording.completionTokens,
        recording.promptTokens,
        recording.finishReason,
        Sample.NONE,
        recording.bytes,
        recording.reads,
        recording.stamps.toArray(),
        connection.reconnect(),
        restNanos,
        recording.cachedTokens,
        classification.outcome() == Outcome.OK ? recording.lenience() : Lenience.NONE,
        recording.asked);
  }
}
