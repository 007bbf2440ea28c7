package dev.firsttoken.bench.summary;

import static dev.firsttoken.bench.samples.Sample.NONE;

import dev.firsttoken.bench.samples.Sample;
import java.util.Locale;

/** Source of an output token count, the most trusted first. */
public enum TokenSource {
  /** The server's own count. */
  USAGE,
  /** A tokenizer applied to the joined text. */
  TOKENIZER,
  /** Content events, each counted as one token. */
  EVENTS;

  static TokenSource forSample(Sample sample) {
    if (sample.completionTokens() >= 0) {
      return USAGE;
    }
    return sample.textTokens() == NONE ? EVENTS : TOKENIZER;
  }

  /** Returns the count of a sample, which must have this source. */
  long count(Sample sample) {
    return switch (this) {
      case USAGE -> sample.completionTokens();
      case TOKENIZER -> sample.textTokens();
      case EVENTS -> sample.eventNanos().length;
    };
  }

  /** Name in JSON: {@code usage}. */
  public String label() {
    return name().toLowerCase(Locale.ROOT);
  }
}
