package dev.firsttoken.bench.trust;

import static org.assertj.core.api.Assertions.assertThat;

import dev.firsttoken.bench.samples.LevelEnd.ClientCost;
import dev.firsttoken.bench.trust.TrustCheck.Kind;
import dev.firsttoken.bench.trust.TrustCheck.Verdict;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class ClientChecksTest {
  private static final long WINDOW_NANOS = TimeUnit.SECONDS.toNanos(10);

  /** A client that is busy, late, paused and robbed of its CPU. */
  private static ClientCost badCost(long windowNanos, int loops, long collections) {
    long late = TimeUnit.MILLISECONDS.toNanos(5);
    return new ClientCost(
        windowNanos,
        windowNanos,
        loops,
        windowNanos,
        late,
        late,
        collections,
        windowNanos / 2,
        null,
        null,
        0.5);
  }

  private static String message(@Nullable ClientCost cost, Kind kind) {
    return ClientChecks.evaluate(cost).stream()
        .filter(check -> check.kind() == kind)
        .map(TrustCheck::message)
        .findFirst()
        .orElseThrow();
  }

  /** Every check here names a remedy, so no warning of them may say that there is none. */
  @Test
  void warningOfACheckThatNamesARemedyNamesItToo() {
    for (TrustCheck check : ClientChecks.evaluate(badCost(WINDOW_NANOS, 2, 3))) {
      assertThat(check.verdict()).as(check.message()).isEqualTo(Verdict.WARN);
      assertThat(check.findings()).isNotEmpty().allMatch(finding -> finding.code().isActionable());
    }
    assertThat(ClientChecks.evaluate(null))
        .flatExtracting(TrustCheck::findings)
        .isNotEmpty()
        .allMatch(finding -> finding.code().isActionable());
  }

  @Test
  void oneOfAKindIsNoPlural() {
    assertThat(message(badCost(WINDOW_NANOS, 1, 1), Kind.CLIENT_CPU))
        .startsWith("The busiest of 1 event loop used ");
    assertThat(message(badCost(WINDOW_NANOS, 1, 1), Kind.PAUSES))
        .contains(" with 1 collection of ");
    assertThat(message(badCost(WINDOW_NANOS, 2, 0), Kind.PAUSES))
        .contains(" with 0 collections of ");
  }

  @Test
  void shortWindowIsToldFromALongOne() {
    List<String> messages =
        List.of(
            message(badCost(TimeUnit.SECONDS.toNanos(2), 1, 1), Kind.LOOP_DELAY),
            message(badCost(WINDOW_NANOS, 1, 1), Kind.LOOP_DELAY));

    assertThat(messages.getFirst())
        .contains("The client was still starting in a window of less than 3 s: measure longer.");
    assertThat(messages.getLast()).doesNotContain("starting");
  }
}
