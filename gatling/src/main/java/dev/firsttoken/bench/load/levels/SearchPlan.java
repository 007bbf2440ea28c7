package dev.firsttoken.bench.load.levels;

import java.util.ArrayList;
import java.util.List;
import java.util.function.BiFunction;
import org.jspecify.annotations.Nullable;

/** The levels of a search: each is chosen when the one before it has been judged. */
public final class SearchPlan {
  private final CapacitySearch capacitySearch;
  private final BiFunction<Integer, Double, LevelRun> levelFactory;
  private final double maxLoad;
  private int startedProbes;
  private boolean awaitingVerdict;

  /**
   * @param levelFactory the level at an index that has a load
   * @param maxLoad the largest load
   */
  SearchPlan(
      CapacitySearch capacitySearch,
      double maxLoad,
      BiFunction<Integer, Double, LevelRun> levelFactory) {
    this.capacitySearch = capacitySearch;
    this.maxLoad = maxLoad;
    this.levelFactory = levelFactory;
  }

  /** As many as the search can need. */
  public List<LevelSlot> slots() {
    LevelRun largest = levelFactory.apply(0, maxLoad);
    List<LevelSlot> slots = new ArrayList<>();
    for (int i = 0; i < capacitySearch.maxProbes(); i++) {
      slots.add(new LevelSlot(largest, this::next));
    }
    return slots;
  }

  private synchronized @Nullable LevelRun next() {
    Double load = capacitySearch.next();
    if (load == null) {
      return null;
    }
    awaitingVerdict = true;
    return levelFactory.apply(startedProbes++, load);
  }

  /** The last probe was judged: the next one can be chosen. */
  public synchronized boolean isReady() {
    return !awaitingVerdict;
  }

  /** What came of the last probe. */
  public synchronized void onJudged(boolean met) {
    capacitySearch.recordResult(met);
    awaitingVerdict = false;
  }
}
