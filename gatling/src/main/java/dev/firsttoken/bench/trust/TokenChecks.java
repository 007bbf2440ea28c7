package dev.firsttoken.bench.trust;

import dev.firsttoken.bench.samples.RequestKind;
import dev.firsttoken.bench.summary.LevelSummary;
import dev.firsttoken.bench.summary.TokenVolume;
import dev.firsttoken.bench.summary.TokenVolume.TokenComparison;
import dev.firsttoken.bench.trust.TrustCheck.Kind;
import dev.firsttoken.bench.trust.Warning.Code;
import java.util.Locale;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Checks whether a level's tokens were counted in a way that can be compared. */
final class TokenChecks {
  /** Share by which usage and another count may differ, for example by a template's tokens. */
  private static final double MAX_DISAGREEMENT = 0.10;

  private TokenChecks() {}

  static TrustCheck evaluate(LevelSummary level) {
    TokenVolume tokenVolume = level.volume();
    String source = tokenVolume.tokenSource();
    if (source == null) {
      return TrustCheck.unknown(Kind.TOKENS, "There are no tokens to count. See the failures.");
    }
    return switch (source) {
      case "events" -> checkEvents(level.kind());
      case "mixed" -> checkMixed(tokenVolume);
      default -> checkUniform(source, tokenVolume);
    };
  }

  private static TrustCheck checkEvents(RequestKind kind) {
    return kind == RequestKind.CHAT
        ? TrustCheck.warn(
            Kind.TOKENS,
            "Each content event counts as one token. Have the server send usage, or set"
                + " --tokenizer.",
            TrustCheck.finding(Code.TOKENS_BY_EVENTS))
        : TrustCheck.warn(
            Kind.TOKENS,
            "The responses state no usage. Have the server send it, or set --tokenizer.",
            TrustCheck.finding(Code.TOKENS_UNKNOWN));
  }

  private static TrustCheck checkMixed(TokenVolume tokenVolume) {
    String counts =
        tokenVolume.sources().entrySet().stream()
            .map(source -> source.getValue() + " by " + source.getKey().label())
            .collect(Collectors.joining(", "));
    TokenComparison disagreement = findDisagreement(tokenVolume);
    TrustCheck.Finding finding = TrustCheck.finding(Code.TOKENS_MIXED, counts);
    String advice = "Do not compare token rates of this level.";
    return disagreement == null
        ? TrustCheck.warn(
            Kind.TOKENS,
            "Token counts come from different sources: " + counts + ". " + advice,
            finding)
        : TrustCheck.warn(
            Kind.TOKENS,
            "Token counts come from different sources: "
                + counts
                + ", and "
                + describe(disagreement)
                + ". "
                + advice,
            finding,
            TrustCheck.finding(Code.TOKENS_DISAGREE, amount(disagreement)));
  }

  private static TrustCheck checkUniform(String source, TokenVolume tokenVolume) {
    TokenComparison disagreement = findDisagreement(tokenVolume);
    return disagreement == null
        ? TrustCheck.pass(
            Kind.TOKENS, "Tokens come from " + source + describeOtherCount(tokenVolume) + ".")
        : TrustCheck.warn(
            Kind.TOKENS,
            "Tokens come from usage, but "
                + describe(disagreement)
                + ". Find out which is right before you compare servers.",
            TrustCheck.finding(Code.TOKENS_DISAGREE, amount(disagreement)));
  }

  /**
   * Finds the count that usage disagrees with. More tokens than content events are normal, as many
   * servers send several in one event; fewer are not.
   *
   * @return the disagreeing count, or null if there is none
   */
  private static @Nullable TokenComparison findDisagreement(TokenVolume tokenVolume) {
    if (Math.abs(tokenVolume.tokenizerComparison().relativeDifference()) > MAX_DISAGREEMENT) {
      return tokenVolume.tokenizerComparison();
    }
    return tokenVolume.eventComparison().relativeDifference() > MAX_DISAGREEMENT
        ? tokenVolume.eventComparison()
        : null;
  }

  private static String describe(TokenComparison disagreement) {
    return disagreement.usage() == 0
        ? "usage counts " + amount(disagreement)
        : "another count is " + amount(disagreement) + " off";
  }

  private static String amount(TokenComparison disagreement) {
    return disagreement.usage() == 0
        ? "0 of " + disagreement.other()
        : String.format(Locale.ROOT, "%+.0f %%", 100 * disagreement.relativeDifference());
  }

  private static String describeOtherCount(TokenVolume tokenVolume) {
    TokenComparison events = tokenVolume.eventComparison();
    if (events.relativeDifference() < -MAX_DISAGREEMENT) {
      return String.format(
          Locale.ROOT, ", %.2f in each content event", (double) events.usage() / events.other());
    }
    double disagreement = tokenVolume.disagreement();
    return Double.isNaN(disagreement)
        ? ""
        : String.format(Locale.ROOT, ", another count is %+.0f %% off", 100 * disagreement);
  }
}
