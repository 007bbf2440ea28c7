package dev.firsttoken.proxy.perf;

import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.epoll.EpollIoHandler;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** Measures the cost of the relay and of nginx in turns, and prints a Markdown table. */
public final class RelayCost {
  private static final long NGINX_WARMUP_MILLIS = 1000;

  private final CostOptions options;
  private final List<Load> loads;
  private final Harness harness;

  private RelayCost(CostOptions options, Harness harness) {
    this.options = options;
    this.loads = Load.all(options.streams());
    this.harness = harness;
  }

  public static void main(String[] arguments) {
    MeasurementMain.run(arguments, RelayCost::run);
  }

  private static void run(CostOptions options, String arguments)
      throws IOException, InterruptedException {
    EventLoopGroup group = new MultiThreadIoEventLoopGroup(1, EpollIoHandler.newFactory());
    Harness harness = new Harness(group.next());
    try (TargetLauncher launcher = new TargetLauncher(options.core(), harness.upstreamPort())) {
      RelayCost cost = new RelayCost(options, harness);
      List<RelayTarget> targets = cost.start(launcher);
      cost.warmUp(targets);
      Results results = cost.runRounds(targets);
      System.out.println(MachineInfo.describe(arguments));
      System.out.println();
      Table.of(results, targets, cost.loads).forEach(System.out::println);
      System.out.println();
      System.out.println(results.validitySummary());
    } finally {
      group.shutdownGracefully(0, 1, TimeUnit.SECONDS);
    }
  }

  private List<RelayTarget> start(TargetLauncher launcher)
      throws IOException, InterruptedException {
    List<RelayTarget> targets = new ArrayList<>();
    targets.add(launcher.nginx());
    for (String transport : options.transports()) {
      targets.add(launcher.relay(transport));
      if (!options.before().isEmpty()) {
        targets.add(launcher.before(transport, Path.of(options.before())));
      }
    }
    for (RelayTarget target : targets) {
      System.err.printf("%s: pid %s, port %d%n", target.name(), target.pids(), target.port());
    }
    return targets;
  }

  private void warmUp(List<RelayTarget> targets) throws IOException, InterruptedException {
    for (RelayTarget target : targets) {
      long jvm = TimeUnit.SECONDS.toMillis(options.warmupSeconds()) / loads.size();
      for (Load load : loads) {
        long millis = target.isJvm() ? jvm : NGINX_WARMUP_MILLIS;
        printProgress("warm-up", target, load, harness.measure(target, load, millis));
      }
    }
  }

  /** Applies each load to one target after another, so that compared windows are close in time. */
  private Results runRounds(List<RelayTarget> targets) throws IOException, InterruptedException {
    Results results = new Results();
    long millis = TimeUnit.SECONDS.toMillis(options.seconds());
    for (int round = 1; round <= options.rounds(); round++) {
      // The order is reversed each time, so that a machine that slows down favors no target.
      List<RelayTarget> order = round % 2 == 1 ? targets : targets.reversed();
      for (Load load : loads) {
        for (RelayTarget target : order) {
          Measurement measurement = harness.measure(target, load, millis);
          results.add(load, target, measurement);
          printProgress(
              "round %d of %d".formatted(round, options.rounds()), target, load, measurement);
        }
      }
    }
    return results;
  }

  private static void printProgress(
      String when, RelayTarget target, Load load, Measurement measurement) {
    System.err.printf("%s, %s, %s: %s%n", when, target.name(), load.name(), measurement);
  }
}
