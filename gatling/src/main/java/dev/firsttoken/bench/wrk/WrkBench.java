package dev.firsttoken.bench.wrk;

import dev.firsttoken.bench.baselines.Baselines;
import dev.firsttoken.bench.files.AtomicFile;
import dev.firsttoken.bench.files.FileErrors;
import dev.firsttoken.bench.report.export.ResultFiles;
import dev.firsttoken.bench.run.ResultDirectory;
import dev.firsttoken.bench.samples.Environment;
import dev.firsttoken.bench.samples.LevelEnd.ServerCost;
import dev.firsttoken.bench.servers.ShutdownSteps;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.time.OffsetDateTime;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/**
 * Runs of the tool: each server once in each round, in an order that rotates. A signal ends the run
 * that is made, and the result has all earlier ones.
 */
public final class WrkBench implements AutoCloseable {
  /** Name of the command, and of the directories of its results. */
  public static final String COMMAND = "wrk2";

  /** Time that the tool may take beyond its duration. */
  private static final Duration MARGIN = Duration.ofSeconds(10);

  private static final int FINISH_SECONDS = 3;

  private final WrkOptions options;
  private final WrkProgram program;
  private final WrkLoad load;
  private final WrkServers servers;
  private final Consumer<String> notice;
  private final WrkFolder folder;
  private final ServerMonitors monitors;
  private final WrkProcess process = new WrkProcess();
  private final CountDownLatch finished = new CountDownLatch(1);

  private WrkBench(
      WrkOptions options, WrkProgram program, WrkServers servers, Consumer<String> notice) {
    this.options = options;
    this.program = program;
    this.load = program.tool() == WrkTool.WRK ? options.load().withoutRate() : options.load();
    this.servers = servers;
    this.notice = notice;
    this.folder = new WrkFolder(ResultDirectory.create(options.output().resultsDir(), COMMAND));
    this.monitors = new ServerMonitors(servers.targets(), notice);
    ShutdownSteps.push(this::interrupt);
  }

  /**
   * Finds the tool, and finds or starts the servers.
   *
   * @param notice receives what happens, a sentence at a time
   * @throws IllegalArgumentException if there is no tool, or a target does not exist
   * @throws dev.firsttoken.bench.run.UnreachableException if no server can be reached
   */
  public static WrkBench prepare(WrkOptions options, Baselines baselines, Consumer<String> notice) {
    WrkProgram program = ProgramFinder.find(options.bin(), System.getenv());
    notice.accept(
        "the load comes from %s %s (%s)"
            .formatted(program.tool().label(), program.version(), program.file()));
    if (program.tool() == WrkTool.WRK && options.rateName() != null) {
      notice.accept(
          "%s is not used: wrk knows no rate, and sends as fast as its connections allow"
              .formatted(options.rateName()));
    }
    WrkServers servers = WrkServers.open(options, baselines, notice);
    try {
      return new WrkBench(options, program, servers, notice);
    } catch (RuntimeException | Error e) {
      servers.close();
      throw e;
    }
  }

  /** Makes all runs, and writes the result. */
  public WrkResult run() {
    folder.begin(header());
    warmUp();
    for (int round = 1; round <= options.rounds(); round++) {
      for (WrkTarget target : order(loaded(), round)) {
        if (!process.isInterrupted()) {
          folder.add(run(target, round));
        }
      }
    }
    if (!process.isInterrupted()) {
      folder.end();
    }
    return regenerate(folder);
  }

  /** Reads a result directory, and writes its result again. */
  public static WrkResult regenerate(WrkFolder folder) {
    WrkResult result = folder.read();
    Path file = folder.resolve(ResultFiles.FILE);
    try {
      AtomicFile.write(file, WrkJson.format(WrkComparison.of(result)));
      return result;
    } catch (IOException e) {
      throw new UncheckedIOException(FileErrors.cannotWrite(file, e), e);
    }
  }

  private WrkHeader header() {
    List<WrkTarget> targets = servers.targets();
    String reference = options.reference();
    return new WrkHeader(
        now(),
        program.tool(),
        program.version(),
        load,
        targets,
        reference == null ? targets.getFirst().name() : reference,
        options.rounds(),
        options.recorded(),
        Environment.current().withProxy(ServerMonitors.proxyCode(targets)));
  }

  private static String now() {
    return OffsetDateTime.now(ZoneId.systemDefault()).toString();
  }

  private List<WrkTarget> loaded() {
    return servers.targets().stream().filter(target -> target.failure() == null).toList();
  }

  /** Returns the targets, so that none always comes first or last. */
  static List<WrkTarget> order(List<WrkTarget> targets, int round) {
    List<WrkTarget> order = new ArrayList<>();
    for (int i = 0; i < targets.size(); i++) {
      order.add(targets.get((i + round - 1) % targets.size()));
    }
    return order;
  }

  private void warmUp() {
    if (options.warmupSeconds() == 0) {
      return;
    }
    for (WrkTarget target : loaded()) {
      notice.accept(
          "warming up %s for %d s"
              .formatted(WrkTarget.shown(target.name()), options.warmupSeconds()));
      execute(
          load.withDuration(options.warmupSeconds()),
          target,
          "raw/warmup-%s.txt".formatted(target.name()));
    }
  }

  private RunRecord run(WrkTarget target, int round) {
    String file = WrkFolder.rawFile(round, target.name());
    String startedAt = now();
    String ended = servers.ending(target.name());
    if (ended != null) {
      return new RunRecord(
          target.name(), round, startedAt, file, Ending.SERVER_ENDED, null, ended, null, null);
    }
    notice.accept(
        "%sloading %s for %d s"
            .formatted(
                options.rounds() == 1 ? "" : "round %d of %d: ".formatted(round, options.rounds()),
                WrkTarget.shown(target.name()),
                load.durationSeconds()));
    monitors.start(target.name());
    WrkProcess.End end = execute(load, target, file);
    ServerCost cost = monitors.stop(target.name());
    Duration toolCpu = end.cpuTime();
    return new RunRecord(
        target.name(),
        round,
        startedAt,
        file,
        end.ending(),
        end.exitStatus(),
        null,
        cost,
        toolCpu == null ? null : toolCpu.toNanos());
  }

  private WrkProcess.End execute(WrkLoad chosen, WrkTarget target, String file) {
    Path output = folder.resolve(file);
    try {
      return process.run(
          program.command(chosen, URI.create(target.url())),
          output,
          Duration.ofSeconds(chosen.durationSeconds()).plus(MARGIN));
    } catch (IOException e) {
      throw new UncheckedIOException(FileErrors.cannotWrite(output, e), e);
    }
  }

  /** Directory of the result. */
  public Path dir() {
    return folder.dir();
  }

  /** Ends the run that is made, and waits until the result is written. */
  private void interrupt() {
    process.interrupt();
    try {
      if (!finished.await(FINISH_SECONDS, TimeUnit.SECONDS)) {
        notice.accept("the result could not be written in time");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  @Override
  public void close() {
    finished.countDown();
    monitors.close();
    servers.close();
  }
}
