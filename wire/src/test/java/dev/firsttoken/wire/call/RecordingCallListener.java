package dev.firsttoken.wire.call;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.handler.codec.http.HttpResponse;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Records the callbacks of a call and lets other threads wait for them. It also records violations
 * of the contract of {@link CallListener}: order, thread, timestamps, and a single end that comes
 * last.
 */
final class RecordingCallListener implements CallListener {
  private static final long TIMEOUT_SECONDS = 20;

  private final ByteArrayOutputStream data = new ByteArrayOutputStream();
  private final ByteArrayOutputStream body = new ByteArrayOutputStream();
  private final List<String> callbacks = new ArrayList<>();
  private final List<String> violations = new ArrayList<>();
  private final List<Long> dataNanos = new ArrayList<>();
  private final Map<String, Runnable> actions = new HashMap<>();
  private @Nullable Thread thread;
  private @Nullable HttpResponse response;
  private @Nullable CallResult result;
  private long lastNanos = System.nanoTime();
  private int dataSinceBody;
  private int reads;

  /** Runs an action in the first callback of this name, as a listener might. */
  synchronized RecordingCallListener runOn(String callback, Runnable action) {
    actions.put(callback, action);
    return this;
  }

  private void runAction(String callback) {
    Runnable action = actions.remove(callback);
    if (action != null) {
      action.run();
    }
  }

  @Override
  public synchronized void onRequestWritten(long nanos) {
    expect(!callbacks.contains("written"), "written twice");
    record("written", nanos);
    runAction("written");
  }

  @Override
  public synchronized void onHeaders(HttpResponse response, long nanos) {
    expect(this.response == null, "two responses");
    record("headers", nanos);
    this.response = response;
    runAction("headers");
  }

  @Override
  public synchronized void onData(ByteBuf bytes, int from, int to, long nanos) {
    expect(response != null, "data before the headers");
    expect(from < to && from >= bytes.readerIndex() && to <= bytes.writerIndex(), "invalid range");
    record("data", nanos);
    data.writeBytes(ByteBufUtil.getBytes(bytes, from, to - from));
    dataNanos.add(nanos);
    dataSinceBody += to - from;
    runAction("data");
  }

  @Override
  public synchronized void onBody(ByteBuf bytes) {
    expect(bytes.isReadable(), "an empty body buffer");
    expect(dataSinceBody <= bytes.readableBytes(), "data without its body");
    record("body", lastNanos);
    dataSinceBody = 0;
    body.writeBytes(ByteBufUtil.getBytes(bytes));
    bytes.release();
    runAction("body");
  }

  @Override
  public synchronized void onReadComplete() {
    expect(result == null, "readComplete after the end");
    reads++;
    notifyAll();
  }

  @Override
  public synchronized void onEnded(CallResult result) {
    record("ended", result.nanos());
    this.result = result;
    runAction("ended");
  }

  private void record(String callback, long nanos) {
    expect(result == null, callback + " after the end");
    expect(thread == null || thread == Thread.currentThread(), callback + " on another thread");
    expect(nanos >= lastNanos, callback + " has an earlier timestamp than the previous callback");
    thread = Thread.currentThread();
    lastNanos = nanos;
    callbacks.add(callback);
    notifyAll();
  }

  private void expect(boolean condition, String violation) {
    if (!condition) {
      violations.add(violation + ", after " + callbacks);
    }
  }

  /** Waits until the condition holds. */
  synchronized RecordingCallListener await(Predicate<RecordingCallListener> condition)
      throws InterruptedException {
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(TIMEOUT_SECONDS);
    while (!condition.test(this)) {
      long remainingMillis = TimeUnit.NANOSECONDS.toMillis(deadline - System.nanoTime());
      if (remainingMillis <= 0) {
        throw new AssertionError("timed out; callbacks: " + callbacks + ", result: " + result);
      }
      wait(remainingMillis);
    }
    return this;
  }

  /** Waits for the end. */
  CallResult result() throws InterruptedException {
    await(RecordingCallListener::hasEnded);
    synchronized (this) {
      if (!violations.isEmpty() || result == null) {
        throw new AssertionError(String.join("\n", violations));
      }
      return result;
    }
  }

  synchronized boolean hasEnded() {
    return result != null;
  }

  synchronized HttpResponse response() {
    if (response == null) {
      throw new AssertionError("no headers; callbacks: " + callbacks + ", result: " + result);
    }
    return response;
  }

  synchronized boolean hasResponse() {
    return response != null;
  }

  /** Number of reads before the one that ended the call. */
  synchronized int reads() {
    return reads;
  }

  synchronized int dataLength() {
    return data.size();
  }

  synchronized String data() {
    return data.toString(StandardCharsets.ISO_8859_1);
  }

  /** The body as received, including its framing. */
  synchronized String body() {
    return body.toString(StandardCharsets.ISO_8859_1);
  }

  /** Timestamps of all data so far. */
  synchronized List<Long> dataNanos() {
    return List.copyOf(dataNanos);
  }

  synchronized List<String> callbacks() {
    return List.copyOf(callbacks);
  }

  /** Contract violations so far. */
  synchronized List<String> violations() {
    return List.copyOf(violations);
  }
}
