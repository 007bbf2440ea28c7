package dev.firsttoken.bench.load.levels;

import java.util.ArrayList;
import java.util.List;
import java.util.function.BiFunction;
import org.jspecify.annotations.Nullable;

/** Levels of a search: each is chosen when the one before it is judged. */
public final class SearchPlan {
  private final CapacitySearch capacitySearch;
  private final BiFunction<Integer, Double, LevelRun> levelFactory;
  private final double maxLoad;
  private int startedProbes;
  private boolean awaitingVerdict;

  /**
   * @param levelFactory creates the level with an index and a load
   */
  SearchPlan(
      CapacitySearch capacitySearch,
      double maxLoad,
      BiFunction<Integer, Double, LevelRun> levelFactory) {
    this.capacitySearch = capacitySearch;
    this.maxLoad = maxLoad;
    this.levelFactory = levelFactory;
  }

  /** Creates as many slots as the search can need. */
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

  /** True if the last probe is judged, so that the next one can be chosen. */
  public synchronized boolean isReady() {
    return !awaitingVerdict;
  }

  /** Called with the verdict on the last probe. */
  public synchronized void onJudged(boolean met) {
    capacitySearch.recordResult(met);
    awaitingVerdict = false;
  }
}
