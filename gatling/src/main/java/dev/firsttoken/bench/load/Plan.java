package dev.firsttoken.bench.load;

import dev.firsttoken.bench.options.Command;
import dev.firsttoken.bench.options.Shape;
import dev.firsttoken.bench.samples.Level;
import java.time.Duration;
import java.util.List;
import java.util.stream.IntStream;

/** The levels of a run, one after the other. */
final class Plan {
  private static final int REQUESTS_PER_USER = 8;

  /** Gatling waits for a run no longer than this, whatever it is told. */
  private static final Duration LONGEST = Duration.ofDays(20);

  private static final Duration SLACK = Duration.ofSeconds(10);

  private Plan() {}

  static List<LevelRun> of(Command command, Shape shape) {
    List<Level> levels = levels(command, shape);
    return IntStream.range(0, levels.size())
        .mapToObj(i -> new LevelRun(i, levels.get(i), shape.extent().warmup() != null))
        .toList();
  }

  private static List<Level> levels(Command command, Shape shape) {
    Integer given = shape.extent().warmup();
    int warmup = given == null ? 0 : given;
    return switch (command) {
      case SMOKE -> List.of(Level.closed(1, 1, warmup));
      case RUN -> List.of(Level.closed(1, shape.repeat(), warmup));
      case SWEEP -> shape.concurrency().stream().map(users -> level(users, shape)).toList();
    };
  }

  private static Level level(int users, Shape shape) {
    Integer total = shape.extent().total();
    Integer warmup = shape.extent().warmup();
    return Level.closed(
        users,
        total == null ? REQUESTS_PER_USER * users : total,
        warmup == null ? LevelRun.WARMUPS_PER_USER * users : warmup);
  }

  /** When a run must be over though every request took its whole timeout. */
  static Duration bound(List<LevelRun> levels, Duration timeout) {
    double seconds = 0;
    for (LevelRun level : levels) {
      Level plan = level.plan();
      double rounds = 2 + (double) (plan.total() + plan.warmup()) / plan.concurrency();
      seconds += SLACK.toSeconds() + rounds * timeout.toMillis() / 1000.0;
    }
    return seconds < LONGEST.toSeconds() ? Duration.ofSeconds((long) seconds + 1) : LONGEST;
  }
}
