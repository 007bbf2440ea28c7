package dev.firsttoken.bench.samples;

import java.time.OffsetDateTime;
import java.time.ZoneId;
import java.util.Map;
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
 */
public record RunHeader(
    RecordedCommand command,
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
        calibration);
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
}
