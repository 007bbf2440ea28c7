package dev.firsttoken.bench.samples;

import dev.firsttoken.bench.samples.Sample.Reconnect;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.jspecify.annotations.Nullable;

/** Generator of random entries. The same seed gives the same entries. */
final class RandomSamples {
  private final Random random;

  RandomSamples(long seed) {
    this.random = new Random(seed);
  }

  RunHeader header() {
    Map<String, Object> options =
        Map.of("prompt", text(), "frames", 200, "rate", 0.25, "stamp", true, "levels", List.of(1));
    Environment environment =
        new Environment(
            text(),
            2,
            1L << 34,
            "Linux 6",
            "JVM 25",
            "1",
            valueOrNull(text()),
            valueOrNull(text()),
            valueOrNull("tsc"),
            valueOrNull("classes"));
    return new RunHeader(
        RecordedCommand.SWEEP,
        "2026-01-01T00:00:00Z",
        random.nextLong(),
        options,
        environment,
        valueOrNull(new Calibration("2026", text(), 50, 5, 1, 2, 3, random.nextLong(), 0.5, 9)));
  }

  LevelBegin begin() {
    boolean open = random.nextBoolean();
    return new LevelBegin(
        0,
        new Level(
            open ? 0 : random.nextInt(1, 100),
            open ? random.nextDouble() : 0,
            open ? Arrivals.POISSON : null,
            random.nextInt(100),
            random.nextLong(),
            random.nextLong(),
            random.nextInt(100)));
  }

  LevelEnd end() {
    return new LevelEnd(
        0,
        random.nextInt(),
        random.nextInt(),
        random.nextInt(),
        random.nextBoolean() ? null : new LevelEnd.InFlight(1, 2, random.nextLong(), 4),
        new LevelEnd.ClientCost(
            1,
            2,
            3,
            random.nextLong(),
            5,
            6,
            7,
            8,
            valueOrNull(9L),
            valueOrNull(10L),
            valueOrNull(0.25)),
        random.nextBoolean()
            ? null
            : new LevelEnd.ServerCost(1, 2, random.nextLong(), 4, 5, text()),
        random.nextBoolean()
            ? null
            : new LevelEnd.ServerMetrics(
                text(),
                Map.of("a_total", 1.5),
                valueOrNull(text()),
                3,
                valueOrNull(1.5),
                null,
                1e9));
  }

  Sample sample() {
    int events = random.nextInt(5) == 0 ? 0 : random.nextInt(300);
    return new Sample(
        0,
        List.copyOf(EnumSet.allOf(Phase.class)).get(random.nextInt(3)),
        random.nextLong(),
        stamp(),
        random.nextLong(),
        stamp(),
        stamp(),
        stamps(events),
        random.nextInt(3),
        random.nextInt(3),
        random.nextInt(events + 1) - 1,
        random.nextLong(),
        random.nextInt(600),
        events == 0
            ? Outcome.EMPTY_STREAM
            : List.copyOf(EnumSet.allOf(Outcome.class)).get(random.nextInt(15)),
        valueOrNull(text()),
        stamp(),
        stamp(),
        valueOrNull(text()),
        stamp(),
        random.nextLong(),
        random.nextInt(),
        stamps(3 * random.nextInt(100)),
        List.copyOf(EnumSet.allOf(Reconnect.class)).get(random.nextInt(3)),
        random.nextInt(3),
        stamp(),
        new Sample.Lenience(random.nextBoolean(), random.nextBoolean()),
        new AskedTokens(stamp(), stamp()));
  }

  private long[] stamps(int length) {
    return random.longs(length, 0, Long.MAX_VALUE).toArray();
  }

  private long stamp() {
    return switch (random.nextInt(4)) {
      case 0 -> Sample.NONE;
      case 1 -> random.nextInt(1000);
      default -> random.nextLong();
    };
  }

  private <T> @Nullable T valueOrNull(T value) {
    return random.nextBoolean() ? value : null;
  }

  /** Returns random UTF-16 units: control characters, quotes and unpaired surrogates included. */
  private String text() {
    char[] units = new char[random.nextInt(20)];
    for (int i = 0; i < units.length; i++) {
      units[i] = (char) random.nextInt(random.nextBoolean() ? 0x80 : 0x10000);
    }
    return new String(units);
  }
}
