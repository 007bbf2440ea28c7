package dev.firsttoken.bench.summary;

import dev.firsttoken.bench.samples.Outcome;
import dev.firsttoken.bench.samples.Sample;
import org.jspecify.annotations.Nullable;

/**
 * One measured request of a {@code run}, shown by itself.
 *
 * @param times null where it was not answered well
 */
public record Run(Sample sample, @Nullable RequestTimes times) {
  static Run of(Sample sample) {
    return new Run(sample, sample.outcome() == Outcome.OK ? RequestTimes.of(sample) : null);
  }

  /** The gaps between its content events. */
  Distribution icl() {
    return times == null ? new Distribution() : Goodput.gaps(sample);
  }
}
