package dev.firsttoken.bench.load;

/**
 * No connection to the target can be made. The message is one line for people, with the address.
 */
public final class Unreachable extends RuntimeException {
  private static final long serialVersionUID = 1L;

  Unreachable(String message) {
    super(message);
  }
}
