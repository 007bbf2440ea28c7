package dev.firsttoken.bench.summary;

/** Lengths of responses, which tell whether two targets do the same work. */
public final class ResponseLength {
  /** Responses of targets that do the same work differ in length by at most this share. */
  private static final double MAX_DIFFERENCE = 0.01;

  private ResponseLength() {}

  /** Returns true if two lengths, in the same unit, are those of different work. */
  public static boolean isOther(double length, double referenceLength) {
    return Math.abs(length - referenceLength) > MAX_DIFFERENCE * referenceLength;
  }
}
