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
  private static final long PATIENCE_SECONDS = 20;

  private final ByteArrayOutputStream data = new ByteArrayOutputStream();
  private final ByteArrayOutputStream body = new ByteArrayOutputStream();
  private final List<String> told = new ArrayList<>();
  private final List<String> broken = new ArrayList<>();
  private final List<Long> dataNanos = new ArrayList<>();
  private final Map<String, Runnable> acts = new HashMap<>();
  private @Nullable Thread thread;
  private @Nullable HttpResponse head;
  private @Nullable CallEnd end;
  private long lastNanos = System.nanoTime();
  private int dataAhead;
  private int reads;

  /** Has something run when {@code moment} is told for the first time, as a listener might. */
  synchronized Recorder at(String moment, Runnable act) {
    acts.put(moment, act);
    return this;
  }

  private void act(String moment) {
    Runnable act = acts.remove(moment);
    if (act != null) {
      act.run();
    }
  }

  @Override
  public synchronized void written(long nanos) {
    expect(!told.contains("written"), "written twice");
    note("written", nanos);
    act("written");
  }

  @Override
  public synchronized void head(HttpResponse head, long nanos) {
    expect(this.head == null, "two heads");
    note("head", nanos);
    this.head = head;
    act("head");
  }

  @Override
  public synchronized void data(ByteBuf bytes, int from, int to, long nanos) {
    expect(head != null, "data before the head");
    expect(from < to && from >= bytes.readerIndex() && to <= bytes.writerIndex(), "odd range");
    note("data", nanos);
    data.writeBytes(ByteBufUtil.getBytes(bytes, from, to - from));
    dataNanos.add(nanos);
    dataAhead += to - from;
    act("data");
  }

  @Override
  public synchronized void body(ByteBuf bytes) {
    expect(bytes.isReadable(), "an empty body buffer");
    expect(dataAhead <= bytes.readableBytes(), "data without its body");
    note("body", lastNanos);
    dataAhead = 0;
    body.writeBytes(ByteBufUtil.getBytes(bytes));
    bytes.release();
    act("body");
  }

  @Override
  public synchronized void readComplete() {
    expect(end == null, "readComplete after the end");
    reads++;
    notifyAll();
  }

  @Override
  public synchronized void ended(CallEnd end) {
    note("ended", end.nanos());
    this.end = end;
    act("ended");
  }

  private void note(String what, long nanos) {
    expect(end == null, what + " after the end");
    expect(thread == null || thread == Thread.currentThread(), what + " on another thread");
    expect(nanos >= lastNanos, what + " is stamped before what came before it");
    thread = Thread.currentThread();
    lastNanos = nanos;
    told.add(what);
    notifyAll();
  }

  private void expect(boolean kept, String otherwise) {
    if (!kept) {
      broken.add(otherwise + ", after " + told);
    }
  }

  /** Waits until {@code condition} holds for what was told so far. */
  synchronized Recorder await(Predicate<Recorder> condition) throws InterruptedException {
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(PATIENCE_SECONDS);
    while (!condition.test(this)) {
      long left = TimeUnit.NANOSECONDS.toMillis(deadline - System.nanoTime());
      if (left <= 0) {
        throw new AssertionError("waited in vain; told so far: " + told + ", end: " + end);
      }
      wait(left);
    }
    return this;
  }

  /** Waits for the end. */
  CallEnd end() throws InterruptedException {
    await(Recorder::hasEnded);
    synchronized (this) {
      if (!broken.isEmpty() || end == null) {
        throw new AssertionError(String.join("\n", broken));
      }
      return end;
    }
  }

  synchronized boolean hasEnded() {
    return end != null;
  }

  synchronized HttpResponse head() {
    if (head == null) {
      throw new AssertionError("no head; told: " + told + ", end: " + end);
    }
    return head;
  }

  synchronized boolean hasHead() {
    return head != null;
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

  synchronized List<String> told() {
    return List.copyOf(told);
  }

  /** Promises that were broken so far. */
  synchronized List<String> broken() {
    return List.copyOf(broken);
  }
}
