package dev.firsttoken.bench.load.requests;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;

import dev.firsttoken.bench.dataset.Prompt;
import dev.firsttoken.bench.dataset.Prompts;
import dev.firsttoken.bench.dataset.Trace;
import dev.firsttoken.bench.options.RequestOptions;
import dev.firsttoken.bench.options.Target;
import dev.firsttoken.bench.options.WorkloadOptions;
import dev.firsttoken.bench.options.value.Endpoint;
import dev.firsttoken.bench.samples.Phase;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.UnpooledByteBufAllocator;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * Bytes of every request of a run: of one prompt, of a file's prompts in turn, of a trace, or of a
 * plain GET. All are encoded before the load begins, so that a due request is sent without further
 * work. Only a unique prefix is written later, into a copy.
 */
public final class RequestSource {
  /** Placeholder of the unique prefix at the start of the last user message. */
  private static final String PREFIX = "0".repeat(16) + " ";

  /** Bits of the golden ratio: adding them repeatedly visits every number. */
  private static final long GOLDEN = 0x9e3779b97f4a7c15L;

  private static final int MAX_FRAMES = 100_000;

  /** Without leak detection, because the bytes live as long as the run. */
  private static final ByteBufAllocator RUN_ALLOCATOR = new UnpooledByteBufAllocator(true, true);

  private final ChatRequestEncoder encoder;
  private final RequestOptions requestOptions;
  private final boolean fromTrace;
  private final String prefix;
  private final long seed;
  private final List<PreparedRequest> all = new ArrayList<>();
  private final Map<BodyKey, ChatBody> bodies = new HashMap<>();
  private final AtomicLong nextOrdinal = new AtomicLong();
  private final AtomicLong warmUpCount = new AtomicLong();
  private final AtomicLong prefixCount = new AtomicLong();

  /** Whatever a body is made of, but for its messages: requests with the same share one. */
  private record BodyKey(RequestOptions requestOptions, Map<String, String> fields) {}

  private RequestSource(
      Target target, RequestOptions requestOptions, WorkloadOptions workloadOptions, long seed) {
    this.encoder = ChatRequestEncoder.forTarget(target, requestOptions.bodyOptions());
    this.requestOptions = requestOptions;
    this.fromTrace = workloadOptions.trace() != null;
    this.prefix = workloadOptions.uniquePrefix() ? PREFIX : "";
    this.seed = seed;
  }

  /**
   * Encodes all requests.
   *
   * @param seed of the unique prefixes; different for each run
   */
  public static RequestSource of(
      Target target, RequestOptions requestOptions, WorkloadOptions workloadOptions, long seed) {
    RequestSource requestSource = new RequestSource(target, requestOptions, workloadOptions, seed);
    Prompts prompts = workloadOptions.prompts();
    Trace trace = workloadOptions.trace();
    if (trace != null) {
      requestSource.addAll(trace);
    } else if (prompts != null) {
      prompts.prompts().forEach(requestSource::add);
    } else {
      String messages = MessageText.userMessages(requestOptions.prompt());
      requestSource.add(new Prompt(0, messages, MessageText.BEFORE.length(), null));
    }
    return requestSource;
  }

  /** Encodes a plain GET request of the target's URL, which is sent each time. */
  public static RequestSource ofPlain(Target target) {
    RequestSource requestSource =
        new RequestSource(
            target, new RequestOptions(null, "", null, Map.of()), WorkloadOptions.DEFAULT, 0);
    ByteBuf bytes = TargetHeaders.plainRequest(target).encode(RUN_ALLOCATOR);
    requestSource.all.add(new PreparedRequest(bytes, ChatBody.NONE, 0, -1));
    return requestSource;
  }

  private void add(Prompt given) {
    Prompt prompt = EndpointBody.adapt(given, requestOptions.bodyOptions().endpoint());
    Integer maxTokens = prompt.maxTokens();
    ChatBody body =
        bodyFor(
            maxTokens == null ? requestOptions.maxTokens() : maxTokens,
            requestOptions.syntheticOptions(),
            prompt.fields());
    int at = prefix.isEmpty() ? 0 : prompt.textOffset();
    byte[] before = prompt.messages().substring(0, at).getBytes(UTF_8);
    byte[] after = (prefix + prompt.messages().substring(at)).getBytes(UTF_8);
    byte[] messages = new byte[before.length + after.length];
    System.arraycopy(before, 0, messages, 0, before.length);
    System.arraycopy(after, 0, messages, before.length, after.length);
    add(encoder.encode(RUN_ALLOCATOR, body.wrap(messages)), body, messages.length, before.length);
  }

  private void addAll(Trace trace) {
    int max = trace.requests().stream().mapToInt(Trace.Request::inputTokens).max().orElse(1);
    FillerText fillerText = new FillerText(Math.max(1, max), RUN_ALLOCATOR);
    Endpoint endpoint = requestOptions.bodyOptions().endpoint();
    String before = EndpointBody.beforeText(endpoint);
    byte[] end = EndpointBody.afterText(endpoint).getBytes(US_ASCII);
    byte[] begin = (before + prefix).getBytes(US_ASCII);
    for (Trace.Request traceRequest : trace.requests()) {
      ChatBody body =
          bodyFor(traceRequest.outputTokens(), syntheticOptions(traceRequest), Map.of());
      // Many servers reject a message without text.
      ByteBuf text = fillerText.text(all.size(), Math.max(1, traceRequest.inputTokens()));
      int messages = begin.length + text.readableBytes() + end.length;
      ByteBuf bytes =
          encoder.encode(
              RUN_ALLOCATOR, concat(body.before(), begin), text, concat(end, body.after()));
      add(bytes, body, messages, before.length());
    }
  }

  private static byte[] concat(byte[] first, byte[] second) {
    byte[] both = new byte[first.length + second.length];
    System.arraycopy(first, 0, both, 0, first.length);
    System.arraycopy(second, 0, both, first.length, second.length);
    return both;
  }

  /** Sets the frames of a synthetic stream, which has no tokens, to the output tokens. */
  private Map<String, Integer> syntheticOptions(Trace.Request traceRequest) {
    if (!RequestOptions.SYNTHETIC.equals(requestOptions.model())) {
      return requestOptions.syntheticOptions();
    }
    Map<String, Integer> syntheticOptions = new LinkedHashMap<>(requestOptions.syntheticOptions());
    syntheticOptions.put("frames", Math.min(MAX_FRAMES, traceRequest.outputTokens()));
    return syntheticOptions;
  }

  private ChatBody bodyFor(
      @Nullable Integer maxTokens,
      Map<String, Integer> syntheticOptions,
      Map<String, String> fields) {
    return bodies.computeIfAbsent(
        new BodyKey(requestOptions.withLengths(maxTokens, syntheticOptions), fields),
        key -> ChatBody.of(key.requestOptions(), key.fields()));
  }

  private void add(ByteBuf bytes, ChatBody body, int messages, int textAt) {
    int messagesAt = bytes.readableBytes() - body.after().length - messages;
    all.add(
        new PreparedRequest(bytes, body, messagesAt, prefix.isEmpty() ? -1 : messagesAt + textAt));
  }

  /** Number of different requests. */
  int count() {
    return all.size();
  }

  /**
   * Returns the bytes of a planned request, which the caller releases; on any thread.
   *
   * <p>In a trace the ordinal selects the request. Otherwise requests are taken in turn over the
   * whole run. Warm-up requests are taken from the end: so none repeats, and hits a prompt cache,
   * before all others were sent, and two servers receive the same requests in the same order,
   * however many each was warmed up with.
   */
  public PreparedRequest get(PlannedRequest plannedRequest) {
    boolean isWarmUp = plannedRequest.phase() == Phase.WARMUP;
    if (fromTrace) {
      return get(isWarmUp ? -1 - plannedRequest.ordinal() : plannedRequest.ordinal());
    }
    return isWarmUp ? get(-1 - warmUpCount.getAndIncrement()) : next();
  }

  /** Returns the next request after the warm-up, which the caller releases; on any thread. */
  PreparedRequest next() {
    return get(nextOrdinal.getAndIncrement());
  }

  /**
   * Returns the request at this position, modulo their number; on any thread. The caller releases
   * it.
   */
  PreparedRequest get(long ordinal) {
    PreparedRequest prepared = all.get((int) Math.floorMod(ordinal, (long) all.size()));
    return prepared.prefixAt() < 0 ? prepared.duplicate() : prepared.withPrefix(nextPrefix());
  }

  /** Encodes the next request of a conversation. */
  ByteBuf encode(ChatBody body, byte[] messages) {
    return encoder.encode(ByteBufAllocator.DEFAULT, body.wrap(messages));
  }

  /**
   * Sixteen hexadecimal digits and a space. SplittableRandom's mixing is a bijection: prefixes of
   * one run always differ, and two runs share one with a chance of one in 2^64.
   */
  private byte[] nextPrefix() {
    long z = seed + GOLDEN * prefixCount.incrementAndGet();
    z = (z ^ (z >>> 30)) * 0xbf58476d1ce4e5b9L;
    z = (z ^ (z >>> 27)) * 0x94d049bb133111ebL;
    return (HexFormat.of().toHexDigits(z ^ (z >>> 31)) + " ").getBytes(US_ASCII);
  }
}
