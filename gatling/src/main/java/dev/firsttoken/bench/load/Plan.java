package dev.firsttoken.bench.load;

import dev.firsttoken.bench.options.Command;
import dev.firsttoken.bench.options.Extent;
import dev.firsttoken.bench.options.Open;
import dev.firsttoken.bench.options.Shape;
import dev.firsttoken.bench.samples.Level;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The levels of a run, one after the other: closed ones first. */
final class Plan {
  private static final int REQUESTS_PER_USER = 8;

  /** Gatling waits for a run no longer than this, whatever it is told. */
  private static final Duration LONGEST = Duration.ofDays(20);

  private static final Duration SLACK = Duration.ofSeconds(10);

  private Plan() {}

  static List<LevelRun> of(Command command, Shape shape) {
    List<LevelRun> levels = new ArrayList<>();
    boolean byCount = shape.extent().warmup() != null;
    for (Level plan : closed(command, shape)) {
      levels.add(new ClosedLevel(levels.size(), plan, new Warmup(plan.warmup(), byCount)));
    }
    Open open = shape.open();
    for (double rate : command == Command.SWEEP ? open.rates() : List.<Double>of()) {
      Level plan = open(rate, shape);
      Schedule schedule = new Schedule(() -> Arrivals.of(plan, open.seed()), open.maxInFlight());
      levels.add(new OpenLevel(levels.size(), plan, new Warmup(plan.warmup(), byCount), schedule));
    }
    return List.copyOf(levels);
  }

  private static List<Level> closed(Command command, Shape shape) {
    Integer given = shape.extent().warmup();
    int warmup = given == null ? 0 : given;
    return switch (command) {
      case SMOKE -> List.of(Level.closed(1, 1, warmup));
      case RUN -> List.of(Level.closed(1, shape.repeat(), warmup));
      case SWEEP ->
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
  static Duration bound(List<LevelRun> levels, Duration timeout) {
    Duration all = Duration.ZERO;
    for (LevelRun level : levels) {
      all = all.plus(SLACK).plus(level.bound(timeout));
    }
    return all.compareTo(LONGEST) < 0 ? all : LONGEST;
  }
}
