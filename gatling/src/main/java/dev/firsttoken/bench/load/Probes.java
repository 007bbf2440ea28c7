package dev.firsttoken.bench.load;

import java.util.ArrayList;
import java.util.List;
import java.util.function.BiFunction;
import org.jspecify.annotations.Nullable;

/** The levels of a search: each is chosen when the one before it has been judged. */
final class Probes {
  private final Search search;
  private final BiFunction<Integer, Double, LevelRun> make;
  private final double most;
  private int begun;
  private boolean awaiting;

  /**
   * @param make the level at an index that has a load
   * @param most the largest load
   */
  Probes(Search search, double most, BiFunction<Integer, Double, LevelRun> make) {
    this.search = search;
    this.most = most;
    this.make = make;
  }

  /** As many as the search can need. */
  List<Slot> slots() {
    LevelRun largest = make.apply(0, most);
    List<Slot> slots = new ArrayList<>();
    for (int i = 0; i < search.mostProbes(); i++) {
      slots.add(new Slot(largest, this::next));
    }
    return slots;
  }

  private synchronized @Nullable LevelRun next() {
    Double load = search.next();
    if (load == null) {
      return null;
    }
    awaiting = true;
    return make.apply(begun++, load);
  }

  /** The last probe was judged: the next one can be chosen. */
  synchronized boolean ready() {
    return !awaiting;
  }

  /** What came of the last probe. */
  synchronized void judged(boolean met) {
    search.tried(met);
    awaiting = false;
  }
}
