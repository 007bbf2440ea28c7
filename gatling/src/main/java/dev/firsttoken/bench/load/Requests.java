package dev.firsttoken.bench.load;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;

import dev.firsttoken.bench.options.Ask;
import dev.firsttoken.bench.options.Prompts;
import dev.firsttoken.bench.options.Prompts.Prompt;
import dev.firsttoken.bench.options.Talk;
import dev.firsttoken.bench.options.Target;
import dev.firsttoken.bench.options.Trace;
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
final class Requests {
  /** Digits and a space, at the beginning of the last user message; overwritten each time. */
  private static final String PREFIX = "0".repeat(16) + " ";

  /** The golden ratio's bits: added again and again, they visit every number. */
  private static final long GOLDEN = 0x9e3779b97f4a7c15L;

  private static final int MOST_FRAMES = 100_000;

  /** Without leak detection: the bytes live as long as the run does. */
  private static final ByteBufAllocator KEPT = new UnpooledByteBufAllocator(true, true);

  private final ChatRequest request;
  private final Ask ask;
  private final boolean recorded;
  private final String prefix;
  private final long seed;
  private final List<Prepared> all = new ArrayList<>();
  private final Map<Ask, ChatBody> bodies = new HashMap<>();
  private final AtomicLong taken = new AtomicLong();
  private final AtomicLong prefixes = new AtomicLong();

  private Requests(Target target, Ask ask, Talk talk, long seed) {
    this.request = ChatRequest.to(target);
    this.ask = ask;
    this.recorded = talk.trace() != null;
    this.prefix = talk.uniquePrefix() ? PREFIX : "";
    this.seed = seed;
  }

  /**
   * Makes them all.
   *
   * @param seed of the unique prefixes: another one for each run
   */
  static Requests of(Target target, Ask ask, Talk talk, long seed) {
    Requests requests = new Requests(target, ask, talk, seed);
    Prompts prompts = talk.prompts();
    Trace trace = talk.trace();
    if (trace != null) {
      requests.addAll(trace);
    } else if (prompts != null) {
      prompts.lines().forEach(requests::add);
    } else {
      String messages = ChatBody.messages(ask.prompt());
      requests.add(new Prompt(0, messages, ChatBody.BEFORE_TEXT.length(), null));
    }
    return requests;
  }

  private void add(Prompt prompt) {
    Integer most = prompt.maxTokens();
    ChatBody around = around(most == null ? ask.maxTokens() : most, ask.knobs());
    int at = prefix.isEmpty() ? 0 : prompt.textAt();
    byte[] before = prompt.messages().substring(0, at).getBytes(UTF_8);
    byte[] behind = (prefix + prompt.messages().substring(at)).getBytes(UTF_8);
    byte[] messages = new byte[before.length + behind.length];
    System.arraycopy(before, 0, messages, 0, before.length);
    System.arraycopy(behind, 0, messages, before.length, behind.length);
    add(request.bytes(KEPT, around.around(messages)), around, messages.length, before.length);
  }

  private void addAll(Trace trace) {
    int most = trace.requests().stream().mapToInt(Trace.Request::inputTokens).max().orElse(1);
    Words words = new Words(Math.max(1, most), KEPT);
    byte[] end = ChatBody.BEHIND_TEXT.getBytes(US_ASCII);
    byte[] begin = (ChatBody.BEFORE_TEXT + prefix).getBytes(US_ASCII);
    for (Trace.Request recorded : trace.requests()) {
      ChatBody around = around(recorded.outputTokens(), knobs(recorded));
      // A message without text is refused by many servers.
      ByteBuf text = words.text(all.size(), Math.max(1, recorded.inputTokens()));
      int messages = begin.length + text.readableBytes() + end.length;
      ByteBuf bytes =
          request.bytes(KEPT, joined(around.before(), begin), text, joined(end, around.after()));
      add(bytes, around, messages, ChatBody.BEFORE_TEXT.length());
    }
  }

  private static byte[] joined(byte[] first, byte[] second) {
    byte[] both = new byte[first.length + second.length];
    System.arraycopy(first, 0, both, 0, first.length);
    System.arraycopy(second, 0, both, first.length, second.length);
    return both;
  }

  /** The synthetic stream knows no tokens: its length is its frames. */
  private Map<String, Integer> knobs(Trace.Request recorded) {
    if (!Ask.SYNTHETIC.equals(ask.model())) {
      return ask.knobs();
    }
    Map<String, Integer> knobs = new LinkedHashMap<>(ask.knobs());
    knobs.put("frames", Math.min(MOST_FRAMES, recorded.outputTokens()));
    return knobs;
  }

  private ChatBody around(@Nullable Integer maxTokens, Map<String, Integer> knobs) {
    return bodies.computeIfAbsent(new Ask(ask.model(), "", maxTokens, knobs), ChatBody::streamed);
  }

  private void add(ByteBuf bytes, ChatBody around, int messages, int textAt) {
    int messagesAt = bytes.readableBytes() - around.after().length - messages;
    all.add(new Prepared(bytes, around, messagesAt, prefix.isEmpty() ? -1 : messagesAt + textAt));
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
  Prepared at(Due due) {
    if (!recorded) {
      return next();
    }
    return at(due.phase() == Phase.WARMUP ? -1 - due.ordinal() : due.ordinal());
  }

  /** The next one of the run, whoever asks; the caller's to release. From any thread. */
  Prepared next() {
    return at(taken.getAndIncrement());
  }

  /**
   * The one that stands at this place, from 0; after the last comes the first again, and before it
   * the last. From any thread.
   *
   * @return the caller's to release
   */
  Prepared at(long ordinal) {
    Prepared ready = all.get((int) Math.floorMod(ordinal, (long) all.size()));
    return ready.prefixAt() < 0 ? ready.again() : ready.begun(unique());
  }

  /** A conversation's next request: its messages as they have become. */
  ByteBuf bytes(ChatBody around, byte[] messages) {
    return request.bytes(ByteBufAllocator.DEFAULT, around.around(messages));
  }

  /**
   * Sixteen hexadecimal digits and a space. The mixing is that of SplittableRandom, and one to one:
   * no two of a run are the same, and those of two runs by chance only, one in 2^64.
   */
  private byte[] unique() {
    long z = seed + GOLDEN * prefixes.incrementAndGet();
    z = (z ^ (z >>> 30)) * 0xbf58476d1ce4e5b9L;
    z = (z ^ (z >>> 27)) * 0x94d049bb133111ebL;
    return (HexFormat.of().toHexDigits(z ^ (z >>> 31)) + " ").getBytes(US_ASCII);
  }
}
