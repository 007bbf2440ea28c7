package dev.firsttoken.bench.wrk;

import dev.firsttoken.bench.report.terminal.Footnotes;
import dev.firsttoken.bench.samples.LevelEnd.ServerCost;
import dev.firsttoken.bench.wrk.output.WrkFormatException;
import dev.firsttoken.bench.wrk.output.WrkOutput;
import dev.firsttoken.bench.wrk.output.WrkOutputParser;
import org.jspecify.annotations.Nullable;

/**
 * One run of the tool, with the numbers of its raw output.
 *
 * @param output null if it has no numbers
 * @param failure clause that says why, or null if it has
 */
public record WrkRun(RunRecord line, @Nullable WrkOutput output, @Nullable String failure) {
  private static final int MAX_SHOWN = 200;

  /** Reads a run. Numbers count only if the tool came to its own end, with exit status 0. */
  static WrkRun of(RunRecord line, WrkTool tool, String raw) {
    return switch (line.ending()) {
      case EXITED -> ofExited(line, tool, raw);
      case TIMED_OUT ->
          failed(line, tool.label() + " did not end after its duration, so it was ended");
      case TOO_LONG ->
          failed(
              line,
              "%s printed more than %d MiB, so it was ended"
                  .formatted(tool.label(), RawOutput.MAX_BYTES >> 20));
      case INTERRUPTED -> failed(line, "it was interrupted");
      case SERVER_ENDED -> failed(line, String.valueOf(line.detail()));
    };
  }

  private static WrkRun ofExited(RunRecord line, WrkTool tool, String raw) {
    Integer status = line.exitStatus();
    if (status == null || status != 0) {
      return failed(
          line, "%s ended with exit status %s%s".formatted(tool.label(), status, quoteFirst(raw)));
    }
    try {
      return new WrkRun(line, WrkOutputParser.parse(raw), null);
    } catch (WrkFormatException e) {
      return failed(
          line, "%s printed no complete result: %s".formatted(tool.label(), clean(e.getMessage())));
    }
  }

  private static WrkRun failed(RunRecord line, String failure) {
    return new WrkRun(line, null, failure);
  }

  /** Quotes the first line, in which the tools say what is wrong. */
  private static String quoteFirst(String raw) {
    String first =
        raw.lines().map(String::strip).filter(line -> !line.isEmpty()).findFirst().orElse("");
    return first.isEmpty() ? "" : ": " + clean(first);
  }

  private static String clean(@Nullable String text) {
    String shown = Footnotes.sanitize(String.valueOf(text));
    return shown.length() > MAX_SHOWN ? shown.substring(0, MAX_SHOWN) + "…" : shown;
  }

  /** Returns the cores that the tool was busy on, or NaN if they are unknown. */
  double toolCores() {
    Long cpuNanos = line.toolCpuNanos();
    return cpuNanos == null || output == null
        ? Double.NaN
        : cpuNanos / 1e9 / output.durationSeconds();
  }

  /** Returns the cores that tool and server were busy on, or NaN if one of the two is unknown. */
  double machineCores() {
    ServerCost server = line.server();
    return server == null
        ? Double.NaN
        : toolCores() + (double) server.cpuNanos() / server.windowNanos();
  }

  public String target() {
    return line.target();
  }

  public int round() {
    return line.round();
  }
}
