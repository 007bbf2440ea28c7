package dev.firsttoken.bench.samples;

import java.time.OffsetDateTime;
import java.time.ZoneId;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * First line of a sample file: the command, its options, the machine and the start time.
 *
 * @param command command that made the file
 * @param startedAt reading of the wall clock at {@code startNanos}, ISO-8601 with an offset
 * @param startNanos reading of the monotonic clock from which the file's timestamps count; 0 for
 *     merged results, which have no monotonic start
 * @param settings the options that the numbers are judged by
 * @param options all options as given, for display only, without secrets; strings, numbers,
 *     booleans and null
 * @param environment machine and build that ran the command
 * @param calibration measurement error of the bench on this machine, or null if unknown
 * @param targets the servers of a comparison, in order; empty for any other command
 * @param shard part of the load that the run sent, or null if it sent all of it
 */
public record RunHeader(
    RecordedCommand command,
    String startedAt,
    long startNanos,
    RunSettings settings,
    Map<String, Object> options,
    Environment environment,
    @Nullable Calibration calibration,
    List<Target> targets,
    @Nullable RecordedShard shard) {
  /**
   * Recorded options that say where a result lies or what it shows, not how it was measured; with
   * the list of a merged result's parts.
   */
  public static final Set<String> OUTPUT_OPTIONS =
      Set.of(
          "results-dir",
          "json",
          "csv",
          "html",
          "out",
          "markdown",
          "annotate",
          "percentiles",
          "calibration",
          "calibration-sha256",
          "config",
          "config-sha256",
          "watch-pid",
          "merged");

  public RunHeader {
    targets = List.copyOf(targets);
  }

  /**
   * Server of a comparison.
   *
   * @param name name in the comparison
   * @param url URL of its chat completions; empty if it was not started
   * @param startNanos time from its start to its first response, or null if it was not started here
   * @param failure sentence that says why it was not measured, or null if it was
   */
  public record Target(
      String name, String url, @Nullable Long startNanos, @Nullable String failure) {}

  /**
   * Reads the settings from the options.
   *
   * @throws IllegalArgumentException naming the option that can't be used
   */
  public RunHeader(
      RecordedCommand command,
      String startedAt,
      long startNanos,
      Map<String, Object> options,
      Environment environment,
      @Nullable Calibration calibration) {
    this(
        command,
        startedAt,
        startNanos,
        RunSettings.parse(options),
        options,
        environment,
        calibration,
        List.of(),
        null);
  }

  /** Returns the same header with the servers of a comparison. */
  public RunHeader withTargets(List<Target> compared) {
    return new RunHeader(
        command,
        startedAt,
        startNanos,
        settings,
        options,
        environment,
        calibration,
        compared,
        shard);
  }

  /** Returns the same header of a run that sends a part of its load. */
  public RunHeader withShard(@Nullable RecordedShard sent) {
    return new RunHeader(
        command, startedAt, startNanos, settings, options, environment, calibration, targets, sent);
  }

  /** Returns true if the result lists each request separately. */
  public boolean hasSingleRequests() {
    return command == RecordedCommand.RUN || command == RecordedCommand.SMOKE;
  }

  /** Returns true if the result combines earlier results. */
  public boolean isMerged() {
    return command == RecordedCommand.MERGE;
  }

  /**
   * Creates a header that starts now. Both clocks are read together, so that each request has a
   * time on the wall clock and can be compared with requests from other machines.
   */
  public static RunHeader now(
      RecordedCommand command,
      Map<String, Object> options,
      Environment environment,
      @Nullable Calibration calibration) {
    String startedAt = OffsetDateTime.now(ZoneId.systemDefault()).toString();
    return new RunHeader(command, startedAt, System.nanoTime(), options, environment, calibration);
  }

  /**
   * Part of a load that a run sent, while other machines sent the rest.
   *
   * @param index number of the shard, from 0
   * @param count number of shards
   * @param startAt agreed time of the start, ISO-8601, or null if none was agreed
   * @param clock state of this machine's wall clock, or null if it is unknown
   * @param maxInFlight limit on requests in flight that the user gave for all shards together, or
   *     null if each machine has its own
   * @param levels its part of each level of the plan, in order, also of those that it may not reach
   */
  public record RecordedShard(
      int index,
      int count,
      @Nullable String startAt,
      @Nullable WallClock clock,
      @Nullable Integer maxInFlight,
      List<LevelShare> levels) {

    public RecordedShard {
      levels = List.copyOf(levels);
      if (count < 1 || index < 0 || index >= count) {
        throw new IllegalArgumentException("shard %d of %d does not exist".formatted(index, count));
      }
    }

    /** Returns the shard as {@code --shard} takes it: {@code 0/4}. */
    public String label() {
      return index + "/" + count;
    }

    /**
     * State of the wall clock, as the kernel estimates it.
     *
     * @param synchronised false if no time service keeps the clock; offset and error then mean
     *     nothing
     * @param offsetNanos correction that is still to be made
     * @param errorNanos most that the clock may be off
     */
    public record WallClock(boolean synchronised, long offsetNanos, long errorNanos) {}

    /**
     * Part of a level that a shard sends.
     *
     * @param plan users, rate and requests of the part
     * @param due times at which its measured requests are due; null in the closed model, or if
     *     there are none
     */
    public record LevelShare(Level plan, @Nullable DueTimes due) {
      public LevelShare {
        Objects.requireNonNull(plan, "a level has no plan");
      }

      /** Returns true if the plan has no request for the shard. */
      public boolean isEmpty() {
        return plan.usesOpenModel() && due == null;
      }

      /**
       * First and last due time of an open level's measured requests.
       *
       * @param firstNanos from the start of the level
       * @param lastNanos from the start of the level
       */
      public record DueTimes(long firstNanos, long lastNanos) {}
    }
  }
}
