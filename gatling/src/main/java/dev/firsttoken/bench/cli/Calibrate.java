package dev.firsttoken.bench.cli;

import dev.firsttoken.bench.SweepSimulation;
import dev.firsttoken.bench.load.GatlingRun;
import dev.firsttoken.bench.load.LoadRun;
import dev.firsttoken.bench.load.OwnProxy;
import dev.firsttoken.bench.options.Ask;
import dev.firsttoken.bench.options.BadOption;
import dev.firsttoken.bench.options.Command;
import dev.firsttoken.bench.options.Given;
import dev.firsttoken.bench.options.Options;
import dev.firsttoken.bench.options.Setting;
import dev.firsttoken.bench.samples.Calibration;
import dev.firsttoken.bench.samples.CalibrationFile;
import dev.firsttoken.bench.samples.SampleFile;
import dev.firsttoken.bench.samples.SampleLog;
import dev.firsttoken.bench.summary.Instrument;
import dev.firsttoken.bench.summary.Result;
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
final class Calibrate {
  private static final int TTFT_MILLIS = 100;
  private static final int STREAM_MILLIS = 1000;
  private static final int MOST_STREAMS = 2000;
  private static final int MOST_DELAY_MILLIS = 1000;

  /** Of the planned load; those before 1 and after it are for the ceiling. */
  private static final double[] PARTS = {1, 0.25, 0.5, 2, 4, 8, 16};

  private Calibrate() {}

  static CommandSpec command(Screen screen) {
    CommandSpec spec =
        Commands.command(
            new Commands.Words(
                "calibrate",
                "Measures the instrument itself on this machine, against a synthetic stream whose"
                    + " times are known: about a minute. Later results say their own error by it.",
                List.of("bench calibrate", "bench calibrate --streams=200 --delay-ms=10")),
            List.of(Setting.RESULTS_DIR, Setting.JSON),
            parsed -> run(parsed, screen));
    Flags.add(spec, "--streams", "N", "Streams at once, as you plan them. Default: 50");
    Flags.add(spec, "--delay-ms", "N", "Milliseconds between the frames of each. Default: 5");
    return spec;
  }

  private static int run(ParseResult parsed, Screen screen) {
    int streams = number(parsed, "streams", 50, MOST_STREAMS);
    int delay = number(parsed, "delay-ms", 5, MOST_DELAY_MILLIS);
    Map<Setting, String> typed = new EnumMap<>(Flags.typed(parsed));
    typed.put(Setting.FRAMES, Integer.toString(Math.max(2, STREAM_MILLIS / delay)));
    typed.put(Setting.DELAY_MS, Integer.toString(delay));
    typed.put(Setting.TTFT_MS, Integer.toString(TTFT_MILLIS));
    typed.put(Setting.CONCURRENCY, levels(streams));
    typed.put(Setting.DURATION, "3s");
    Options options = Options.from(Command.CALIBRATE, Given.byFlags(typed, Map.of()));
    try (OwnProxy proxy = OwnProxy.start()) {
      LoadRun run =
          LoadRun.prepare(
              Command.CALIBRATE, options.aimedAt(proxy.chat(), Ask.SYNTHETIC), screen.display());
      GatlingRun.run(SweepSimulation.class, run.dir(), false);
      Result result = run.finish();
      if (result == null || result.partial()) {
        return Exit.FAILED;
      }
      keep(run.dir(), streams, delay, screen);
      return run.written() ? Exit.DONE : Exit.FAILED;
    }
  }

  private static void keep(Path dir, int streams, int delay, Screen screen) {
    SampleFile samples = SampleFile.open(dir.resolve(SampleLog.FILE));
    Instrument instrument = new Instrument(samples.header(), TTFT_MILLIS);
    samples.forEach(instrument::add);
    Calibration found = instrument.calibration(streams, delay);
    Path file = CalibrationFile.standard(System.getenv());
    CalibrationFile.write(file, found);
    screen
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
    throw new BadOption(
        "--%s=%s: must be a whole number from 1 to %,d".formatted(name, typed, most));
  }
}
