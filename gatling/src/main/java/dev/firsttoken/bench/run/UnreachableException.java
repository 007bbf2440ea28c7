package dev.firsttoken.bench.run;

/** Thrown if the target can't be reached. The message is one line for people, with the address. */
public final class UnreachableException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  public UnreachableException(String message) {
    super(message);
  }
}
