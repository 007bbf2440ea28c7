package dev.firsttoken.bench.options;

/**
 * A setting that can't be used. The message is one line for people: the name, the value, what is
 * valid.
 */
public final class InvalidOptionException extends IllegalArgumentException {
  private static final long serialVersionUID = 1L;

  public InvalidOptionException(String message) {
    super(message);
  }
}
