package dev.firsttoken.bench.trust;

import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * One condition that a level's numbers depend on, and whether it holds.
 *
 * @param message one sentence with the numbers; unless the check passes, another one that says what
 *     to do
 * @param findings the warnings that the check adds to the result
 */
public record TrustCheck(Kind kind, Verdict verdict, String message, List<Finding> findings) {

  /** All checks, in display order. */
  public enum Kind {
    ANSWERED,
    FAILURES,
    CONSERVATION,
    LITTLE,
    LOAD,
    SEND_LAG,
    CLIENT_CPU,
    LOOP_DELAY,
    PAUSES,
    STEAL,
    COALESCED,
    PROMPT_CACHE,
    TOKENS,
    LENGTHS,
    SAMPLES,
    CLOCK;

    /** Name in JSON: {@code client_cpu}. */
    public String label() {
      return name().toLowerCase(Locale.ROOT);
    }

    /** Name on the terminal: {@code client CPU}. */
    public String title() {
      return switch (this) {
        case LITTLE -> "Little's law";
        case CLIENT_CPU -> "client CPU";
        default -> label().replace('_', ' ');
      };
    }
  }

  /** From the best to the worst; a result with a failed check is not valid. */
  public enum Verdict {
    PASS,
    /** Unknown: there is nothing to check by. */
    UNSEEN,
    WARN,
    FAIL;

    /** Name in JSON. */
    public String label() {
      return name().toLowerCase(Locale.ROOT);
    }

    /** Words on the terminal. */
    public String title() {
      return this == UNSEEN ? "not checked" : label();
    }
  }

  /**
   * A warning of one level.
   *
   * @param amount how much it is about, or null if the warning states no amount
   */
  public record Finding(Warning.Code code, @Nullable String amount) {}

  public boolean hasFailed() {
    return verdict == Verdict.FAIL;
  }

  /** Returns the check with the worse verdict, or this one if they are equal. */
  public TrustCheck worseOf(TrustCheck other) {
    return other.verdict.compareTo(verdict) > 0 ? other : this;
  }

  static TrustCheck pass(Kind kind, String message) {
    return new TrustCheck(kind, Verdict.PASS, message, List.of());
  }

  static TrustCheck unknown(Kind kind, String message, Finding... findings) {
    return new TrustCheck(kind, Verdict.UNSEEN, message, List.of(findings));
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
