package dev.firsttoken.bench.samples;

import dev.firsttoken.bench.samples.Sample.Lenience;
import dev.firsttoken.bench.samples.Sample.Reconnect;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.LongStream;
import org.jspecify.annotations.Nullable;

/**
 * Builder of samples. By default the request succeeds, is written when it is sent, and receives one
 * event at its end. All times are nanoseconds of one clock.
 */
public final class TestSample {
  private final long sendNanos;
  private final long endNanos;
  private long writeNanos;
  private long[] eventNanos;
  private long headersNanos = Sample.NONE;
  private long bytes = 100;
  private int reasoning;
  private int level;
  private long user;
  private Phase phase = Phase.MEASURED;
  private long dueNanos;
  private Outcome outcome = Outcome.OK;
  private @Nullable String detail;
  private long tokens = Sample.NONE;
  private long textTokens = Sample.NONE;
  private long promptTokens = Sample.NONE;
  private long cachedTokens = Sample.NONE;
  private @Nullable String finishReason = "stop";
  private Reconnect reconnect = Reconnect.NONE;
  private Lenience lenience = Lenience.NONE;
  private long restNanos;
  private AskedTokens asked = AskedTokens.NONE;
  private int status;
  private int reads;
  private final List<Long> stamps = new ArrayList<>();

  private TestSample(long sendNanos, long endNanos) {
    this.sendNanos = sendNanos;
    this.dueNanos = sendNanos;
    this.endNanos = endNanos;
    this.writeNanos = sendNanos;
    this.eventNanos = new long[] {endNanos};
    this.reads = 1;
  }

  public static TestSample at(long sendNanos, long endNanos) {
    return new TestSample(sendNanos, endNanos);
  }

  public TestSample level(int index) {
    level = index;
    return this;
  }

  public TestSample user(long number) {
    user = number;
    return this;
  }

  public TestSample warmup() {
    phase = Phase.WARMUP;
    return this;
  }

  public TestSample ramp() {
    phase = Phase.RAMP;
    return this;
  }

  public TestSample dueAt(long nanos) {
    dueNanos = nanos;
    return this;
  }

  public TestSample textTokens(long count) {
    textTokens = count;
    return this;
  }

  public TestSample writtenAt(long nanos) {
    writeNanos = nanos;
    return this;
  }

  /** Sets the event times, each with its own socket read. */
  public TestSample events(long... nanos) {
    eventNanos = nanos;
    reads = nanos.length;
    return this;
  }

  /** Makes it a response to a plain GET request, which has no events. */
  public TestSample plain(long headersAtNanos, long bodyBytes) {
    events();
    headersNanos = headersAtNanos;
    bytes = bodyBytes;
    finishReason = null;
    status = 200;
    reads = 1;
    return this;
  }

  /** Makes the first events carry reasoning. */
  public TestSample reasoning(int events) {
    reasoning = events;
    return this;
  }

  public TestSample reads(int count) {
    reads = count;
    return this;
  }

  public TestSample tokens(long count) {
    tokens = count;
    return this;
  }

  public TestSample reconnect(Reconnect reason) {
    reconnect = reason;
    return this;
  }

  /** Makes the response count although it lacks this. */
  public TestSample lenience(Lenience faults) {
    lenience = faults;
    return this;
  }

  public TestSample restsFor(long nanos) {
    restNanos = nanos;
    return this;
  }

  /** Sets the prompt's tokens, and how many of them the server had cached. */
  public TestSample promptTokens(long count, long cached) {
    promptTokens = count;
    cachedTokens = cached;
    return this;
  }

  /** Sets the lengths that were asked for. */
  public TestSample asked(long input, long output) {
    asked = new AskedTokens(input, output);
    return this;
  }

  public TestSample status(int code) {
    status = code;
    return this;
  }

  public TestSample finishReason(String reason) {
    finishReason = reason;
    return this;
  }

  public TestSample stamp(long dueNanos, long sentNanos, long arrivalNanos) {
    stamps.addAll(List.of(dueNanos, sentNanos, arrivalNanos));
    return this;
  }

  public TestSample failed(Outcome failure, String reason) {
    outcome = failure;
    detail = reason;
    finishReason = null;
    eventNanos = new long[0];
    return this;
  }

  /** Makes the request fail on a condition. */
  public TestSample failedIf(boolean fails) {
    return fails ? failed(Outcome.TIMED_OUT, "too late") : this;
  }

  public Sample sample() {
    return new Sample(
        level,
        phase,
        user,
        dueNanos,
        sendNanos,
        writeNanos,
        eventNanos.length == 0 ? headersNanos : eventNanos[0],
        eventNanos,
        reasoning,
        0,
        reasoning < eventNanos.length ? reasoning : -1,
        endNanos,
        status != 0 ? status : eventNanos.length == 0 ? 0 : 200,
        outcome,
        detail,
        tokens,
        promptTokens,
        finishReason,
        textTokens,
        bytes,
        reads,
        stamps.stream().flatMapToLong(LongStream::of).toArray(),
        reconnect,
        restNanos,
        cachedTokens,
        lenience,
        asked);
  }
}
