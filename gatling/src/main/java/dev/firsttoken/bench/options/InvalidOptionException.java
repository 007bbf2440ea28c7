package dev.firsttoken.bench.options;

/** Invalid setting. The message is one line: the name, the value and what is valid. */
public final class InvalidOptionException extends IllegalArgumentException {
  private static final long serialVersionUID = 1L;

  public InvalidOptionException(String message) {
    super(message);
  }
}
