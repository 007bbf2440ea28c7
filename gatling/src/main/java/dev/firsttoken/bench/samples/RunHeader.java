package dev.firsttoken.bench.samples;

import java.time.OffsetDateTime;
import java.time.ZoneId;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The first line of a sample file: what was run, where, and when its clock began.
 *
 * @param command {@code smoke}, {@code run}, {@code sweep} or {@code calibrate}; {@code merge} of
 *     results put together
 * @param startedAt ISO-8601, the wall clock's reading at {@code startNanos}
 * @param startNanos the monotonic clock's reading that the file counts its stamps from
 * @param options as they were given, secrets left out; strings, numbers, booleans and null
 * @param calibration what the instrument itself adds here; null where that is not known
 */
public record RunHeader(
    String command,
    String startedAt,
    long startNanos,
    Map<String, Object> options,
    Environment environment,
    @Nullable Calibration calibration) {

  /** Made of single requests, each shown by itself. */
  public boolean hasSingleRequests() {
    return command.equals("run") || command.equals("smoke");
  }

  /** Nothing was run: results were put together. */
  public boolean isMerged() {
    return command.equals("merge");
  }

  /** Of no clock: of results put together, which no stamp is counted from. */
  public RunHeader(
      String command,
      String startedAt,
      Map<String, Object> options,
      Environment environment,
      @Nullable Calibration calibration) {
    this(command, startedAt, 0, options, environment, calibration);
  }

  /**
   * A header that starts now. Both clocks are read together: from their difference it is told when,
   * beside other machines, a request was sent.
   */
  public static RunHeader now(
      String command,
      Map<String, Object> options,
      Environment environment,
      @Nullable Calibration calibration) {
    String startedAt = OffsetDateTime.now(ZoneId.systemDefault()).toString();
    return new RunHeader(command, startedAt, System.nanoTime(), options, environment, calibration);
  }
}
