package dev.firsttoken.bench.summary;

import dev.firsttoken.bench.samples.Sample;
import dev.firsttoken.bench.summary.TokenVolume.TokenComparison;
import java.util.Collections;
import java.util.EnumMap;
import java.util.Map;

/** Accumulates the {@link TokenVolume} of one level. */
public final class TokenAccumulator {
  private long tokens;
  private long events;
  private long reasoningEvents;
  private long toolCallEvents;
  private long reads;
  private long bytes;
  private final Map<TokenSource, Integer> sources = new EnumMap<>(TokenSource.class);
  private PromptVolume prompts = PromptVolume.EMPTY;
  private AskedVolume asked = AskedVolume.EMPTY;
  private TokenComparison byTokenizer = new TokenComparison(0, 0);
  private TokenComparison byEvents = new TokenComparison(0, 0);

  void add(Sample sample, RequestTimes times) {
    tokens += times.tokens();
    sources.merge(times.tokenSource(), 1, Integer::sum);
    if (times.tokenSource() == TokenSource.USAGE) {
      if (sample.textTokens() != Sample.NONE) {
        byTokenizer = byTokenizer.plus(new TokenComparison(times.tokens(), sample.textTokens()));
      } else if (sample.eventNanos().length > 0) {
        byEvents = byEvents.plus(new TokenComparison(times.tokens(), sample.eventNanos().length));
      }
    }
    events += sample.eventNanos().length;
    reasoningEvents += sample.reasoningEvents();
    toolCallEvents += sample.toolCallEvents();
    reads += sample.reads();
    bytes += sample.bytes();
    prompts = prompts.plus(PromptVolume.of(sample));
    asked = asked.plus(AskedVolume.of(sample, times));
  }

  /** Adds a response to a plain GET request, which has bytes and no tokens. */
  void addPlain(Sample sample) {
    reads += sample.reads();
    bytes += sample.bytes();
  }

  /** Adds the closed volume of another level. */
  public void add(TokenVolume volume) {
    tokens += volume.tokens();
    volume.sources().forEach((source, count) -> sources.merge(source, count, Integer::sum));
    byTokenizer = byTokenizer.plus(volume.tokenizerComparison());
    byEvents = byEvents.plus(volume.eventComparison());
    events += volume.events();
    reasoningEvents += volume.reasoningEvents();
    toolCallEvents += volume.toolCallEvents();
    reads += volume.reads();
    bytes += volume.bytes();
    prompts = prompts.plus(volume.prompts());
    asked = asked.plus(volume.asked());
  }

  long tokens() {
    return tokens;
  }

  long events() {
    return events;
  }

  /** Returns the volume so far. */
  public TokenVolume close() {
    return new TokenVolume(
        tokens,
        events,
        reasoningEvents,
        toolCallEvents,
        reads,
        bytes,
        Collections.unmodifiableMap(new EnumMap<>(sources)),
        byTokenizer,
        byEvents,
        prompts,
        asked);
  }
}
