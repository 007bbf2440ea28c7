package dev.firsttoken.bench.summary;

import dev.firsttoken.bench.samples.Sample;
import org.jspecify.annotations.Nullable;

/** How much the answered requests of a level brought. */
public final class Volume {
  private long tokens;
  private long events;
  private long reasoningEvents;
  private long toolCallEvents;
  private long reads;
  private long bytes;
  private int byUsage;
  private int byEvents;

  void add(Sample sample, RequestTimes times) {
    tokens += times.tokens();
    byUsage += times.fromUsage() ? 1 : 0;
    byEvents += times.fromUsage() ? 0 : 1;
    events += sample.eventNanos().length;
    reasoningEvents += sample.reasoningEvents();
    toolCallEvents += sample.toolCallEvents();
    reads += sample.reads();
    bytes += sample.bytes();
  }

  /** Output tokens. */
  public long tokens() {
    return tokens;
  }

  /** {@code usage}, {@code events}, {@code mixed} where it varies, null where there are none. */
  public @Nullable String tokensFrom() {
    if (byUsage == 0) {
      return byEvents == 0 ? null : "events";
    }
    return byEvents == 0 ? "usage" : "mixed";
  }

  /** Content events. */
  public long events() {
    return events;
  }

  public long reasoningEvents() {
    return reasoningEvents;
  }

  public long toolCallEvents() {
    return toolCallEvents;
  }

  /** Socket reads that brought bytes of a body. */
  public long reads() {
    return reads;
  }

  /** Content events per socket read; not a number of no reads. */
  public double eventsPerRead() {
    return reads == 0 ? Double.NaN : (double) events / reads;
  }

  /** Of bodies, framing not counted. */
  public long bytes() {
    return bytes;
  }
}
