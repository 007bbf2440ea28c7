package dev.firsttoken.proxy.perf;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.ToDoubleFunction;

/**
 * The results as a Markdown table: a row for each figure; nginx, then each relay and its ratio, and
 * behind an earlier build the ratio of the relay before it in the row.
 */
final class Table {
  private final Results results;
  private final Target nginx;
  private final List<Target> relays;
  private final List<String> rows = new ArrayList<>();

  private Table(Results results, List<Target> targets) {
    this.results = results;
    this.nginx = targets.getFirst();
    this.relays = targets.subList(1, targets.size());
  }

  /** The table's lines; nginx is the first of the targets. */
  static List<String> of(Results results, List<Target> targets, List<Load> loads)
      throws IOException {
    Table table = new Table(results, targets);
    table.heading();
    loads.stream().filter(Load::streamsOnly).forEach(table::cpu);
    loads.forEach(table::answers);
    loads.stream().filter(Load::streamsOnly).forEach(table::frames);
    table.peaks();
    return table.rows;
  }

  private void heading() {
    StringBuilder names = new StringBuilder("| |").append(cell(nginx.name()));
    StringBuilder rule = new StringBuilder("|---|---|");
    for (Target relay : relays) {
      names.append(cell(relay.name())).append(cell("to nginx (lowest–highest)"));
      rule.append("---|---|");
      if (relay.earlier()) {
        names.append(cell("relay to before (lowest–highest)"));
        rule.append("---|");
      }
    }
    rows.add(names.toString());
    rows.add(rule.toString());
  }

  private void cpu(Load load) {
    row("CPU-s per 100,000 frames, " + load.name(), load, Reading::cpuSecondsPer100kFrames);
  }

  private void answers(Load load) {
    if (load.burst() > 0) {
      row("TTFT p50 ms, " + load.name(), load, reading -> reading.ttft().p50Millis());
      row("TTFT p99 ms, " + load.name(), load, reading -> reading.ttft().p99Millis());
    }
    if (load.whole() > 0) {
      row("CPU µs per answer, " + load.name(), load, Reading::cpuMicrosPerAnswer);
    }
  }

  private void frames(Load load) {
    row("transit p50 ms, " + load.name(), load, reading -> reading.transit().p50Millis());
    row("transit p99 ms, " + load.name(), load, reading -> reading.transit().p99Millis());
    row("bytes allocated per frame, " + load.name(), load, Reading::allocatedPerFrame);
  }

  private void peaks() throws IOException {
    StringBuilder row = new StringBuilder("|").append(cell("peak RSS MB")).append(peak(nginx));
    for (Target relay : relays) {
      row.append(peak(relay)).append(cell("–")).append(relay.earlier() ? cell("–") : "");
    }
    rows.add(row.toString());
  }

  private void row(String name, Load load, ToDoubleFunction<Reading> figure) {
    double[] beside = results.rounds(load, nginx, figure);
    StringBuilder row = new StringBuilder("|").append(cell(name)).append(median(beside));
    double[] last = beside;
    for (Target relay : relays) {
      double[] rounds = results.rounds(load, relay, figure);
      row.append(median(rounds)).append(cell(ratio(Figures.ofRatios(rounds, beside))));
      if (relay.earlier()) {
        row.append(cell(ratio(Figures.ofRatios(last, rounds))));
      }
      last = rounds;
    }
    rows.add(row.toString());
  }

  private static String peak(Target target) throws IOException {
    return cell("%.0f".formatted(Proc.peakBytes(target.pids()) / 1e6));
  }

  private static String median(double[] rounds) {
    double median = Figures.of(rounds).median();
    String format = median < 10 ? "%.2f" : median < 100 ? "%.1f" : "%.0f";
    return cell(Double.isNaN(median) ? "–" : format.formatted(median));
  }

  private static String ratio(Figures ratio) {
    return Double.isNaN(ratio.median())
        ? "–"
        : "%.2f (%.2f–%.2f)".formatted(ratio.median(), ratio.lowest(), ratio.highest());
  }

  private static String cell(String text) {
    return " " + text + " |";
  }
}
