package dev.firsttoken.bench.load.requests;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;

import dev.firsttoken.bench.dataset.Prompt;
import dev.firsttoken.bench.dataset.Prompts;
import dev.firsttoken.bench.dataset.Trace;
import dev.firsttoken.bench.options.BodyOptions;
import dev.firsttoken.bench.options.RequestOptions;
import dev.firsttoken.bench.options.Target;
import dev.firsttoken.bench.options.WorkloadOptions;
import dev.firsttoken.bench.options.value.Endpoint;
import dev.firsttoken.bench.options.value.LengthDistribution;
import dev.firsttoken.bench.options.value.RequestLengths;
import dev.firsttoken.bench.samples.AskedTokens;
import dev.firsttoken.bench.samples.Sample;
import dev.firsttoken.bench.tokens.ExactText;
import dev.firsttoken.bench.tokens.Tokenizer;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.UnpooledByteBufAllocator;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Encoder of all requests of a run: of one prompt, of a file's prompts, of prompts of a length, of
 * a trace, or of a plain GET. What differs at each send gets a placeholder.
 */
final class RequestPreparation {
  private static final int MAX_FRAMES = 100_000;

  /** Requests with drawn lengths; later ones have the same lengths again. */
  private static final int DRAWN_REQUESTS = 1 << 13;

  /** Without leak detection, because the bytes live as long as the run. */
  private static final ByteBufAllocator RUN_ALLOCATOR = new UnpooledByteBufAllocator(true, true);

  private final ChatRequestEncoder encoder;
  private final RequestOptions requestOptions;
  private final RequestLengths lengths;
  private final LengthDraws lengthDraws;
  private final ChatBodies bodies;
  private final boolean keepsBodies;
  private final PromptStarts starts;
  private final List<PreparedRequest> all = new ArrayList<>();
  private final RequestMemory memory = new RequestMemory();
  private @Nullable String notice;

  private RequestPreparation(
      Target target,
      RequestOptions requestOptions,
      WorkloadOptions workloadOptions,
      PromptStarts starts) {
    this.encoder = ChatRequestEncoder.forTarget(target, requestOptions.bodyOptions());
    this.requestOptions = requestOptions;
    this.lengths = workloadOptions.lengths();
    this.lengthDraws = new LengthDraws(lengths);
    this.bodies = new ChatBodies(lengths.ignoreEos());
    this.keepsBodies = workloadOptions.turns() > 1;
    this.starts = starts;
  }

  /**
   * Encodes all requests.
   *
   * @throws IllegalArgumentException if they do not fit into memory, or the API can't take a prompt
   */
  static PreparedRequests prepare(
      Target target,
      RequestOptions requestOptions,
      WorkloadOptions workloadOptions,
      PromptStarts starts) {
    RequestPreparation preparation =
        new RequestPreparation(target, requestOptions, workloadOptions, starts);
    preparation.addAll(workloadOptions);
    return preparation.close(requestOptions.model() == null && workloadOptions.namesModels());
  }

  /** Encodes a plain GET request of the target's URL, which is sent each time. */
  static PreparedRequests preparePlain(Target target) {
    ByteBuf bytes = TargetHeaders.plainRequest(target).encode(RUN_ALLOCATOR);
    PreparedRequest request = new PreparedRequest(bytes, ChatBody.NONE, 0, -1, AskedTokens.NONE);
    return new PreparedRequests(
        ChatRequestEncoder.forTarget(target, BodyOptions.DEFAULT),
        List.of(request),
        false,
        false,
        new RequestMemory(),
        null);
  }

  private void addAll(WorkloadOptions workloadOptions) {
    Prompts prompts = workloadOptions.prompts();
    Trace trace = workloadOptions.trace();
    LengthDistribution input = lengths.input();
    if (trace != null) {
      addAll(trace);
    } else if (input != null) {
      addExact(input);
    } else if (prompts != null) {
      addAll(prompts.prompts());
    } else {
      String messages = MessageText.userMessages(requestOptions.prompt());
      addAll(List.of(new Prompt(0, messages, MessageText.BEFORE.length(), null)));
    }
  }

  private PreparedRequests close(boolean ownModels) {
    LengthDistribution input = lengths.input();
    boolean isAlike = input != null && input.isFixed();
    boolean differ = all.size() > 1 && (lengthDraws.varies() || !isAlike);
    return new PreparedRequests(encoder, all, differ, ownModels, memory, notice);
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

  /** Notes that the lengths of fewer requests are drawn than usual, because these are large. */
  private void noteDraws(int drawn, int usual) {
    if (drawn < usual) {
      notice =
          "the lengths are drawn for %,d requests, because they are large, and then repeat"
              .formatted(drawn);
    }
  }

  private void add(Prompt given) {
    Prompt prompt = EndpointBody.adapt(given, endpoint());
    AskedTokens asked =
        nextLengths(LengthDraws.given(prompt.lengths().input(), prompt.lengths().output()));
    ChatBody body = bodyFor(prompt, asked);
    int at = starts.placeholder().isEmpty() ? 0 : prompt.textOffset();
    byte[] before = prompt.messages().substring(0, at).getBytes(UTF_8);
    byte[] after = (starts.placeholder() + prompt.messages().substring(at)).getBytes(UTF_8);
    byte[] messages = new byte[before.length + after.length];
    System.arraycopy(before, 0, messages, 0, before.length);
    System.arraycopy(after, 0, messages, before.length, after.length);
    ByteBuf bytes = encoder.encode(RUN_ALLOCATOR, body.wrap(messages));
    memory.add(bytes.readableBytes());
    int messagesAt = bytes.readableBytes() - body.after().length - messages.length;
    int prefixAt = starts.offset(messagesAt + before.length);
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
    byte[] begin = (before + starts.placeholder()).getBytes(US_ASCII);
    byte[] end = EndpointBody.afterText(endpoint()).getBytes(US_ASCII);
    int messages = begin.length + text.readableBytes() + end.length;
    ByteBuf bytes =
        encoder.encode(
            RUN_ALLOCATOR, concat(body.before(), begin), text, concat(end, body.after()));
    memory.add(bytes.readableBytes() - text.readableBytes());
    int messagesAt = bytes.readableBytes() - body.after().length - messages;
    int prefixAt = starts.offset(messagesAt + before.length());
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
}
