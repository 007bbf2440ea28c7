package dev.firsttoken.bench.wrk;

import dev.firsttoken.bench.samples.Environment;
import dev.firsttoken.bench.samples.LevelEnd.ServerCost;
import dev.firsttoken.bench.wrk.output.LatencyStats;
import dev.firsttoken.bench.wrk.output.SpectrumPoint;
import dev.firsttoken.bench.wrk.output.WrkErrors;
import dev.firsttoken.bench.wrk.output.WrkOutput;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Builder of results with given numbers. */
final class TestRuns {
  static final WrkLoad LOAD = new WrkLoad(5000, 30, 128, 4, 2);

  private static final Environment ENVIRONMENT =
      new Environment("cpu", 2, 1 << 30, "os", "jvm", "1", null, null, null, null);

  private final List<WrkTarget> targets = new ArrayList<>();
  private final List<WrkRun> runs = new ArrayList<>();
  private WrkTool tool = WrkTool.WRK2;
  private int rounds = 1;
  private boolean partial;
  private @Nullable Long toolCpuNanos = 15_000_000_000L;
  private @Nullable Long serverCpuNanos;
  private boolean isRemote;
  private long latencies = 1000;

  /** Adds a target with a run for each p50; p99 is ten times and the CPU half a p50. */
  TestRuns target(String name, double... p50Millis) {
    targets.add(new WrkTarget(name, "http://127.0.0.1:1/" + name, 5_000_000L, 200, 1024L, null));
    for (int i = 0; i < p50Millis.length; i++) {
      runs.add(run(name, i + 1, p50Millis[i], WrkErrors.NONE));
    }
    rounds = Math.max(rounds, p50Millis.length);
    return this;
  }

  TestRuns replaceTarget(WrkTarget target) {
    targets.replaceAll(old -> old.name().equals(target.name()) ? target : old);
    return this;
  }

  TestRuns failedTarget(String name, String reason) {
    targets.add(WrkTarget.failed(name, reason));
    return this;
  }

  /** Replaces the runs of a target by one without numbers. */
  TestRuns failedRun(String name, Ending ending, @Nullable Integer status, String raw) {
    runs.removeIf(run -> run.target().equals(name));
    runs.add(WrkRun.of(line(name, 1, ending, status, null), tool, raw));
    return this;
  }

  /** Gives all runs of a target these errors. */
  TestRuns errors(String name, WrkErrors errors) {
    runs.replaceAll(
        run ->
            run.target().equals(name)
                ? run(name, run.round(), WrkMetric.P50.of(run), errors)
                : run);
    return this;
  }

  TestRuns by(WrkTool other) {
    tool = other;
    return this;
  }

  /** Changes the CPU time of the tool in all runs that are added later. */
  TestRuns toolCpu(@Nullable Long nanos) {
    toolCpuNanos = nanos;
    return this;
  }

  /** Changes the CPU time of the server in all runs that are added later. */
  TestRuns serverCpu(long nanos) {
    serverCpuNanos = nanos;
    return this;
  }

  /** Leaves out the cost of the server in all runs that are added later. */
  TestRuns onAnotherMachine() {
    isRemote = true;
    return this;
  }

  /** Changes the number of latencies in all runs that are added later. */
  TestRuns latencies(long count) {
    latencies = count;
    return this;
  }

  TestRuns stoppedEarly() {
    partial = true;
    return this;
  }

  WrkResult result() {
    return new WrkResult(
        new WrkHeader(
            "2026-01-31T23:59:59+01:00",
            tool,
            "4.1.0",
            tool == WrkTool.WRK ? LOAD.withoutRate() : LOAD,
            targets,
            targets.getFirst().name(),
            rounds,
            Map.of("url", "http://127.0.0.1:1/"),
            ENVIRONMENT),
        runs,
        partial);
  }

  private WrkRun run(String name, int round, double p50, WrkErrors errors) {
    LatencyStats latency =
        new LatencyStats(
            p50 * 1.1,
            p50 / 2,
            p50 * 20,
            Map.of("p50", p50, "p75", p50 * 2, "p90", p50 * 3, "p99", p50 * 10, "p999", p50 * 12),
            latencies,
            List.of(new SpectrumPoint(p50, 0.5, 500), new SpectrumPoint(p50 * 20, 1, 1000)));
    ServerCost cost =
        new ServerCost(
            30_000_000_000L,
            serverCpuNanos == null ? (long) (p50 * 500_000) : serverCpuNanos,
            64 << 20,
            9,
            1,
            "port 1");
    return new WrkRun(
        line(name, round, Ending.EXITED, 0, isRemote ? null : cost),
        new WrkOutput(latency, latency, 1000, 30, 1 << 20, errors, 5000 / p50, 1 << 20),
        null);
  }

  private RunRecord line(
      String name, int round, Ending ending, @Nullable Integer status, @Nullable ServerCost cost) {
    return new RunRecord(
        name,
        round,
        "2026-01-31T23:59:59+01:00",
        WrkFolder.rawFile(round, name),
        ending,
        status,
        null,
        cost,
        toolCpuNanos);
  }
}
