package dev.firsttoken.bench.compare;

import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Reason that two targets can't be compared at one load. */
sealed interface Obstacle {
  /** Responses of targets that do the same work differ in length by at most this share. */
  double MAX_WORK_DIFFERENCE = 0.01;

  /** Returns the note about a target. */
  CompareNote toNote(String target, String load);

  /** A check of one of the two failed. */
  record NotValid(String check) implements Obstacle {
    @Override
    public CompareNote toNote(String target, String load) {
      return CompareNote.Code.LEVEL_NOT_VALID.toNote(target, load, check);
    }
  }

  /** Their responses differ in length. */
  record OtherWork(double events, double referenceEvents) implements Obstacle {
    @Override
    public CompareNote toNote(String target, String load) {
      return CompareNote.Code.OTHER_WORK.toNote(
          target, load, format(events), format(referenceEvents));
    }

    private static String format(double number) {
      return String.format(Locale.ROOT, "%.1f", number);
    }
  }

  /** Finds what stands between two targets; null if nothing does. */
  static @Nullable Obstacle between(LevelPair pair) {
    for (MeasuredLevel level : List.of(pair.target(), pair.reference())) {
      String doubt = level.doubt();
      if (doubt != null) {
        return new NotValid(doubt);
      }
    }
    double events = pair.target().eventsPerResponse();
    double referenceEvents = pair.reference().eventsPerResponse();
    return Math.abs(events / referenceEvents - 1) > MAX_WORK_DIFFERENCE
        ? new OtherWork(events, referenceEvents)
        : null;
  }
}
