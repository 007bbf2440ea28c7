package dev.firsttoken.bench.summary;

import dev.firsttoken.bench.merge.JsonFields;
import dev.firsttoken.bench.samples.Sample;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** How much the answered requests of a level brought. */
public final class TokenVolume {
  private long tokens;
  private long events;
  private long reasoningEvents;
  private long toolCallEvents;
  private long reads;
  private long bytes;
  private final Map<TokenSource, Integer> sources = new EnumMap<>(TokenSource.class);
  private long usage;
  private long otherCount;
  private long usageTokenized;
  private long tokenized;

  /**
   * Two counts of the same answers' tokens.
   *
   * @param other by a tokenizer, or as content events
   */
  public record TokenComparison(long usage, long other) {
    /** {@code (other − usage) ÷ usage}; not a number where there is nothing to compare. */
    public double relativeDifference() {
      return (double) (other - usage) / usage;
    }
  }

  void add(Sample sample, RequestTimes times) {
    tokens += times.tokens();
    sources.merge(times.tokenSource(), 1, Integer::sum);
    if (times.tokenSource() == TokenSource.USAGE) {
      usage += times.tokens();
      boolean hasTextTokens = sample.textTokens() != Sample.NONE;
      otherCount += hasTextTokens ? sample.textTokens() : sample.eventNanos().length;
      usageTokenized += hasTextTokens ? times.tokens() : 0;
      tokenized += hasTextTokens ? sample.textTokens() : 0;
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
  public @Nullable String tokenSource() {
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
    return usage == 0 ? Double.NaN : (double) (otherCount - usage) / usage;
  }

  /** Usage and a tokenizer, over the answers that have both. */
  public TokenComparison tokenizerComparison() {
    return new TokenComparison(usageTokenized, tokenized);
  }

  /** Usage and content events, over the answers with usage that no tokenizer counted. */
  public TokenComparison eventComparison() {
    return new TokenComparison(usage - usageTokenized, otherCount - tokenized);
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
  public Map<String, Object> sources() {
    Map<String, Object> requests = new LinkedHashMap<>();
    sources.forEach((source, count) -> requests.put(source.label(), count));
    return requests;
  }

  /** Tokens by usage, and by the next best source beside it, of the answers with usage. */
  public Map<String, Object> comparedTokens() {
    Map<String, Object> tokens = new LinkedHashMap<>();
    tokens.put("usage", usage);
    tokens.put("other", otherCount);
    tokens.put("usage_tokenized", usageTokenized);
    tokens.put("tokenized", tokenized);
    return tokens;
  }

  /** Takes those of another result's level. */
  void merge(JsonFields level) {
    tokens += level.longValue("tokens");
    events += level.longValue("events");
    reasoningEvents += level.longValue("reasoning_events");
    toolCallEvents += level.longValue("tool_call_events");
    reads += level.longValue("reads");
    bytes += level.longValue("bytes");
    JsonFields requests = level.object("token_sources");
    for (TokenSource source : TokenSource.values()) {
      if (requests.json().has(source.label())) {
        sources.merge(source, requests.intValue(source.label()), Integer::sum);
      }
    }
    JsonFields compared = level.object("tokens_compared");
    usage += compared.longValue("usage");
    otherCount += compared.longValue("other");
    usageTokenized += compared.longValue("usage_tokenized");
    tokenized += compared.longValue("tokenized");
  }
}
