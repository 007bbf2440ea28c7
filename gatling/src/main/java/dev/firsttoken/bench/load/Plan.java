package dev.firsttoken.bench.load;

import dev.firsttoken.bench.options.Command;
import dev.firsttoken.bench.options.Extent;
import dev.firsttoken.bench.options.Shape;
import dev.firsttoken.bench.options.Trace;
import dev.firsttoken.bench.samples.Level;
import java.math.BigDecimal;
import java.math.MathContext;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** The levels of a run, one after the other: closed ones first. */
final class Plan {
  private static final double SECOND_NANOS = 1e9;
  private static final int REQUESTS_PER_USER = 8;

  /** A search of rates begins at this part of the highest: slower ones take too long to see. */
  private static final double LEAST_RATE = 16;

  /**
   * Nor slower than makes so many in a probe's time: fewer have no p95, and chance may draw none.
   */
  private static final double LEAST_REQUESTS = 20;

  /** Gatling waits for a run no longer than this, whatever it is told. */
  private static final Duration LONGEST = Duration.ofDays(20);

  private static final Duration SLACK = Duration.ofSeconds(10);

  private Plan() {}

  /**
   * @param trace that is replayed, as a level of its own; null: none is
   */
  static List<Slot> of(Command command, Shape shape, @Nullable Trace trace) {
    Making making = new Making(shape);
    List<Slot> slots = new ArrayList<>();
    for (Level plan : closed(command, shape)) {
      slots.add(Slot.of(making.closed(slots.size(), plan)));
    }
    for (double rate : command == Command.SWEEP ? shape.open().rates() : List.<Double>of()) {
      slots.add(Slot.of(making.open(slots.size(), open(rate, shape))));
    }
    if (trace != null) {
      Level plan = replayed(trace, shape.extent());
      Supplier<Arrivals> due = () -> new Arrivals(trace.dueNanos(), 0);
      slots.add(Slot.of(making.open(slots.size(), plan, due)));
    }
    return List.copyOf(slots);
  }

  /** The levels of {@code --find-max}: up to the largest load given, in the one model given. */
  static Probes probes(Shape shape) {
    Making making = new Making(shape);
    List<Double> rates = shape.open().rates();
    if (rates.isEmpty()) {
      int most = Collections.max(shape.concurrency());
      return new Probes(
          new Search(1, most, true),
          most,
          (index, users) -> making.closed(index, closed(users.intValue(), shape.extent())));
    }
    double most = Collections.max(rates);
    return new Probes(
        new Search(leastRate(most, shape.extent()), most, false),
        most,
        (index, rate) -> making.open(index, open(rate, shape)));
  }

  private static double leastRate(double most, Extent extent) {
    Duration duration = extent.openDuration();
    double visible = duration == null ? 0 : LEAST_REQUESTS * SECOND_NANOS / duration.toNanos();
    return Math.max(Math.max(most / LEAST_RATE, visible), 0.01);
  }

  /** Makes levels that differ by their load alone. */
  private record Making(Shape shape) {
    LevelRun closed(int index, Level plan) {
      return new ClosedLevel(index, plan, warmup(plan));
    }

    LevelRun open(int index, Level plan) {
      return open(index, plan, () -> Arrivals.of(plan, shape.open().seed()));
    }

    LevelRun open(int index, Level plan, Supplier<Arrivals> due) {
      Schedule schedule = new Schedule(due, shape.open().maxInFlight());
      return new OpenLevel(index, plan, warmup(plan), schedule);
    }

    private Warmup warmup(Level plan) {
      return new Warmup(plan.warmup(), shape.extent().warmup() != null);
    }
  }

  /** Its rate is the mean, to three digits; one that is due all at once takes a second. */
  private static Level replayed(Trace trace, Extent extent) {
    int total = trace.requests().size();
    long lastNanos = trace.requests().getLast().dueNanos();
    double seconds = lastNanos == 0 ? 1 : lastNanos / SECOND_NANOS;
    double rate = BigDecimal.valueOf(total / seconds).round(new MathContext(3)).doubleValue();
    int warmup = warmup(extent, OpenLevel.WARMUP_USERS);
    return new Level(0, rate, "trace", total, lastNanos, 0, warmup);
  }

  private static List<Level> closed(Command command, Shape shape) {
    Integer given = shape.extent().warmup();
    int warmup = given == null ? 0 : given;
    return switch (command) {
      case SMOKE -> List.of(Level.closed(1, 1, warmup));
      case RUN -> List.of(Level.closed(1, shape.repeat(), warmup));
      case SWEEP, CALIBRATE ->
          shape.concurrency().stream().map(users -> closed(users, shape.extent())).toList();
    };
  }

  private static Level closed(int users, Extent extent) {
    Integer total = extent.total();
    Duration duration = extent.duration();
    int bound = duration == null ? REQUESTS_PER_USER * users : 0;
    return new Level(
        users,
        0,
        null,
        total == null ? bound : total,
        nanos(duration),
        extent.ramp().toNanos(),
        warmup(extent, users));
  }

  private static Level open(double rate, Shape shape) {
    Extent extent = shape.extent();
    Integer total = extent.total();
    return new Level(
        0,
        rate,
        shape.open().arrivals().label(),
        total == null ? 0 : total,
        nanos(extent.openDuration()),
        extent.ramp().toNanos(),
        warmup(extent, OpenLevel.WARMUP_USERS));
  }

  private static int warmup(Extent extent, int users) {
    Integer given = extent.warmup();
    return given == null ? Warmup.PER_USER * users : given;
  }

  private static long nanos(@Nullable Duration duration) {
    return duration == null ? 0 : duration.toNanos();
  }

  /** When a run must be over though every request took its whole timeout. */
  static Duration bound(List<Slot> slots, Duration timeout) {
    Duration all = Duration.ZERO;
    for (Slot level : slots) {
      all = all.plus(SLACK).plus(level.bound(timeout));
    }
    return all.compareTo(LONGEST) < 0 ? all : LONGEST;
  }
}
