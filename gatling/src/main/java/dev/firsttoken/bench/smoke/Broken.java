package dev.firsttoken.bench.smoke;

/** The server does not keep the contract; the message says where. */
final class Broken extends RuntimeException {
  private static final long serialVersionUID = 1L;

  Broken(String message) {
    super(message);
  }

  static void unless(boolean kept, String message) {
    if (!kept) {
      throw new Broken(message);
    }
  }
}
