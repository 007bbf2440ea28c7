package dev.firsttoken.bench.summary;

import dev.firsttoken.bench.samples.Outcome;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Cause of failed requests: their outcome, with the status if that is what failed them.
 *
 * @param status HTTP status of an {@link Outcome#HTTP_STATUS}, else 0
 */
public record FailureKind(Outcome outcome, int status) implements Comparable<FailureKind> {
  private static final Comparator<FailureKind> ORDER =
      Comparator.comparing(FailureKind::outcome).thenComparingInt(FailureKind::status);

  /** Creates the kind of a failure whose response had this status, or 0 without a response. */
  public static FailureKind of(Outcome outcome, int status) {
    return new FailureKind(outcome, outcome == Outcome.HTTP_STATUS ? status : 0);
  }

  /** Returns true if the server said that it is busy. */
  public boolean isRejection() {
    return outcome.isRejection(status);
  }

  /**
   * Returns the failures by name: {@code http_status}, or {@code http_status_503} where several
   * statuses failed requests.
   */
  public static Map<String, Failure> byLabel(Map<FailureKind, Failure> failures) {
    Map<Outcome, Integer> kinds = new HashMap<>();
    failures.keySet().forEach(kind -> kinds.merge(kind.outcome, 1, Integer::sum));
    Map<String, Failure> byLabel = new LinkedHashMap<>();
    failures.forEach(
        (kind, failure) ->
            byLabel.put(
                kinds.getOrDefault(kind.outcome, 0) == 1 || kind.status == 0
                    ? kind.outcome.label()
                    : kind.outcome.label() + "_" + kind.status,
                failure));
    return byLabel;
  }

  @Override
  public int compareTo(FailureKind other) {
    return ORDER.compare(this, other);
  }
}
