package dev.firsttoken.bench.wrk;

/** Thrown for a text that is no complete output of wrk. The message is a clause that says why. */
final class WrkFormatException extends Exception {
  private static final long serialVersionUID = 1L;

  WrkFormatException(String message) {
    super(message);
  }
}
