package dev.firsttoken.bench.trust;

import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * One thing that a level's numbers depend on, looked at.
 *
 * @param message one sentence with the numbers; unless it passes, another one with what to do
 * @param findings the warnings that it makes of the result
 */
public record TrustCheck(Kind kind, Verdict verdict, String message, List<Finding> findings) {
  /** All checks that there are, in the order in which they are shown. */
  public enum Kind {
    ANSWERED,
    CONSERVATION,
    LITTLE,
    LOAD,
    SEND_LAG,
    CLIENT_CPU,
    LOOP_DELAY,
    PAUSES,
    STEAL,
    COALESCED,
    TOKENS,
    SAMPLES,
    CLOCK;

    /** The name in JSON: {@code client_cpu}. */
    public String label() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  /** From the best to the worst; a result with a failed check is not valid. */
  public enum Verdict {
    PASS,
    UNSEEN,
    WARN,
    FAIL;

    /** The name in JSON and on the screen. */
    public String label() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  /** A warning of a level, with how much it is about, where it says that. */
  record Finding(Warning.Code code, @Nullable String amount) {}

  /** The one with the worse verdict; this one where they are the same. */
  public TrustCheck worseOf(TrustCheck other) {
    return other.verdict.compareTo(verdict) > 0 ? other : this;
  }

  static TrustCheck pass(Kind kind, String message) {
    return new TrustCheck(kind, Verdict.PASS, message, List.of());
  }

  static TrustCheck unknown(Kind kind, String message) {
    return new TrustCheck(kind, Verdict.UNSEEN, message, List.of());
  }

  static TrustCheck warn(Kind kind, String message, Finding... findings) {
    return new TrustCheck(kind, Verdict.WARN, message, List.of(findings));
  }

  static TrustCheck fail(Kind kind, String message, Finding... findings) {
    return new TrustCheck(kind, Verdict.FAIL, message, List.of(findings));
  }

  static Finding finding(Warning.Code code) {
    return new Finding(code, null);
  }

  static Finding finding(Warning.Code code, String amount) {
    return new Finding(code, amount);
  }
}
