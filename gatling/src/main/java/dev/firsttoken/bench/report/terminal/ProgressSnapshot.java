package dev.firsttoken.bench.report.terminal;

import dev.firsttoken.bench.samples.Level;
import dev.firsttoken.bench.samples.Phase;
import dev.firsttoken.bench.summary.NumberFormats;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalDouble;
import org.jspecify.annotations.Nullable;

/**
 * Progress of a level at one moment.
 *
 * @param warmupNanos time limit of the warm-up, or 0 if only its requests are counted
 * @param elapsedNanos time since the first request of the phase was sent
 * @param ended requests of the phase that have ended
 * @param failed measured requests of the level that failed
 * @param run the run as a whole, or null if it has only one round
 */
public record ProgressSnapshot(
    Level plan,
    Phase phase,
    long warmupNanos,
    long elapsedNanos,
    int ended,
    int inFlight,
    int failed,
    Throughput throughput,
    @Nullable RunProgress run) {

  /**
   * Progress of a run of several rounds.
   *
   * @param started levels that have started
   * @param planned levels of all rounds, as far as they are known
   * @param elapsedNanos time since the first level started
   */
  public record RunProgress(int started, int planned, long elapsedNanos) {
    private String timeLeft() {
      double seconds = elapsedNanos / 1e9 / started * Math.max(planned - started + 1, 0);
      return seconds < 100
          ? "about %d s left in all".formatted(Math.round(seconds))
          : "about %d min left in all".formatted(Math.round(seconds / 60));
    }
  }

  /** Part of a message; those with the lowest priority are dropped first. */
  private record Part(String text, int priority) {}

  private static final String SEPARATOR = ", ";

  /** Columns of a line where no terminal says how wide it is. */
  private static final int MAX_LINE = 100;

  /** Name of level and phase: {@code c=8}, {@code c=8 warm-up}. */
  String name() {
    return switch (phase) {
      case WARMUP -> levelName() + " warm-up";
      case RAMP -> levelName() + " ramp";
      case MEASURED -> levelName();
    };
  }

  /** The round matters only where there are several. */
  private String levelName() {
    boolean hasRounds = plan.round() > 1 || !plan.target().equals(Level.DEFAULT_TARGET);
    return hasRounds ? "round %d %s".formatted(plan.round(), plan.nameWithTarget()) : plan.name();
  }

  /** True if the phase ends by time, false if it ends with its last request. */
  boolean isTimed() {
    return switch (phase) {
      case WARMUP -> warmupNanos > 0;
      case RAMP -> true;
      case MEASURED -> plan.total() == 0;
    };
  }

  /** Length of the phase, in seconds if it is timed, else in requests. */
  long goal() {
    return isTimed() ? Math.max(Math.round(plannedNanos() / 1e9), 1) : planned();
  }

  /** Progress in the unit of {@link #goal}, at most the goal. */
  long reached() {
    return Math.min(isTimed() ? elapsedNanos / 1_000_000_000 : ended, goal());
  }

  private int planned() {
    return phase == Phase.WARMUP ? plan.warmup() : plan.total();
  }

  /** Planned duration of the phase, or 0 if it has none. */
  private long plannedNanos() {
    return switch (phase) {
      case WARMUP -> warmupNanos;
      case RAMP -> plan.rampNanos();
      case MEASURED -> plan.durationNanos();
    };
  }

  /**
   * Estimated time left at the pace so far, by whichever bound ends the phase first; empty before
   * the first request has ended, and after the time of a warm-up, which its last requests outlast.
   */
  OptionalDouble secondsLeft() {
    if (phase == Phase.WARMUP && isTimed() && (ended == 0 || elapsedNanos >= warmupNanos)) {
      return OptionalDouble.empty();
    }
    double seconds = Double.POSITIVE_INFINITY;
    if (plannedNanos() > 0) {
      seconds = Math.max(plannedNanos() - elapsedNanos, 0) / 1e9;
    }
    if (planned() > 0 && ended > 0) {
      double each = elapsedNanos / 1e9 / ended;
      seconds = Math.min(seconds, Math.max(planned() - ended, 0) * each);
    }
    return Double.isInfinite(seconds) ? OptionalDouble.empty() : OptionalDouble.of(seconds);
  }

  /** Message beside the bar: as many parts as fit into this number of characters. */
  String barMessage(int maxLength) {
    List<Part> parts = new ArrayList<>();
    if (run != null) {
      parts.add(new Part(run.timeLeft(), 7));
    }
    secondsLeft()
        .ifPresent(seconds -> parts.add(new Part("%d s left".formatted(Math.round(seconds)), 6)));
    parts.addAll(numbers(timeName()));
    return joinWithin(parts, maxLength);
  }

  /**
   * Returns what is known of the load so far.
   *
   * @param times name of the pair of p50 and p95
   */
  private List<Part> numbers(String times) {
    List<Part> parts = new ArrayList<>();
    parts.add(new Part(inFlight + " in flight", 2));
    if (throughput.isKnown()) {
      parts.add(new Part(NumberFormats.formatShort(throughput.rps()) + " rps", 4));
      if (plan.kind().hasTokens()) {
        parts.add(new Part(NumberFormats.formatShort(throughput.tps()) + " tps", 1));
      }
      parts.add(new Part(times + " " + times(throughput.p50Nanos(), throughput.p95Nanos()), 3));
    }
    if (failed > 0) {
      parts.add(new Part(failed + " failed", 5));
    }
    return parts;
  }

  private String timeName() {
    return switch (plan.kind()) {
      case CHAT -> "TTFT";
      case WHOLE -> "E2E";
      case MICRO -> "latency";
    };
  }

  private static String times(long p50Nanos, long p95Nanos) {
    return NumberFormats.formatShort(p50Nanos / 1e6)
        + "/"
        + NumberFormats.formatShort(p95Nanos / 1e6)
        + " ms";
  }

  private static String joinWithin(List<Part> parts, int maxLength) {
    while (parts.size() > 1 && join(parts).length() > maxLength) {
      parts.remove(lowestPriority(parts));
    }
    return join(parts);
  }

  private static Part lowestPriority(List<Part> parts) {
    return parts.stream().min((one, other) -> one.priority() - other.priority()).orElseThrow();
  }

  private static String join(List<Part> parts) {
    return String.join(SEPARATOR, parts.stream().map(Part::text).toList());
  }

  /** Line for output that is not a terminal, with as many parts as fit into its width. */
  String line() {
    String name = name() + ": ";
    List<Part> parts = new ArrayList<>();
    parts.add(new Part(count(), 8));
    parts.addAll(numbers(timeName() + " p50/p95"));
    if (run != null) {
      parts.add(new Part(run.timeLeft(), 7));
    } else {
      secondsLeft()
          .ifPresent(seconds -> parts.add(new Part("%d s left".formatted(Math.round(seconds)), 6)));
    }
    return name + joinWithin(parts, MAX_LINE - name.length());
  }

  private String count() {
    return isTimed()
        ? "%d of %d s, %d requests".formatted(reached(), goal(), ended)
        : "%d of %d requests in %s s"
            .formatted(ended, planned(), NumberFormats.formatShort(elapsedNanos / 1e9));
  }
}
