package dev.firsttoken.bench.load.levels;

import dev.firsttoken.bench.dataset.Trace;
import dev.firsttoken.bench.load.levels.RoundSchedule.PlannedLoad;
import dev.firsttoken.bench.load.levels.RoundSchedule.WholeLoad;
import dev.firsttoken.bench.options.Command;
import dev.firsttoken.bench.options.LevelBounds;
import dev.firsttoken.bench.options.LoadOptions;
import dev.firsttoken.bench.options.OpenModelOptions;
import dev.firsttoken.bench.options.value.ArrivalProcess;
import dev.firsttoken.bench.options.value.Shard;
import dev.firsttoken.bench.samples.Arrivals;
import dev.firsttoken.bench.samples.Level;
import dev.firsttoken.bench.samples.RequestKind;
import java.math.BigDecimal;
import java.math.MathContext;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Turns the options into the levels of a run; closed levels come first. */
public final class LoadPlan {
  private static final double SECOND_NANOS = 1e9;
  private static final int REQUESTS_PER_USER = 8;

  /** Many short rounds see a smaller difference than few long ones. */
  private static final int REQUESTS_PER_USER_IN_ROUND = 3;

  /** A search of rates starts at the highest one divided by this: slower ones take too long. */
  private static final double MIN_RATE_DIVISOR = 16;

  /** Fewer requests in a probe have no p95, and random arrivals may draw none at all. */
  private static final double MIN_PROBE_REQUESTS = 20;

  /** Requests that warm up a level of plain GETs, within the time of a warm-up. */
  private static final int PLAIN_WARMUP = 20_000;

  private LoadPlan() {}

  /**
   * Plans the levels of a run.
   *
   * @param trace replayed as a level of its own, or null
   * @param targets names of the servers, of which there is at least one
   */
  public static LevelSequence create(
      Command command, LoadOptions loadOptions, @Nullable Trace trace, List<String> targets) {
    if (loadOptions.findMax()) {
      return LevelSequence.of(createSearch(loadOptions));
    }
    RoundBudget budget = new RoundBudget(loadOptions.roundOptions());
    List<PlannedLoad> loads = createLoads(command, loadOptions, trace);
    return LevelSequence.of(
            new RoundSchedule(loads, targets, loadOptions, budget).slots(),
            targets,
            loadOptions.roundOptions().hasPilot() ? budget : null)
        .limitErrors(loadOptions.stopOptions().maxErrors());
  }

  private static List<PlannedLoad> createLoads(
      Command command, LoadOptions loadOptions, @Nullable Trace trace) {
    LevelFactory levelFactory = new LevelFactory(loadOptions);
    List<PlannedLoad> loads = new ArrayList<>();
    Shard shard = loadOptions.shardOptions().shard();
    for (Level plan : closed(command, loadOptions)) {
      loads.add(new PlannedLoad(share(plan, shard), counted(plan, shard), ClosedLevel::new));
    }
    if (command == Command.SWEEP || command == Command.COMPARE || command == Command.MICRO) {
      for (double rate : loadOptions.openModelOptions().rates()) {
        Level whole = open(rate, loadOptions);
        loads.add(levelFactory.planned(whole, () -> levelFactory.draw(whole)));
      }
    }
    if (trace != null) {
      loads.add(
          levelFactory.planned(
              traceLevel(trace, loadOptions), () -> new ArrivalTimes(trace.dueNanos(), 0)));
    }
    return loads;
  }

  /** Returns the part of a level that a shard sends. */
  static Level share(Level whole, Shard shard) {
    return new Level(
        whole.target(),
        whole.round(),
        whole.kind(),
        shard.shareOf(whole.concurrency()),
        whole.rate() / shard.count(),
        whole.arrivals(),
        new RequestDeal(0, whole.concurrency(), shard).shareOf(whole.total()),
        whole.durationNanos(),
        whole.rampNanos(),
        shard.shareOf(whole.warmup()));
  }

  /** Returns the number of requests of a closed level, or null if it depends on their times. */
  private static @Nullable WholeLoad counted(Level whole, Shard shard) {
    boolean byTime = whole.total() == 0 || whole.durationNanos() > 0 || whole.rampNanos() > 0;
    return shard.count() == 1 || byTime ? null : new WholeLoad(whole.total(), whole.concurrency());
  }

  /** Plans {@code --find-max}: up to the largest given load, in the given model. */
  private static SearchPlan createSearch(LoadOptions loadOptions) {
    LevelFactory levelFactory = new LevelFactory(loadOptions);
    List<Double> rates = loadOptions.openModelOptions().rates();
    if (rates.isEmpty()) {
      int max = Collections.max(loadOptions.concurrency());
      return new SearchPlan(
          new CapacitySearch(1, max, true),
          max,
          (index, users) ->
              levelFactory.closed(index, closed(users.intValue(), loadOptions, REQUESTS_PER_USER)));
    }
    double max = Collections.max(rates);
    return new SearchPlan(
        new CapacitySearch(minRate(max, loadOptions.levelBounds()), max, false),
        max,
        (index, rate) -> levelFactory.open(index, open(rate, loadOptions)));
  }

  private static double minRate(double max, LevelBounds levelBounds) {
    Duration duration = levelBounds.openDuration();
    double minMeasurable =
        duration == null ? 0 : MIN_PROBE_REQUESTS * SECOND_NANOS / duration.toNanos();
    return Math.max(Math.max(max / MIN_RATE_DIVISOR, minMeasurable), 0.01);
  }

  /** Creates levels that differ only in their load. */
  private record LevelFactory(LoadOptions loadOptions) {
    LevelRun closed(int index, Level plan) {
      return new ClosedLevel(index, plan, warmup(plan));
    }

    LevelRun open(int index, Level plan) {
      return open(index, plan, warmup(plan), () -> draw(plan));
    }

    ArrivalTimes draw(Level plan) {
      return ArrivalTimes.draw(plan, loadOptions.openModelOptions().seed());
    }

    /** Plans this shard's part of an open level, whose due times are drawn for all shards alike. */
    PlannedLoad planned(Level whole, Supplier<ArrivalTimes> due) {
      return new PlannedLoad(
          share(whole, shard()),
          shard().count() == 1 ? null : new WholeLoad(due.get().dueNanos().length, 0),
          (index, round, warmup) -> open(index, round, warmup, () -> due.get().shareOf(shard())));
    }

    private LevelRun open(int index, Level plan, Warmup warmup, Supplier<ArrivalTimes> due) {
      return new OpenLevel(index, plan, warmup, new ArrivalSchedule(due, maxInFlight()));
    }

    /** A limit that the user gave is that of all shards; the default one is each machine's own. */
    private int maxInFlight() {
      OpenModelOptions open = loadOptions.openModelOptions();
      return open.isMaxInFlightGiven() ? shard().shareOf(open.maxInFlight()) : open.maxInFlight();
    }

    private Shard shard() {
      return loadOptions.shardOptions().shard();
    }

    private Warmup warmup(Level plan) {
      return new Warmup(plan.warmup(), loadOptions.levelBounds().warmup() != null);
    }
  }

  /**
   * Level of a trace. Its rate is the mean, to three digits; a trace whose requests are all due at
   * once counts as one second.
   */
  private static Level traceLevel(Trace trace, LoadOptions loadOptions) {
    int total = trace.requests().size();
    long lastNanos = trace.requests().getLast().dueNanos();
    double seconds = lastNanos == 0 ? 1 : lastNanos / SECOND_NANOS;
    double rate = BigDecimal.valueOf(total / seconds).round(new MathContext(3)).doubleValue();
    int warmup = warmup(loadOptions, OpenLevel.WARMUP_USERS);
    return new Level(0, rate, Arrivals.TRACE, total, lastNanos, 0, warmup)
        .ofKind(kind(loadOptions));
  }

  private static List<Level> closed(Command command, LoadOptions loadOptions) {
    Integer given = loadOptions.levelBounds().warmup();
    int warmup = given == null ? 0 : given;
    return switch (command) {
      case SMOKE -> List.of(Level.closed(1, 1, warmup));
      case RUN -> List.of(Level.closed(1, loadOptions.repeat(), warmup).ofKind(kind(loadOptions)));
      case SWEEP, CALIBRATE, MICRO -> closed(loadOptions, REQUESTS_PER_USER);
      case COMPARE -> closed(loadOptions, REQUESTS_PER_USER_IN_ROUND);
    };
  }

  private static List<Level> closed(LoadOptions loadOptions, int requestsPerUser) {
    return loadOptions.concurrency().stream()
        .map(users -> closed(users, loadOptions, requestsPerUser))
        .toList();
  }

  private static Level closed(int users, LoadOptions loadOptions, int requestsPerUser) {
    LevelBounds levelBounds = loadOptions.levelBounds();
    Integer total = levelBounds.total();
    Duration duration = levelBounds.duration();
    int bound = duration == null ? requestsPerUser * users : 0;
    return new Level(
            users,
            0,
            null,
            total == null ? bound : total,
            nanos(duration),
            levelBounds.ramp().toNanos(),
            warmup(loadOptions, users))
        .ofKind(kind(loadOptions));
  }

  private static RequestKind kind(LoadOptions loadOptions) {
    if (loadOptions.micro()) {
      return RequestKind.MICRO;
    }
    return loadOptions.responseOptions().isWhole() ? RequestKind.WHOLE : RequestKind.CHAT;
  }

  private static Arrivals arrivals(ArrivalProcess process) {
    return switch (process) {
      case CONSTANT -> Arrivals.CONSTANT;
      case POISSON -> Arrivals.POISSON;
    };
  }

  private static Level open(double rate, LoadOptions loadOptions) {
    LevelBounds levelBounds = loadOptions.levelBounds();
    Integer total = levelBounds.total();
    return new Level(
            0,
            rate,
            arrivals(loadOptions.openModelOptions().arrivals()),
            total == null ? 0 : total,
            nanos(levelBounds.openDuration()),
            levelBounds.ramp().toNanos(),
            warmup(loadOptions, OpenLevel.WARMUP_USERS))
        .ofKind(kind(loadOptions));
  }

  private static int warmup(LoadOptions loadOptions, int users) {
    Integer given = loadOptions.levelBounds().warmup();
    int byUsers = Warmup.REQUESTS_PER_USER * users;
    int requests = loadOptions.micro() ? Math.max(PLAIN_WARMUP, byUsers) : byUsers;
    return given == null ? requests : given;
  }

  private static long nanos(@Nullable Duration duration) {
    return duration == null ? 0 : duration.toNanos();
  }
}
