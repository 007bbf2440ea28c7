package dev.firsttoken.bench.summary;

import dev.firsttoken.bench.samples.Sample;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** How much the answered requests of a level brought. */
public final class Volume {
  private long tokens;
  private long events;
  private long reasoningEvents;
  private long toolCallEvents;
  private long reads;
  private long bytes;
  private final Map<TokenSource, Integer> sources = new EnumMap<>(TokenSource.class);
  private long usage;
  private long besideUsage;
  private long usageTokenized;
  private long tokenized;

  /**
   * Two counts of the same answers' tokens.
   *
   * @param other by a tokenizer, or as content events
   */
  record Compared(long usage, long other) {
    /** {@code (other − usage) ÷ usage}; not a number where there is nothing to compare. */
    double apart() {
      return (double) (other - usage) / usage;
    }
  }

  void add(Sample sample, RequestTimes times) {
    tokens += times.tokens();
    sources.merge(times.tokensFrom(), 1, Integer::sum);
    if (times.tokensFrom() == TokenSource.USAGE) {
      usage += times.tokens();
      boolean byText = sample.textTokens() != Sample.NONE;
      besideUsage += byText ? sample.textTokens() : sample.eventNanos().length;
      usageTokenized += byText ? times.tokens() : 0;
      tokenized += byText ? sample.textTokens() : 0;
    }
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

  /**
   * {@code usage}, {@code tokenizer}, {@code events}, {@code mixed} where it varies, null where
   * there are none.
   */
  public @Nullable String tokensFrom() {
    if (sources.size() > 1) {
      return "mixed";
    }
    return sources.isEmpty() ? null : sources.keySet().iterator().next().label();
  }

  /**
   * How far the next best source is from usage, as a share of usage: {@code (other − usage) /
   * usage}, over the answers with usage; not a number of none.
   */
  public double disagreement() {
    return usage == 0 ? Double.NaN : (double) (besideUsage - usage) / usage;
  }

  /** Usage and a tokenizer, over the answers that have both. */
  Compared byText() {
    return new Compared(usageTokenized, tokenized);
  }

  /** Usage and content events, over the answers with usage that no tokenizer counted. */
  Compared byEvents() {
    return new Compared(usage - usageTokenized, besideUsage - tokenized);
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

  /** By source: requests whose tokens it counted. */
  Map<String, Object> sources() {
    Map<String, Object> requests = new LinkedHashMap<>();
    sources.forEach((source, count) -> requests.put(source.label(), count));
    return requests;
  }

  /** Tokens by usage, and by the next best source beside it, of the answers with usage. */
  Map<String, Object> compared() {
    Map<String, Object> tokens = new LinkedHashMap<>();
    tokens.put("usage", usage);
    tokens.put("other", besideUsage);
    tokens.put("usage_tokenized", usageTokenized);
    tokens.put("tokenized", tokenized);
    return tokens;
  }

  /** Takes those of another result's level. */
  void absorb(Fields level) {
    tokens += level.count("tokens");
    events += level.count("events");
    reasoningEvents += level.count("reasoning_events");
    toolCallEvents += level.count("tool_call_events");
    reads += level.count("reads");
    bytes += level.count("bytes");
    Fields requests = level.at("token_sources");
    for (TokenSource source : TokenSource.values()) {
      if (requests.json().has(source.label())) {
        sources.merge(source, requests.number(source.label()), Integer::sum);
      }
    }
    Fields compared = level.at("tokens_compared");
    usage += compared.count("usage");
    besideUsage += compared.count("other");
    usageTokenized += compared.count("usage_tokenized");
    tokenized += compared.count("tokenized");
  }
}
