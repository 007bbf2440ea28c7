package dev.firsttoken.proxy.perf;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.ToDoubleFunction;

/** All measurements by load and target, in the order of rounds. */
final class Results {
  private record Key(String load, String target) {}

  private final Map<Key, List<Measurement>> measurements = new HashMap<>();

  void add(Load load, RelayTarget target, Measurement measurement) {
    measurements
        .computeIfAbsent(new Key(load.name(), target.name()), key -> new ArrayList<>())
        .add(measurement);
  }

  /** Returns one figure of each round. */
  double[] rounds(Load load, RelayTarget target, ToDoubleFunction<Measurement> figure) {
    return measurements.getOrDefault(new Key(load.name(), target.name()), List.of()).stream()
        .mapToDouble(figure)
        .toArray();
  }

  /** Summarizes in one line how credible the figures are. */
  String validitySummary() {
    List<Measurement> all = measurements.values().stream().flatMap(Collection::stream).toList();
    RoundStats harness =
        RoundStats.of(
            all.stream().mapToDouble(measurement -> measurement.usage().harnessShare()).toArray());
    RoundStats others =
        RoundStats.of(
            all.stream().mapToDouble(measurement -> measurement.usage().othersShare()).toArray());
    return "%d windows, %d of them marked. Harness: %.0f to %.0f %% of its core; others: %.0f to %.0f %%."
        .formatted(
            all.size(),
            all.stream().filter(measurement -> !measurement.isValid()).count(),
            100 * harness.min(),
            100 * harness.max(),
            100 * others.min(),
            100 * others.max());
  }
}
