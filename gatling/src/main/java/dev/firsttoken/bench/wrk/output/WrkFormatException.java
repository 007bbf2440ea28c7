package dev.firsttoken.bench.wrk.output;

/** Thrown for a text that is no complete output of wrk. The message is a clause that says why. */
public final class WrkFormatException extends Exception {
  private static final long serialVersionUID = 1L;

  WrkFormatException(String message) {
    super(message);
  }
}
