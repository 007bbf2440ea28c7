package dev.firsttoken.bench.load.requests;

import dev.firsttoken.bench.options.RequestOptions;
import dev.firsttoken.bench.options.Target;
import dev.firsttoken.bench.options.WorkloadOptions;
import dev.firsttoken.bench.options.value.Shard;
import dev.firsttoken.bench.samples.Phase;
import dev.firsttoken.bench.samples.Sample;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * Bytes of every request of a run, and the order in which they are sent. All are encoded before the
 * load begins, so that a due request is sent without further work. Only what differs at each send
 * is written later, into a copy.
 */
public final class RequestSource {
  private final PreparedRequests prepared;
  private final PreparedRequest[] all;
  private final ChatRequestEncoder encoder;
  private final PromptStarts starts;
  private final boolean fromTrace;
  private final Shard shard;
  private final AtomicLong nextOrdinal = new AtomicLong();
  private final AtomicLong warmUpCount = new AtomicLong();

  private RequestSource(
      PreparedRequests prepared, PromptStarts starts, boolean fromTrace, Shard shard) {
    this.prepared = prepared;
    this.all = prepared.requests().toArray(PreparedRequest[]::new);
    this.encoder = prepared.encoder();
    this.starts = starts;
    this.fromTrace = fromTrace;
    this.shard = shard;
  }

  /**
   * Encodes all requests.
   *
   * @param seed of the unique prefixes; different for each run
   * @throws IllegalArgumentException if they do not fit into memory, or the API can't take a prompt
   */
  public static RequestSource of(
      Target target, RequestOptions requestOptions, WorkloadOptions workloadOptions, long seed) {
    PromptStarts starts = PromptStarts.of(workloadOptions, seed);
    return new RequestSource(
        RequestPreparation.prepare(target, requestOptions, workloadOptions, starts),
        starts,
        workloadOptions.trace() != null,
        workloadOptions.shard());
  }

  /** Encodes a plain GET request of the target's URL, which is sent each time. */
  public static RequestSource ofPlain(Target target) {
    PromptStarts starts = PromptStarts.of(WorkloadOptions.DEFAULT, 0);
    return new RequestSource(RequestPreparation.preparePlain(target), starts, false, Shard.WHOLE);
  }

  /**
   * Rejects a run whose targets together take more memory than there is.
   *
   * @throws IllegalArgumentException with both sizes and the way out
   */
  public void checkMemoryFor(int targets) {
    prepared.memory().checkFor(targets);
  }

  /** Returns a sentence about what the user may not expect of the requests, or null. */
  public @Nullable String notice() {
    return prepared.notice();
  }

  /**
   * Returns true if requests differ in more than the words of their prompts, so that a server may
   * refuse one and accept another.
   */
  public boolean isVaried() {
    return prepared.differ();
  }

  /** Returns true if a request may name another model than the others. */
  public boolean hasOwnModels() {
    return prepared.ownModels();
  }

  /** Returns a source of the shortest request alone. */
  public RequestSource shortest() {
    return new RequestSource(prepared.shortest(), starts.others(), fromTrace, shard);
  }

  /** Number of different requests. */
  int count() {
    return all.length;
  }

  /**
   * Returns the bytes of a planned request, which the caller releases; on any thread.
   *
   * <p>In a trace the ordinal selects the request. Otherwise requests are taken in turn over the
   * whole run. Warm-up requests are taken from the end: so none repeats, and hits a prompt cache,
   * before all others were sent, and two servers receive the same requests in the same order,
   * however many each was warmed up with. A shard takes only the requests that are dealt to it: by
   * the plan if that gives their positions, else in turn.
   */
  public PreparedRequest get(PlannedRequest plannedRequest) {
    boolean isWarmUp = plannedRequest.phase() == Phase.WARMUP;
    if (fromTrace) {
      long position = shard.positionOf(plannedRequest.ordinal());
      return get(isWarmUp ? -1 - position : position);
    }
    if (isWarmUp) {
      return get(-1 - shard.positionOf(warmUpCount.getAndIncrement()));
    }
    long position = plannedRequest.position();
    return position == Sample.NONE ? next() : get(position);
  }

  /** Returns the next request after the warm-up, which the caller releases; on any thread. */
  PreparedRequest next() {
    return get(shard.positionOf(nextOrdinal.getAndIncrement()));
  }

  /**
   * Returns the request at this position, modulo their number; on any thread. The caller releases
   * it.
   */
  PreparedRequest get(long ordinal) {
    PreparedRequest request = all[(int) Math.floorMod(ordinal, (long) all.length)];
    if (request.prefixAt() < 0) {
      return request.duplicate();
    }
    return request.withPrefix(starts.next(ordinal, (int) request.asked().input()));
  }

  /** Encodes the next request of a conversation. */
  ByteBuf encode(ChatBody body, byte[] messages) {
    return encoder.encode(ByteBufAllocator.DEFAULT, body.wrap(messages));
  }
}
