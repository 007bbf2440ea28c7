package dev.firsttoken.bench.load.requests;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;

import dev.firsttoken.bench.dataset.Prompt;
import dev.firsttoken.bench.dataset.Prompts;
import dev.firsttoken.bench.dataset.Trace;
import dev.firsttoken.bench.options.RequestOptions;
import dev.firsttoken.bench.options.Target;
import dev.firsttoken.bench.options.WorkloadOptions;
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
 * The bytes of every request of a run: of the one prompt, of a file's prompts in turn, or of a
 * trace. All are made before the load begins, so that nothing is made between the time a request is
 * due and its send; but for a unique prefix, which is written into a copy.
 */
public final class RequestSource {
  /** Digits and a space, at the beginning of the last user message; overwritten each time. */
  private static final String PREFIX = "0".repeat(16) + " ";

  /** The golden ratio's bits: added again and again, they visit every number. */
  private static final long GOLDEN = 0x9e3779b97f4a7c15L;

  private static final int MAX_FRAMES = 100_000;

  /** Without leak detection: the bytes live as long as the run does. */
  private static final ByteBufAllocator RUN_ALLOCATOR = new UnpooledByteBufAllocator(true, true);

  private final ChatRequestEncoder encoder;
  private final RequestOptions requestOptions;
  private final boolean fromTrace;
  private final String prefix;
  private final long seed;
  private final List<PreparedRequest> all = new ArrayList<>();
  private final Map<RequestOptions, ChatBody> bodies = new HashMap<>();
  private final AtomicLong nextOrdinal = new AtomicLong();
  private final AtomicLong prefixCount = new AtomicLong();

  private RequestSource(
      Target target, RequestOptions requestOptions, WorkloadOptions workloadOptions, long seed) {
    this.encoder = ChatRequestEncoder.forTarget(target);
    this.requestOptions = requestOptions;
    this.fromTrace = workloadOptions.trace() != null;
    this.prefix = workloadOptions.uniquePrefix() ? PREFIX : "";
    this.seed = seed;
  }

  /**
   * Makes them all.
   *
   * @param seed of the unique prefixes: another one for each run
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
      String messages = ChatBody.userMessages(requestOptions.prompt());
      requestSource.add(new Prompt(0, messages, ChatBody.BEFORE_TEXT.length(), null));
    }
    return requestSource;
  }

  private void add(Prompt prompt) {
    Integer maxTokens = prompt.maxTokens();
    ChatBody body =
        bodyFor(
            maxTokens == null ? requestOptions.maxTokens() : maxTokens,
            requestOptions.syntheticOptions());
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
    byte[] end = ChatBody.AFTER_TEXT.getBytes(US_ASCII);
    byte[] begin = (ChatBody.BEFORE_TEXT + prefix).getBytes(US_ASCII);
    for (Trace.Request traceRequest : trace.requests()) {
      ChatBody body = bodyFor(traceRequest.outputTokens(), syntheticOptions(traceRequest));
      // A message without text is refused by many servers.
      ByteBuf text = fillerText.text(all.size(), Math.max(1, traceRequest.inputTokens()));
      int messages = begin.length + text.readableBytes() + end.length;
      ByteBuf bytes =
          encoder.encode(
              RUN_ALLOCATOR, concat(body.before(), begin), text, concat(end, body.after()));
      add(bytes, body, messages, ChatBody.BEFORE_TEXT.length());
    }
  }

  private static byte[] concat(byte[] first, byte[] second) {
    byte[] both = new byte[first.length + second.length];
    System.arraycopy(first, 0, both, 0, first.length);
    System.arraycopy(second, 0, both, first.length, second.length);
    return both;
  }

  /** The synthetic stream knows no tokens: its length is its frames. */
  private Map<String, Integer> syntheticOptions(Trace.Request traceRequest) {
    if (!RequestOptions.SYNTHETIC.equals(requestOptions.model())) {
      return requestOptions.syntheticOptions();
    }
    Map<String, Integer> syntheticOptions = new LinkedHashMap<>(requestOptions.syntheticOptions());
    syntheticOptions.put("frames", Math.min(MAX_FRAMES, traceRequest.outputTokens()));
    return syntheticOptions;
  }

  private ChatBody bodyFor(@Nullable Integer maxTokens, Map<String, Integer> syntheticOptions) {
    return bodies.computeIfAbsent(
        new RequestOptions(requestOptions.model(), "", maxTokens, syntheticOptions),
        ChatBody::streamed);
  }

  private void add(ByteBuf bytes, ChatBody body, int messages, int textAt) {
    int messagesAt = bytes.readableBytes() - body.after().length - messages;
    all.add(
        new PreparedRequest(bytes, body, messagesAt, prefix.isEmpty() ? -1 : messagesAt + textAt));
  }

  /** How many different ones there are. */
  int count() {
    return all.size();
  }

  /**
   * The one for what is due; the caller's to release. From any thread.
   *
   * <p>Of a trace it is the one of that time, and those that warm up are taken from its end. All
   * others are taken in turn over the whole run, warm-up included: none comes again, out of a
   * prompt cache, before all have been sent.
   */
  public PreparedRequest get(PlannedRequest plannedRequest) {
    if (!fromTrace) {
      return next();
    }
    return get(
        plannedRequest.phase() == Phase.WARMUP
            ? -1 - plannedRequest.ordinal()
            : plannedRequest.ordinal());
  }

  /** The next one of the run, whoever asks; the caller's to release. From any thread. */
  PreparedRequest next() {
    return get(nextOrdinal.getAndIncrement());
  }

  /**
   * The one that stands at this place, from 0; after the last comes the first again, and before it
   * the last. From any thread.
   *
   * @return the caller's to release
   */
  PreparedRequest get(long ordinal) {
    PreparedRequest prepared = all.get((int) Math.floorMod(ordinal, (long) all.size()));
    return prepared.prefixAt() < 0 ? prepared.duplicate() : prepared.withPrefix(nextPrefix());
  }

  /** A conversation's next request: its messages as they have become. */
  ByteBuf encode(ChatBody body, byte[] messages) {
    return encoder.encode(ByteBufAllocator.DEFAULT, body.wrap(messages));
  }

  /**
   * Sixteen hexadecimal digits and a space. The mixing is that of SplittableRandom, and one to one:
   * no two of a run are the same, and those of two runs by chance only, one in 2^64.
   */
  private byte[] nextPrefix() {
    long z = seed + GOLDEN * prefixCount.incrementAndGet();
    z = (z ^ (z >>> 30)) * 0xbf58476d1ce4e5b9L;
    z = (z ^ (z >>> 27)) * 0x94d049bb133111ebL;
    return (HexFormat.of().toHexDigits(z ^ (z >>> 31)) + " ").getBytes(US_ASCII);
  }
}
