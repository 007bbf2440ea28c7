package dev.firsttoken.bench.summary;

import dev.firsttoken.bench.summary.Check.Kind;
import dev.firsttoken.bench.summary.Volume.Compared;
import dev.firsttoken.bench.summary.Warning.Code;
import java.util.Locale;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Whether a level's tokens can be compared with another's, by how they were counted. */
final class TokenTrust {
  /** Usage and another count of the tokens may differ so far, by a template's own tokens say. */
  private static final double DISAGREEMENT = 0.10;

  private TokenTrust() {}

  static Check of(Volume volume) {
    String from = volume.tokensFrom();
    if (from == null) {
      return Check.unseen(Kind.TOKENS, "There are no tokens to count. See the failures.");
    }
    return switch (from) {
      case "events" ->
          Check.warn(
              Kind.TOKENS,
              "Tokens are counted as content events. Have the server send usage, or give"
                  + " --tokenizer.",
              Check.doubt(Code.TOKENS_BY_EVENTS));
      case "mixed" -> mixed(volume);
      default -> alike(from, volume);
    };
  }

  private static Check mixed(Volume volume) {
    String counts =
        volume.sources().entrySet().stream()
            .map(source -> source.getValue() + " by " + source.getKey())
            .collect(Collectors.joining(", "));
    Compared off = off(volume);
    Check.Doubt mixed = Check.doubt(Code.TOKENS_MIXED, counts);
    String advice = "Compare no token rates of this level.";
    return off == null
        ? Check.warn(
            Kind.TOKENS,
            "Answers differ in what counts their tokens: " + counts + ". " + advice,
            mixed)
        : Check.warn(
            Kind.TOKENS,
            "Answers differ in what counts their tokens: "
                + counts
                + ", and "
                + sentence(off)
                + ". "
                + advice,
            mixed,
            Check.doubt(Code.TOKENS_DISAGREE, amount(off)));
  }

  private static Check alike(String from, Volume volume) {
    Compared off = off(volume);
    return off == null
        ? Check.pass(Kind.TOKENS, "Tokens are from " + from + beside(volume) + ".")
        : Check.warn(
            Kind.TOKENS,
            "Tokens are from usage, and "
                + sentence(off)
                + ". Find out which is right before comparing servers.",
            Check.doubt(Code.TOKENS_DISAGREE, amount(off)));
  }

  /**
   * The count that usage should agree with and doesn't; null where it does. More tokens than
   * content events are several in an event, as many servers send them; fewer can't be.
   */
  private static @Nullable Compared off(Volume volume) {
    if (Math.abs(volume.byText().apart()) > DISAGREEMENT) {
      return volume.byText();
    }
    return volume.byEvents().apart() > DISAGREEMENT ? volume.byEvents() : null;
  }

  private static String sentence(Compared off) {
    return off.usage() == 0
        ? "usage counts " + amount(off)
        : "another count is " + amount(off) + " off";
  }

  private static String amount(Compared off) {
    return off.usage() == 0
        ? "0 of " + off.other()
        : String.format(Locale.ROOT, "%+.0f %%", 100 * off.apart());
  }

  private static String beside(Volume volume) {
    Compared events = volume.byEvents();
    if (events.apart() < -DISAGREEMENT) {
      return String.format(
          Locale.ROOT, ", %.2f in each content event", (double) events.usage() / events.other());
    }
    double apart = volume.disagreement();
    return Double.isNaN(apart)
        ? ""
        : String.format(Locale.ROOT, ", another count is %+.0f %% off", 100 * apart);
  }
}
