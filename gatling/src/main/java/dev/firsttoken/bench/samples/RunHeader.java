package dev.firsttoken.bench.samples;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The first line of a sample file: what was run, where, and when its clock began.
 *
 * @param command {@code smoke}, {@code run} or {@code sweep}; {@code merge} of results put together
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
  public boolean single() {
    return command.equals("run") || command.equals("smoke");
  }

  /** Nothing was run: results were put together. */
  public boolean merged() {
    return command.equals("merge");
  }

  /** A header that starts now; {@code startedAt} is to be read just before. */
  public RunHeader(
      String command,
      String startedAt,
      Map<String, Object> options,
      Environment environment,
      @Nullable Calibration calibration) {
    this(command, startedAt, System.nanoTime(), options, environment, calibration);
  }
}
