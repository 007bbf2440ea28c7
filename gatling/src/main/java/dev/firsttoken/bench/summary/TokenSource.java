package dev.firsttoken.bench.summary;

import static dev.firsttoken.bench.samples.Sample.NONE;

import dev.firsttoken.bench.samples.Sample;
import java.util.Locale;

/** Where a number of output tokens comes from, the most trusted first. */
public enum TokenSource {
  /** The server's own count. */
  USAGE,
  /** A tokenizer over the joined text. */
  TOKENIZER,
  /** Content events, each taken for one token. */
  EVENTS;

  static TokenSource forSample(Sample sample) {
    if (sample.completionTokens() >= 0) {
      return USAGE;
    }
    return sample.textTokens() == NONE ? EVENTS : TOKENIZER;
  }

  /** What this source says of a sample; only for one that it has a say in. */
  long count(Sample sample) {
    return switch (this) {
      case USAGE -> sample.completionTokens();
      case TOKENIZER -> sample.textTokens();
      case EVENTS -> sample.eventNanos().length;
    };
  }

  /** The name in JSON: {@code usage}. */
  public String label() {
    return name().toLowerCase(Locale.ROOT);
  }
}
