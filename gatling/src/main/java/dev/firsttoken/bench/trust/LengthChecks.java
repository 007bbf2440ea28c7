package dev.firsttoken.bench.trust;

import dev.firsttoken.bench.samples.RunSettings;
import dev.firsttoken.bench.summary.AskedVolume;
import dev.firsttoken.bench.trust.TrustCheck.Kind;
import dev.firsttoken.bench.trust.Warning.Code;
import java.util.List;

/** Checks whether the responses are as long as was asked for. */
final class LengthChecks {
  private LengthChecks() {}

  /** Makes the check; none if no length was asked for, or if no response tells its length. */
  static List<TrustCheck> evaluate(AskedVolume asked, RunSettings settings) {
    if (asked.judged() == 0) {
      return List.of();
    }
    if (asked.shorter() == 0) {
      return List.of(
          TrustCheck.pass(
              Kind.LENGTHS, "No response of %d is shorter than asked.".formatted(asked.judged())));
    }
    String amount =
        "%d of %d, the shortest has %d of %d tokens"
            .formatted(
                asked.shorter(),
                asked.judged(),
                asked.shortest().tokens(),
                asked.shortest().asked());
    return List.of(
        TrustCheck.warn(
            Kind.LENGTHS,
            "Responses are shorter than asked: "
                + amount
                + (settings.ignoresEos()
                    ? ". The server did not heed ignore_eos, or has a limit of its own."
                    : ". Send --ignore-eos, if the server knows it."),
            TrustCheck.finding(Code.SHORT_RESPONSES, amount)));
  }
}
