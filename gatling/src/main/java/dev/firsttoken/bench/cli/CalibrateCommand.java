package dev.firsttoken.bench.cli;

import dev.firsttoken.bench.SweepSimulation;
import dev.firsttoken.bench.load.gatling.GatlingRunner;
import dev.firsttoken.bench.options.Command;
import dev.firsttoken.bench.options.InvalidOptionException;
import dev.firsttoken.bench.options.Options;
import dev.firsttoken.bench.options.RawOptions;
import dev.firsttoken.bench.options.RequestOptions;
import dev.firsttoken.bench.options.Setting;
import dev.firsttoken.bench.result.CalibrationSummary;
import dev.firsttoken.bench.result.Result;
import dev.firsttoken.bench.run.BenchRun;
import dev.firsttoken.bench.samples.Calibration;
import dev.firsttoken.bench.samples.CalibrationFile;
import dev.firsttoken.bench.samples.SampleFile;
import dev.firsttoken.bench.samples.SampleLog;
import dev.firsttoken.bench.servers.ProxyProcess;
import java.nio.file.Path;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.DoubleStream;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParseResult;

/**
 * Measures the instrument itself: sweeps the built-in synthetic stream, whose own times are known,
 * at the planned load, and below and above it for the ceiling; and keeps what was found.
 */
final class CalibrateCommand {
  private static final int TTFT_MILLIS = 100;
  private static final int STREAM_MILLIS = 1000;
  private static final int MOST_STREAMS = 2000;
  private static final int MOST_DELAY_MILLIS = 1000;

  /** Of the planned load; those before 1 and after it are for the ceiling. */
  private static final double[] PARTS = {1, 0.25, 0.5, 2, 4, 8, 16};

  private CalibrateCommand() {}

  static CommandSpec command(StandardStreams standardStreams) {
    CommandSpec spec =
        Commands.command(
            new Commands.Words(
                "calibrate",
                "Measures the instrument itself on this machine, against a synthetic stream whose"
                    + " times are known: about a minute. Later results say their own error by it.",
                List.of("bench calibrate", "bench calibrate --streams=200 --delay-ms=10")),
            List.of(Setting.RESULTS_DIR, Setting.JSON),
            parsed -> run(parsed, standardStreams));
    Flags.add(spec, "--streams", "N", "Streams at once, as you plan them. Default: 50");
    Flags.add(spec, "--delay-ms", "N", "Milliseconds between the frames of each. Default: 5");
    return spec;
  }

  private static int run(ParseResult parsed, StandardStreams standardStreams) {
    int streams = number(parsed, "streams", 50, MOST_STREAMS);
    int delay = number(parsed, "delay-ms", 5, MOST_DELAY_MILLIS);
    Map<Setting, String> typed = new EnumMap<>(Flags.typed(parsed));
    typed.put(Setting.FRAMES, Integer.toString(Math.max(2, STREAM_MILLIS / delay)));
    typed.put(Setting.DELAY_MS, Integer.toString(delay));
    typed.put(Setting.TTFT_MS, Integer.toString(TTFT_MILLIS));
    typed.put(Setting.CONCURRENCY, levels(streams));
    typed.put(Setting.DURATION, "3s");
    Options options = Options.from(Command.CALIBRATE, RawOptions.byFlags(typed, Map.of()));
    try (ProxyProcess proxy = ProxyProcess.start()) {
      BenchRun run =
          BenchRun.prepare(
              Command.CALIBRATE,
              options.aimedAt(proxy.chatUrl(), RequestOptions.SYNTHETIC),
              standardStreams.display());
      GatlingRunner.run(SweepSimulation.class, run.dir(), false);
      Result result = run.finish();
      if (result == null || result.partial()) {
        return ExitStatus.FAILED;
      }
      keep(run.dir(), streams, delay, standardStreams);
      return run.isWritten() ? ExitStatus.DONE : ExitStatus.FAILED;
    }
  }

  private static void keep(Path dir, int streams, int delay, StandardStreams standardStreams) {
    SampleFile samples = SampleFile.open(dir.resolve(SampleLog.FILE));
    CalibrationSummary calibrationSummary = new CalibrationSummary(samples.header(), TTFT_MILLIS);
    samples.forEach(calibrationSummary::add);
    Calibration found = calibrationSummary.calibration(streams, delay);
    Path file = CalibrationFile.standard(System.getenv());
    CalibrationFile.write(file, found);
    standardStreams
        .err()
        .printf(
            "Calibrated at %d streams: TTFT says %.2f ms too much (p99 %.2f), a frame is stamped"
                + " %.2f ms after it is sent (p99 %.2f).%nGood to %,.0f content events per second"
                + " (%d streams). Kept in %s%n",
            streams,
            found.ttftBiasP50Nanos() / 1e6,
            found.ttftBiasP99Nanos() / 1e6,
            found.transitP50Nanos() / 1e6,
            found.transitP99Nanos() / 1e6,
            found.ceilingEventsPerSecond(),
            found.ceilingStreams(),
            file);
  }

  /** The planned load first. */
  private static String levels(int streams) {
    return DoubleStream.of(PARTS)
        .mapToLong(part -> Math.clamp(Math.round(part * streams), 1, MOST_STREAMS))
        .distinct()
        .mapToObj(Long::toString)
        .collect(Collectors.joining(","));
  }

  private static int number(ParseResult parsed, String name, int standard, int most) {
    String typed = parsed.matchedOptionValue("--" + name, null);
    if (typed == null) {
      return standard;
    }
    if (typed.matches("\\d{1,6}")) {
      int number = Integer.parseInt(typed);
      if (number >= 1 && number <= most) {
        return number;
      }
    }
    throw new InvalidOptionException(
        "--%s=%s: must be a whole number from 1 to %,d".formatted(name, typed, most));
  }
}
