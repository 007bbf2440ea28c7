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
import dev.firsttoken.bench.options.value.LengthDistribution;
import dev.firsttoken.bench.options.value.RequestLengths;
import dev.firsttoken.bench.options.value.Shard;
import dev.firsttoken.bench.samples.AskedTokens;
import dev.firsttoken.bench.samples.Phase;
import dev.firsttoken.bench.samples.Sample;
import dev.firsttoken.bench.tokens.ExactText;
import dev.firsttoken.bench.tokens.Tokenizer;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.UnpooledByteBufAllocator;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * Bytes of every request of a run: of one prompt, of a file's prompts in turn, of prompts of a
 * length, of a trace, or of a plain GET. All are encoded before the load begins, so that a due
 * request is sent without further work. Only what differs at each send is written later, into a
 * copy: a unique prefix, or the first words of a prompt of an exact length.
 */
public final class RequestSource {
  /** Placeholder of the unique prefix at the start of the last user message. */
  private static final String PREFIX = "0".repeat(16) + " ";

  /** Bits of the golden ratio: adding them repeatedly visits every number. */
  private static final long GOLDEN = 0x9e3779b97f4a7c15L;

  private static final int MAX_FRAMES = 100_000;

  /** Requests with drawn lengths; later ones have the same lengths again. */
  private static final int DRAWN_REQUESTS = 1 << 13;

  /** Without leak detection, because the bytes live as long as the run. */
  private static final ByteBufAllocator RUN_ALLOCATOR = new UnpooledByteBufAllocator(true, true);

  private final ChatRequestEncoder encoder;
  private final RequestOptions requestOptions;
  private final boolean fromTrace;
  private final String prefix;
  private final long seed;
  private final RequestLengths lengths;
  private final LengthDraws lengthDraws;
  private final boolean ownModels;
  private final Shard shard;
  private final boolean keepsBodies;

  /** Seed of the first words of texts of an exact length, or null for other prompts. */
  private final @Nullable Long headSeed;

  private final List<PreparedRequest> all = new ArrayList<>();
  private final RequestMemory memory = new RequestMemory();
  private @Nullable String notice;

  private final ChatBodies bodies;
  private final AtomicLong nextOrdinal = new AtomicLong();
  private final AtomicLong warmUpCount = new AtomicLong();
  private final AtomicLong prefixCount = new AtomicLong();

  private RequestSource(
      Target target, RequestOptions requestOptions, WorkloadOptions workloadOptions, long seed) {
    this.encoder = ChatRequestEncoder.forTarget(target, requestOptions.bodyOptions());
    this.requestOptions = requestOptions;
    this.fromTrace = workloadOptions.trace() != null;
    this.lengths = workloadOptions.lengths();
    this.lengthDraws = new LengthDraws(lengths);
    this.bodies = new ChatBodies(lengths.ignoreEos());
    Prompts prompts = workloadOptions.prompts();
    this.ownModels = requestOptions.model() == null && prompts != null && prompts.nameModels();
    this.shard = workloadOptions.shard();
    this.keepsBodies = workloadOptions.turns() > 1;
    boolean isExact = lengths.input() != null;
    long exactSeed = workloadOptions.uniquePrefix() ? seed : lengths.seed();
    this.headSeed = isExact ? exactSeed : null;
    this.prefix = workloadOptions.uniquePrefix() && !isExact ? PREFIX : "";
    this.seed = seed;
  }

  private RequestSource(RequestSource other, PreparedRequest only) {
    this.encoder = other.encoder;
    this.requestOptions = other.requestOptions;
    this.fromTrace = other.fromTrace;
    this.prefix = other.prefix;
    this.seed = other.seed ^ GOLDEN; // whose prefixes are others
    this.lengths = other.lengths;
    this.lengthDraws = other.lengthDraws;
    this.bodies = other.bodies;
    this.ownModels = other.ownModels;
    this.shard = other.shard;
    this.keepsBodies = other.keepsBodies;
    Long otherHeads = other.headSeed;
    this.headSeed = otherHeads == null ? null : Long.valueOf(otherHeads ^ GOLDEN);
    this.all.add(only);
  }

  /**
   * Encodes all requests.
   *
   * @param seed of the unique prefixes; different for each run
   * @throws IllegalArgumentException if they do not fit into memory, or the API can't take a prompt
   */
  public static RequestSource of(
      Target target, RequestOptions requestOptions, WorkloadOptions workloadOptions, long seed) {
    RequestSource requestSource = new RequestSource(target, requestOptions, workloadOptions, seed);
    Prompts prompts = workloadOptions.prompts();
    Trace trace = workloadOptions.trace();
    LengthDistribution input = workloadOptions.lengths().input();
    if (trace != null) {
      requestSource.addAll(trace);
    } else if (input != null) {
      requestSource.addExact(input);
    } else if (prompts != null) {
      requestSource.addAll(prompts.prompts());
    } else {
      String messages = MessageText.userMessages(requestOptions.prompt());
      requestSource.addAll(List.of(new Prompt(0, messages, MessageText.BEFORE.length(), null)));
    }
    requestSource.bodies.clear();
    return requestSource;
  }

  /** Encodes a plain GET request of the target's URL, which is sent each time. */
  public static RequestSource ofPlain(Target target) {
    RequestSource requestSource =
        new RequestSource(
            target, new RequestOptions(null, "", null, Map.of()), WorkloadOptions.DEFAULT, 0);
    ByteBuf bytes = TargetHeaders.plainRequest(target).encode(RUN_ALLOCATOR);
    requestSource.all.add(new PreparedRequest(bytes, ChatBody.NONE, 0, -1, AskedTokens.NONE));
    return requestSource;
  }

  /** Adds all prompts, and again with other lengths of the responses if these are drawn. */
  private void addAll(List<Prompt> prompts) {
    int passes = 1;
    long size = RequestMemory.bytesOf(prompts) + prompts.size() * ownBytes();
    RequestMemory.check(size, 1);
    if (lengthDraws.varies()) {
      int wanted = Math.max(1, DRAWN_REQUESTS / prompts.size());
      passes = RequestMemory.repeats(size, wanted);
      noteDraws(passes * prompts.size(), wanted * prompts.size());
    }
    for (int pass = 0; pass < passes; pass++) {
      prompts.forEach(this::add);
    }
  }

  /**
   * Returns the length of a request without its prompt; with an extra body it may be large, or with
   * long headers.
   */
  private long ownBytes() {
    ChatBody body =
        bodyFor(requestOptions.maxTokens(), requestOptions.syntheticOptions(), Map.of());
    return (long) encoder.headerBytes() + body.length(0);
  }

  /**
   * Rejects a run whose targets together take more memory than there is.
   *
   * @throws IllegalArgumentException with both sizes and the way out
   */
  public void checkMemoryFor(int targets) {
    memory.checkFor(targets);
  }

  /** Notes that the lengths of fewer requests are drawn than usual, because these are large. */
  private void noteDraws(int drawn, int usual) {
    if (drawn < usual) {
      notice =
          "the lengths are drawn for %,d requests, because they are large, and then repeat"
              .formatted(drawn);
    }
  }

  /** Returns a sentence about what the user may not expect of the requests, or null. */
  public @Nullable String notice() {
    return notice;
  }

  private void add(Prompt given) {
    Prompt prompt = EndpointBody.adapt(given, endpoint());
    AskedTokens asked =
        nextLengths(LengthDraws.given(prompt.lengths().input(), prompt.lengths().output()));
    ChatBody body = bodyFor(prompt, asked);
    int at = prefix.isEmpty() ? 0 : prompt.textOffset();
    byte[] before = prompt.messages().substring(0, at).getBytes(UTF_8);
    byte[] after = (prefix + prompt.messages().substring(at)).getBytes(UTF_8);
    byte[] messages = new byte[before.length + after.length];
    System.arraycopy(before, 0, messages, 0, before.length);
    System.arraycopy(after, 0, messages, before.length, after.length);
    ByteBuf bytes = encoder.encode(RUN_ALLOCATOR, body.wrap(messages));
    memory.add(bytes.readableBytes());
    int messagesAt = bytes.readableBytes() - body.after().length - messages.length;
    int prefixAt = prefixAt(messagesAt + before.length);
    all.add(new PreparedRequest(bytes, kept(body), messagesAt, prefixAt, asked));
  }

  /** Draws the lengths of a request. Embeddings have no output, whatever a file asks for. */
  private AskedTokens nextLengths(AskedTokens given) {
    AskedTokens asked = lengthDraws.next(given);
    return endpoint() == Endpoint.EMBEDDINGS ? asked.withoutOutput() : asked;
  }

  /** The length that is asked for overrides any limit. */
  private ChatBody bodyFor(Prompt prompt, AskedTokens asked) {
    if (asked.output() == Sample.NONE) {
      Integer maxTokens = prompt.maxTokens();
      return bodyFor(
          maxTokens == null ? requestOptions.maxTokens() : maxTokens,
          requestOptions.syntheticOptions(),
          prompt.fields());
    }
    Map<String, String> fields = new LinkedHashMap<>(prompt.fields());
    fields.remove("max_completion_tokens");
    fields.remove(requestOptions.bodyOptions().maxTokensName());
    int output = (int) asked.output();
    return bodyFor(output, syntheticOptions(output), fields);
  }

  /** Adds texts of an exact number of tokens; each send replaces the first words of one. */
  private void addExact(LengthDistribution input) {
    Tokenizer tokenizer = Tokenizer.of(lengths.tokenizer());
    ExactText exactText = new ExactText(tokenizer, input.max(), lengths.seed());
    ByteBuf words = RUN_ALLOCATOR.directBuffer(exactText.words().length);
    words.writeBytes(exactText.words());
    int count = RequestMemory.repeats(ownBytes(), DRAWN_REQUESTS);
    if (!input.isFixed() || lengthDraws.varies()) {
      noteDraws(count, DRAWN_REQUESTS);
    }
    for (int i = 0; i < count; i++) {
      AskedTokens asked = nextLengths(AskedTokens.NONE);
      int length = ExactText.length((int) asked.input());
      ByteBuf text = words.retainedSlice(ExactText.offset(i), length);
      Prompt prompt = new Prompt(0, "", 0, null);
      add(text, bodyFor(prompt, asked), asked);
    }
  }

  private void addAll(Trace trace) {
    RequestMemory.check(trace.requests().size() * ownBytes(), 1);
    int max = trace.requests().stream().mapToInt(Trace.Request::inputTokens).max().orElse(1);
    FillerText fillerText = new FillerText(Math.max(1, max), RUN_ALLOCATOR);
    for (Trace.Request traceRequest : trace.requests()) {
      int output = traceRequest.outputTokens();
      ChatBody body = bodyFor(output, syntheticOptions(output), Map.of());
      // Many servers reject a message without text.
      ByteBuf text = fillerText.text(all.size(), Math.max(1, traceRequest.inputTokens()));
      add(text, body, nextLengths(LengthDraws.given(traceRequest.inputTokens(), output)));
    }
  }

  /** Adds a request with one message around a text that is not copied. */
  private void add(ByteBuf text, ChatBody body, AskedTokens asked) {
    String before = EndpointBody.beforeText(endpoint());
    byte[] begin = (before + prefix).getBytes(US_ASCII);
    byte[] end = EndpointBody.afterText(endpoint()).getBytes(US_ASCII);
    int messages = begin.length + text.readableBytes() + end.length;
    ByteBuf bytes =
        encoder.encode(
            RUN_ALLOCATOR, concat(body.before(), begin), text, concat(end, body.after()));
    memory.add(bytes.readableBytes() - text.readableBytes());
    int messagesAt = bytes.readableBytes() - body.after().length - messages;
    int prefixAt = prefixAt(messagesAt + before.length());
    all.add(new PreparedRequest(bytes, kept(body), messagesAt, prefixAt, asked));
  }

  /** Returns a body for the further turns of a conversation; other requests are complete. */
  private ChatBody kept(ChatBody body) {
    return keepsBodies ? body : ChatBody.NONE;
  }

  private Endpoint endpoint() {
    return requestOptions.bodyOptions().endpoint();
  }

  private static byte[] concat(byte[] first, byte[] second) {
    byte[] both = new byte[first.length + second.length];
    System.arraycopy(first, 0, both, 0, first.length);
    System.arraycopy(second, 0, both, first.length, second.length);
    return both;
  }

  /** Sets the frames of a synthetic stream, which has no tokens, to the output tokens. */
  private Map<String, Integer> syntheticOptions(int outputTokens) {
    if (!requestOptions.isSynthetic()) {
      return requestOptions.syntheticOptions();
    }
    Map<String, Integer> syntheticOptions = new LinkedHashMap<>(requestOptions.syntheticOptions());
    syntheticOptions.put("frames", Math.min(MAX_FRAMES, outputTokens));
    return syntheticOptions;
  }

  private ChatBody bodyFor(
      @Nullable Integer maxTokens,
      Map<String, Integer> syntheticOptions,
      Map<String, String> fields) {
    return bodies.of(requestOptions.withLengths(maxTokens, syntheticOptions), fields);
  }

  /** Returns the offset of a text if each send gives it another begin, else -1. */
  private int prefixAt(int textAt) {
    return headSeed == null && prefix.isEmpty() ? -1 : textAt;
  }

  /**
   * Returns true if requests differ in more than the words of their prompts, so that a server may
   * refuse one and accept another.
   */
  public boolean isVaried() {
    LengthDistribution input = lengths.input();
    boolean isAlike = input != null && input.isFixed();
    return all.size() > 1 && (lengthDraws.varies() || !isAlike);
  }

  /** Returns true if a request may name another model than the others. */
  public boolean hasOwnModels() {
    return ownModels;
  }

  /** Returns a source of the shortest request alone. */
  public RequestSource shortest() {
    return new RequestSource(
        this, Collections.min(all, Comparator.comparingInt(each -> each.bytes().readableBytes())));
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
    PreparedRequest prepared = all.get((int) Math.floorMod(ordinal, (long) all.size()));
    if (prepared.prefixAt() < 0) {
      return prepared.duplicate();
    }
    return prepared.withPrefix(
        headSeed == null
            ? nextPrefix()
            : ExactText.head(ordinal, (int) prepared.asked().input(), headSeed));
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
