package dev.firsttoken.bench.samples;

import java.time.OffsetDateTime;
import java.time.ZoneId;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * First line of a sample file: what was run, where, and when its clock started.
 *
 * @param startedAt ISO-8601, the wall clock's reading at {@code startNanos}
 * @param startNanos the monotonic clock's reading that the file's timestamps count from; 0 for
 *     merged results, which have no monotonic start
 * @param settings the options that the numbers are judged by
 * @param options all options as given, for display only, without secrets; strings, numbers,
 *     booleans and null
 * @param calibration what measuring itself adds on this machine, or null if that is not known
 */
public record RunHeader(
    RunCommand command,
    String startedAt,
    long startNanos,
    RunSettings settings,
    Map<String, Object> options,
    Environment environment,
    @Nullable Calibration calibration) {

  /**
   * Reads the settings from the options.
   *
   * @throws IllegalArgumentException naming the option that can't be used
   */
  public RunHeader(
      RunCommand command,
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
        calibration);
  }

  /** Returns true if the result shows each request by itself. */
  public boolean hasSingleRequests() {
    return command == RunCommand.RUN || command == RunCommand.SMOKE;
  }

  /** Returns true if the result combines earlier results. */
  public boolean isMerged() {
    return command == RunCommand.MERGE;
  }

  /**
   * Creates a header that starts now. Both clocks are read together: their difference places each
   * request on the wall clock, next to requests from other machines.
   */
  public static RunHeader now(
      RunCommand command,
      Map<String, Object> options,
      Environment environment,
      @Nullable Calibration calibration) {
    String startedAt = OffsetDateTime.now(ZoneId.systemDefault()).toString();
    return new RunHeader(command, startedAt, System.nanoTime(), options, environment, calibration);
  }
}
