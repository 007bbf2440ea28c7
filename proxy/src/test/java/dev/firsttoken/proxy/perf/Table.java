package dev.firsttoken.proxy.perf;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.ToDoubleFunction;

/**
 * Formats the results as a Markdown table with one row for each figure. Columns are nginx, then
 * each relay with its ratio to nginx. After an earlier build follows the ratio of the relay before
 * it.
 */
final class Table {
  private final Results results;
  private final RelayTarget nginx;
  private final List<RelayTarget> relays;
  private final List<String> rows = new ArrayList<>();

  private Table(Results results, List<RelayTarget> targets) {
    this.results = results;
    this.nginx = targets.getFirst();
    this.relays = targets.subList(1, targets.size());
  }

  /** Returns the lines of the table; the first target is nginx. */
  static List<String> of(Results results, List<RelayTarget> targets, List<Load> loads)
      throws IOException {
    Table table = new Table(results, targets);
    table.addHeading();
    loads.stream().filter(Load::isStreamsOnly).forEach(table::addCpuRow);
    loads.forEach(table::addResponseRows);
    loads.stream().filter(Load::isStreamsOnly).forEach(table::addFrameRows);
    table.addPeakRow();
    return table.rows;
  }

  private void addHeading() {
    StringBuilder names = new StringBuilder("| |").append(cell(nginx.name()));
    StringBuilder rule = new StringBuilder("|---|---|");
    for (RelayTarget relay : relays) {
      names.append(cell(relay.name())).append(cell("to nginx (95 %)"));
      rule.append("---|---|");
      if (relay.isBefore()) {
        names.append(cell("relay to before (95 %)"));
        rule.append("---|");
      }
    }
    rows.add(names.toString());
    rows.add(rule.toString());
  }

  private void addCpuRow(Load load) {
    addRow("CPU-s per 100,000 frames, " + load.name(), load, Measurement::cpuSecondsPer100kFrames);
  }

  private void addResponseRows(Load load) {
    if (load.burst() > 0) {
      addRow("TTFT p50 ms, " + load.name(), load, measurement -> measurement.ttft().p50Millis());
      addRow("TTFT p99 ms, " + load.name(), load, measurement -> measurement.ttft().p99Millis());
    }
    if (load.buffered() > 0) {
      addRow("CPU µs per response, " + load.name(), load, Measurement::cpuMicrosPerResponse);
    }
  }

  private void addFrameRows(Load load) {
    addRow(
        "transit p50 ms, " + load.name(), load, measurement -> measurement.transit().p50Millis());
    addRow(
        "transit p99 ms, " + load.name(), load, measurement -> measurement.transit().p99Millis());
    addRow("bytes allocated per frame, " + load.name(), load, Measurement::allocatedPerFrame);
  }

  private void addPeakRow() throws IOException {
    StringBuilder row = new StringBuilder("|").append(cell("peak RSS MB")).append(peak(nginx));
    for (RelayTarget relay : relays) {
      row.append(peak(relay)).append(cell("–")).append(relay.isBefore() ? cell("–") : "");
    }
    rows.add(row.toString());
  }

  private void addRow(String name, Load load, ToDoubleFunction<Measurement> figure) {
    double[] baseline = results.rounds(load, nginx, figure);
    StringBuilder row = new StringBuilder("|").append(cell(name)).append(median(baseline));
    double[] previous = baseline;
    for (RelayTarget relay : relays) {
      double[] rounds = results.rounds(load, relay, figure);
      row.append(median(rounds)).append(cell(Ratio.of(rounds, baseline).text()));
      if (relay.isBefore()) {
        row.append(cell(Ratio.of(previous, rounds).text()));
      }
      previous = rounds;
    }
    rows.add(row.toString());
  }

  private static String peak(RelayTarget target) throws IOException {
    return cell("%.0f".formatted(ProcFs.peakBytes(target.pids()) / 1e6));
  }

  private static String median(double[] rounds) {
    double median = RoundStats.of(rounds).median();
    String format = median < 10 ? "%.2f" : median < 100 ? "%.1f" : "%.0f";
    return cell(Double.isNaN(median) ? "–" : format.formatted(median));
  }

  private static String cell(String text) {
    return " " + text + " |";
  }
}
