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
 * Keeps what a call tells, lets other threads wait for it, and notes whatever breaks the promises
 * of {@link CallListener}: order, thread, stamps, and one end that is the last word.
 */
final class Recorder implements CallListener {
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

  /** Has something run when {@code moment} is told for the first time, as a listener might. */
  synchronized Recorder runOn(String callback, Runnable action) {
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
    expect(this.response == null, "two heads");
    record("head", nanos);
    this.response = response;
    runAction("head");
  }

  @Override
  public synchronized void onData(ByteBuf bytes, int from, int to, long nanos) {
    expect(response != null, "data before the head");
    expect(from < to && from >= bytes.readerIndex() && to <= bytes.writerIndex(), "odd range");
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
    expect(nanos >= lastNanos, callback + " is stamped before what came before it");
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

  /** Waits until {@code condition} holds for what was told so far. */
  synchronized Recorder await(Predicate<Recorder> condition) throws InterruptedException {
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(TIMEOUT_SECONDS);
    while (!condition.test(this)) {
      long remainingMillis = TimeUnit.NANOSECONDS.toMillis(deadline - System.nanoTime());
      if (remainingMillis <= 0) {
        throw new AssertionError("waited in vain; told so far: " + callbacks + ", end: " + result);
      }
      wait(remainingMillis);
    }
    return this;
  }

  /** Waits for the end. */
  CallResult result() throws InterruptedException {
    await(Recorder::hasEnded);
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
      throw new AssertionError("no head; told: " + callbacks + ", end: " + result);
    }
    return response;
  }

  synchronized boolean hasResponse() {
    return response != null;
  }

  /** How often a read brought something that was not yet the end. */
  synchronized int reads() {
    return reads;
  }

  synchronized int dataLength() {
    return data.size();
  }

  synchronized String data() {
    return data.toString(StandardCharsets.ISO_8859_1);
  }

  /** As it came, framing included. */
  synchronized String body() {
    return body.toString(StandardCharsets.ISO_8859_1);
  }

  /** The stamps of all data so far. */
  synchronized List<Long> dataNanos() {
    return List.copyOf(dataNanos);
  }

  synchronized List<String> callbacks() {
    return List.copyOf(callbacks);
  }

  /** Promises that were broken so far. */
  synchronized List<String> violations() {
    return List.copyOf(violations);
  }
}
