package dev.firsttoken.proxy.perf;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.ToDoubleFunction;

/** All readings, by load and target; a reading's place in its list is its round. */
final class Results {
  private record Place(String load, String target) {}

  private final Map<Place, List<Reading>> readings = new HashMap<>();

  void add(Load load, Target target, Reading reading) {
    readings
        .computeIfAbsent(new Place(load.name(), target.name()), place -> new ArrayList<>())
        .add(reading);
  }

  /** A figure of each round. */
  double[] rounds(Load load, Target target, ToDoubleFunction<Reading> figure) {
    return readings.getOrDefault(new Place(load.name(), target.name()), List.of()).stream()
        .mapToDouble(figure)
        .toArray();
  }

  /** How far the figures are to be believed, in one line. */
  String doubts() {
    List<Reading> all = readings.values().stream().flatMap(Collection::stream).toList();
    Figures harness = Figures.of(all.stream().mapToDouble(r -> r.usage().harnessShare()).toArray());
    Figures others = Figures.of(all.stream().mapToDouble(r -> r.usage().othersShare()).toArray());
    return "%d windows, %d of them marked. Harness: %.0f to %.0f %% of its core; others: %.0f to %.0f %%."
        .formatted(
            all.size(),
            all.stream().filter(reading -> !reading.sound()).count(),
            100 * harness.lowest(),
            100 * harness.highest(),
            100 * others.lowest(),
            100 * others.highest());
  }
}
