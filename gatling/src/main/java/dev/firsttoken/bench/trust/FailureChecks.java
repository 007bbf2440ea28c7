package dev.firsttoken.bench.trust;

import dev.firsttoken.bench.samples.RunSettings;
import dev.firsttoken.bench.summary.Failure;
import dev.firsttoken.bench.summary.LevelSummary;
import dev.firsttoken.bench.trust.TrustCheck.Kind;
import dev.firsttoken.bench.trust.Warning.Code;
import java.util.List;
import java.util.Map;

/**
 * Checks how many requests failed. Latencies are those of the successful requests only, and the
 * failed ones may have been the slow ones.
 */
final class FailureChecks {
  /** One request in a hundred reaches p99. */
  private static final double MAX_FAILED_SHARE = 0.01;

  /** Above it, even the median is that of a minority. */
  private static final double MAX_VALID_SHARE = 0.5;

  private FailureChecks() {}

  /** Applies only if some requests failed, and not all. */
  static List<TrustCheck> evaluate(LevelSummary level, RunSettings settings) {
    return level.ok() == 0 || level.failed() == 0 ? List.of() : List.of(check(level, settings));
  }

  private static TrustCheck check(LevelSummary level, RunSettings settings) {
    int ended = level.ok() + level.failed();
    int rejected = countRejected(level);
    String amount = "%d of %d".formatted(level.failed(), ended);
    String numbers =
        amount
            + " requests failed"
            + (rejected == 0 ? "" : ", %d of them rejected with 429 or 503".formatted(rejected));
    if ((double) level.failed() / ended <= MAX_FAILED_SHARE) {
      return TrustCheck.pass(Kind.FAILURES, numbers + ".");
    }
    String message =
        numbers
            + ", so the latencies are those of the other %d only. See the failures."
                .formatted(level.ok());
    // An open level may be there to show how the server turns load away.
    int unexpected = level.failed() - (level.level().usesOpenModel() ? rejected : 0);
    boolean mostFailed = (double) unexpected / (level.ok() + unexpected) > MAX_VALID_SHARE;
    return !mostFailed || settings.allowsErrors()
        ? TrustCheck.warn(Kind.FAILURES, message, TrustCheck.finding(Code.MANY_FAILED, amount))
        : TrustCheck.fail(Kind.FAILURES, message, TrustCheck.finding(Code.MOST_FAILED, amount));
  }

  private static int countRejected(LevelSummary level) {
    return level.failures().entrySet().stream()
        .filter(entry -> entry.getKey().isRejection())
        .map(Map.Entry::getValue)
        .mapToInt(Failure::count)
        .sum();
  }
}
