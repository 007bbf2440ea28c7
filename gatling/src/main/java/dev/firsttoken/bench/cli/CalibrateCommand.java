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
import dev.firsttoken.bench.summary.NumberFormats;
import java.nio.file.Path;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.DoubleStream;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParseResult;

/**
 * The command {@code calibrate}: measures the bench's own error. It sweeps the proxy's synthetic
 * stream, whose times are known, at the planned load, and below and above it to find the max event
 * rate; then it saves the calibration.
 */
final class CalibrateCommand {
  private static final int TTFT_MILLIS = 100;
  private static final int STREAM_MILLIS = 1000;
  private static final int MAX_STREAMS = 2000;
  private static final int MAX_DELAY_MILLIS = 1000;

  /** Multiples of the planned load; all but 1 serve to find the max event rate. */
  private static final double[] LOAD_FACTORS = {1, 0.25, 0.5, 2, 4, 8, 16};

  private CalibrateCommand() {}

  static CommandSpec command(StandardStreams standardStreams) {
    CommandSpec spec =
        CommandSpecs.command(
            new CommandSpecs.Usage(
                "calibrate",
                "Measures the bench's own error on this machine with a synthetic stream whose times"
                    + " are known. Takes about a minute. Later results show the error.",
                List.of("bench calibrate", "bench calibrate --streams=200 --delay-ms=10")),
            List.of(Setting.RESULTS_DIR, Setting.JSON),
            parsed -> run(parsed, standardStreams));
    Flags.add(
        spec, "--streams", "N", "Concurrent streams that you plan, from 1 to 2,000. Default: 50");
    Flags.add(
        spec,
        "--delay-ms",
        "N",
        "Milliseconds between two frames of a stream, from 1 to 1,000. Default: 5");
    return spec;
  }

  private static int run(ParseResult parsed, StandardStreams given) {
    StandardStreams standardStreams = given.forJsonFlag(parsed);
    int streams = parseNumber(parsed, "streams", 50, MAX_STREAMS);
    int delay = parseNumber(parsed, "delay-ms", 5, MAX_DELAY_MILLIS);
    Map<Setting, String> flags = new EnumMap<>(Flags.toSettings(parsed));
    flags.put(Setting.FRAMES, Integer.toString(Math.max(2, STREAM_MILLIS / delay)));
    flags.put(Setting.DELAY_MS, Integer.toString(delay));
    flags.put(Setting.TTFT_MS, Integer.toString(TTFT_MILLIS));
    flags.put(Setting.CONCURRENCY, concurrencyLevels(streams));
    flags.put(Setting.DURATION, "3s");
    Options options = Options.from(Command.CALIBRATE, RawOptions.fromFlags(flags, Map.of()));
    try (ProxyProcess proxy = ProxyProcess.start()) {
      proxy.awaitReady();
      standardStreams.printNotice(proxy.notice());
      BenchRun run =
          BenchRun.prepare(
              Command.CALIBRATE,
              options.withTarget(proxy.chatUrl(), RequestOptions.SYNTHETIC),
              standardStreams.console());
      GatlingRunner.run(SweepSimulation.class, run.dir(), null);
      Result result = run.finish();
      if (result == null || result.partial()) {
        return ExitStatus.FAILED;
      }
      saveCalibration(run.dir(), streams, delay, standardStreams);
      return run.isWritten() ? ExitStatus.SUCCESS : ExitStatus.FAILED;
    }
  }

  private static void saveCalibration(
      Path dir, int streams, int delay, StandardStreams standardStreams) {
    SampleFile samples = SampleFile.open(dir.resolve(SampleLog.FILE_NAME));
    CalibrationSummary calibrationSummary = new CalibrationSummary(samples.header(), TTFT_MILLIS);
    samples.forEach(calibrationSummary::add);
    Calibration calibration = calibrationSummary.calibration(streams, delay);
    Path file = CalibrationFile.defaultPath(System.getenv());
    CalibrationFile.write(file, calibration);
    standardStreams
        .reportLines()
        .printf(
            "Calibrated at %s: TTFT reads %.2f ms too high (p99 %.2f), transit takes"
                + " %.2f ms (p99 %.2f).%nReliable up to %,.0f content events per second"
                + " (%s). Saved to %s%n",
            NumberFormats.formatCount(streams, "stream"),
            calibration.ttftBiasP50Nanos() / 1e6,
            calibration.ttftBiasP99Nanos() / 1e6,
            calibration.transitP50Nanos() / 1e6,
            calibration.transitP99Nanos() / 1e6,
            calibration.ceilingEventsPerSecond(),
            NumberFormats.formatCount(calibration.ceilingStreams(), "stream"),
            file);
  }

  /** Streams of each level, the planned load first. */
  private static String concurrencyLevels(int streams) {
    return DoubleStream.of(LOAD_FACTORS)
        .mapToLong(factor -> Math.clamp(Math.round(factor * streams), 1, MAX_STREAMS))
        .distinct()
        .mapToObj(Long::toString)
        .collect(Collectors.joining(","));
  }

  private static int parseNumber(ParseResult parsed, String name, int defaultValue, int max) {
    String text = parsed.matchedOptionValue("--" + name, null);
    if (text == null) {
      return defaultValue;
    }
    if (text.matches("\\d{1,6}")) {
      int number = Integer.parseInt(text);
      if (number >= 1 && number <= max) {
        return number;
      }
    }
    throw new InvalidOptionException(
        "--%s=%s: must be a whole number from 1 to %,d".formatted(name, text, max));
  }
}
