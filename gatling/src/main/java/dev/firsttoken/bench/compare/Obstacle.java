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

  /** Returns the reason as a clause. */
  String reason();

  /** A check of one of the two failed. */
  record NotValid(String check) implements Obstacle {
    @Override
    public CompareNote toNote(String target, String load) {
      return CompareNote.Code.LEVEL_NOT_VALID.toNote(target, load, reason());
    }

    @Override
    public String reason() {
      return "a check failed: " + check;
    }
  }

  /** Their responses differ in length. */
  record OtherWork(double events, double referenceEvents) implements Obstacle {
    @Override
    public CompareNote toNote(String target, String load) {
      return CompareNote.Code.OTHER_WORK.toNote(target, load, reason());
    }

    @Override
    public String reason() {
      return String.format(
          Locale.ROOT,
          "it did other work: %.1f content events per response, and not %.1f",
          events,
          referenceEvents);
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
    return Math.abs(events - referenceEvents) > MAX_WORK_DIFFERENCE * referenceEvents
        ? new OtherWork(events, referenceEvents)
        : null;
  }
}
