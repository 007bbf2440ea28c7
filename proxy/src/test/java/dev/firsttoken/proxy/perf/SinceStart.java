package dev.firsttoken.proxy.perf;

import io.netty.channel.EventLoop;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.epoll.EpollIoHandler;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.ToDoubleFunction;

/**
 * Compares the first seconds of load on a relay that has just become ready with the same load a
 * minute and a half later, and prints a Markdown table. Each round starts a relay of its own.
 */
public final class SinceStart {
  private static final int BURST = 200;

  private final CostOptions options;
  private final List<Measurement> first = new ArrayList<>();
  private final List<Measurement> later = new ArrayList<>();

  private SinceStart(CostOptions options) {
    this.options = options;
  }

  public static void main(String[] arguments) {
    MeasurementMain.run(arguments, SinceStart::run);
  }

  private static void run(CostOptions options, String arguments)
      throws IOException, InterruptedException {
    SinceStart comparison = new SinceStart(options);
    comparison.run();
    System.out.println(MachineInfo.describe(("--since-start " + arguments).strip()));
    System.out.println();
    comparison.table().forEach(System.out::println);
  }

  private void run() throws IOException, InterruptedException {
    EventLoopGroup group = new MultiThreadIoEventLoopGroup(1, EpollIoHandler.newFactory());
    try {
      for (int round = 1; round <= options.rounds(); round++) {
        System.err.printf("round %d of %d%n", round, options.rounds());
        runRound(group.next());
      }
    } finally {
      group.shutdownGracefully(0, 1, TimeUnit.SECONDS);
    }
  }

  private void runRound(EventLoop loop) throws IOException, InterruptedException {
    Harness harness = new Harness(loop);
    int streams = options.streams().getFirst();
    Load load = new Load("%d at once on %d streams".formatted(BURST, streams), streams, BURST, 0);
    long window = TimeUnit.SECONDS.toMillis(options.seconds());
    try (TargetLauncher launcher = new TargetLauncher(options.core(), harness.upstreamPort())) {
      RelayTarget relay = launcher.readyRelay(options.transports().getFirst());
      first.add(harness.measure(relay, load, 0, window));
      System.err.printf("first %d s: %s%n", options.seconds(), first.getLast());
      long between = TimeUnit.SECONDS.toMillis(options.warmupSeconds());
      System.err.printf(
          "%d s more: %s%n", options.warmupSeconds(), harness.measure(relay, load, 0, between));
      later.add(harness.measure(relay, load, 0, window));
      System.err.printf("then %d s: %s%n", options.seconds(), later.getLast());
    }
  }

  private List<String> table() {
    List<String> rows = new ArrayList<>();
    rows.add(
        "| %d streams × 5 ms, %d more at once each second | first %d s of load | %d s later | first to later (95 %%) |"
            .formatted(
                options.streams().getFirst(),
                BURST,
                options.seconds(),
                options.seconds() + options.warmupSeconds()));
    rows.add("|---|---|---|---|");
    rows.add(row("CPU-s per 100,000 frames", Measurement::cpuSecondsPer100kFrames));
    rows.add(row("TTFT p50 ms", measurement -> measurement.ttft().p50Millis()));
    rows.add(row("TTFT p99 ms", measurement -> measurement.ttft().p99Millis()));
    return rows;
  }

  private String row(String name, ToDoubleFunction<Measurement> figure) {
    double[] begin = first.stream().mapToDouble(figure).toArray();
    double[] end = later.stream().mapToDouble(figure).toArray();
    return "| %s | %.2f | %.2f | %s |"
        .formatted(
            name,
            RoundStats.of(begin).median(),
            RoundStats.of(end).median(),
            Ratio.of(begin, end).text());
  }
}
