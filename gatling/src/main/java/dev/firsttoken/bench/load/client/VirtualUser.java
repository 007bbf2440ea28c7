package dev.firsttoken.bench.load.client;

import dev.firsttoken.bench.load.requests.Conversation;
import dev.firsttoken.bench.load.requests.PlannedRequest;
import dev.firsttoken.bench.samples.Outcome;
import dev.firsttoken.bench.samples.Phase;
import dev.firsttoken.bench.samples.Sample;
import dev.firsttoken.wire.call.CallListener;
import dev.firsttoken.wire.call.CallOutcome;
import dev.firsttoken.wire.call.CallResult;
import dev.firsttoken.wire.call.Connection;
import io.netty.buffer.ByteBuf;
import io.netty.channel.EventLoop;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.util.concurrent.Future;
import java.util.SplittableRandom;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * One virtual user: a keep-alive connection with at most one request at a time, all on the user's
 * event loop. No request is sent twice: a connection found closed before a request is replaced; one
 * that fails after the send makes a failed sample.
 */
public final class VirtualUser implements CallListener {
  private static final long MAX_START_JITTER_NANOS = 100_000_000;

  private final ClientContext clientContext;
  private final EventLoop loop;
  private final long id;
  private final int level;
  private final ResponseRecording recording;
  private final Conversation conversation;

  private @Nullable Connection connection;
  private @Nullable Future<?> timeout;
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
    this.recording = new ResponseRecording(clientContext.workload().textProcessor() != null);
    this.conversation = clientContext.workload().newConversation();
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
    ByteBuf request =
        isMultiTurn()
            ? conversation.next()
            : clientContext.workload().requestSource().get(plannedRequest).bytes();
    recording.reset(System.nanoTime());
    clientContext.inFlight().incrementAndGet();
    listener.onSent();
    Connection current = connection;
    if (current == null || !current.isReusable()) {
      current = clientContext.dialer().dial(loop);
      connection = current;
    }
    timeout =
        loop.schedule(this::onTimeout, clientContext.timeout().toNanos(), TimeUnit.NANOSECONDS);
    current.call(request, this);
  }

  public EventLoop loop() {
    return loop;
  }

  /** Stops the user. A request in flight is aborted and recorded as such; no other one is sent. */
  public void stop() {
    stopped = true;
    if (connection != null) {
      connection.abort(CallOutcome.CANCELLED);
    }
  }

  private void onTimeout() {
    if (connection != null) {
      connection.abort(CallOutcome.TIMED_OUT);
    }
  }

  @Override
  public void onRequestWritten(long nanos) {
    recording.writeNanos = nanos;
  }

  @Override
  public void onHeaders(HttpResponse response, long nanos) {
    recording.onHeaders(response, nanos);
  }

  @Override
  public void onData(ByteBuf bytes, int from, int to, long nanos) {
    recording.onData(bytes, from, to, nanos);
  }

  @Override
  public void onEnded(CallResult end) {
    clientContext.inFlight().decrementAndGet();
    if (listener != null) {
      listener.onEnded();
    }
    if (timeout != null) {
      timeout.cancel(false);
    }
    if (plannedRequest.phase() == Phase.WARMUP) {
      warmedUp++;
    }
    if (end.outcome() == CallOutcome.COMPLETED) {
      recording.onComplete();
    }
    lastDurationNanos = end.nanos() - recording.sendNanos;
    Sample sample = toSample(end, Classification.classify(end, recording));
    ResponseTextProcessor textProcessor = clientContext.workload().textProcessor();
    if (textProcessor == null) {
      clientContext.record(sample);
      complete(sample);
    } else {
      decodeText(textProcessor, sample);
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
        tokens -> clientContext.record(sample.withTextTokens(tokens)));
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
        recording.stamps.toArray());
  }
}
