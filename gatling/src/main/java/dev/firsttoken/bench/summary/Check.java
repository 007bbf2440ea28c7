package dev.firsttoken.bench.summary;

import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * One thing that a level's numbers depend on, looked at.
 *
 * @param message one sentence with the numbers; unless it passes, another one with what to do
 * @param doubts the warnings that it makes of the result
 */
public record Check(Kind kind, Verdict verdict, String message, List<Doubt> doubts) {
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
  record Doubt(Warning.Code code, @Nullable String amount) {}

  /** The one with the worse verdict; this one where they are the same. */
  Check worse(Check other) {
    return other.verdict.compareTo(verdict) > 0 ? other : this;
  }

  static Check pass(Kind kind, String message) {
    return new Check(kind, Verdict.PASS, message, List.of());
  }

  static Check unseen(Kind kind, String message) {
    return new Check(kind, Verdict.UNSEEN, message, List.of());
  }

  static Check warn(Kind kind, String message, Doubt... doubts) {
    return new Check(kind, Verdict.WARN, message, List.of(doubts));
  }

  static Check fail(Kind kind, String message, Doubt... doubts) {
    return new Check(kind, Verdict.FAIL, message, List.of(doubts));
  }

  static Doubt doubt(Warning.Code code) {
    return new Doubt(code, null);
  }

  static Doubt doubt(Warning.Code code, String amount) {
    return new Doubt(code, amount);
  }
}
