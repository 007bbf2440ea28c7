package dev.firsttoken.bench.compare;

import java.util.Locale;

/** Reason that two targets can't be compared at one load. */
sealed interface Obstacle {
  /** Returns the code of its note. */
  CompareNote.Code code();

  /** Returns the note about a target. */
  default CompareNote toNote(String target, String load) {
    return code().toNote(target, load, reason());
  }

  /** Returns the reason as a clause. */
  String reason();

  /** A check of one of the two failed. */
  record NotValid(String check) implements Obstacle {
    @Override
    public CompareNote.Code code() {
      return CompareNote.Code.LEVEL_NOT_VALID;
    }

    @Override
    public String reason() {
      return "a check failed: " + check;
    }
  }

  /**
   * Their responses differ in length.
   *
   * @param unit unit of both lengths, for people
   */
  record OtherWork(String unit, double length, double referenceLength) implements Obstacle {
    @Override
    public CompareNote.Code code() {
      return CompareNote.Code.OTHER_WORK;
    }

    @Override
    public String reason() {
      return String.format(
          Locale.ROOT,
          "it did other work: %.1f %s per response, and not %.1f",
          length,
          unit,
          referenceLength);
    }
  }

  /** Their requests failed in different numbers, so the measured ones are not alike. */
  record OtherFailures(double share, double referenceShare) implements Obstacle {
    @Override
    public CompareNote.Code code() {
      return CompareNote.Code.OTHER_FAILURES;
    }

    @Override
    public String reason() {
      return String.format(
          Locale.ROOT,
          "%.1f %% of its requests failed, and not %.1f %%",
          100 * share,
          100 * referenceShare);
    }
  }
}
