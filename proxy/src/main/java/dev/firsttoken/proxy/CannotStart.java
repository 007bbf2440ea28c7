package dev.firsttoken.proxy;

import java.io.Serial;

/** The server can't start, for a reason outside itself: the message says it in one sentence. */
final class CannotStart extends RuntimeException {
  @Serial private static final long serialVersionUID = 1L;

  CannotStart(String address, Throwable cause) {
    super(
        "The server can't listen on %s (%s): set PORT (or --port) to another port, or to 0 for a free one."
            .formatted(address, said(root(cause))),
        cause);
  }

  private static String said(Throwable fault) {
    String message = fault.getMessage();
    return message == null ? fault.getClass().getSimpleName() : message;
  }

  private static Throwable root(Throwable fault) {
    Throwable root = fault;
    while (root.getCause() != null) {
      root = root.getCause();
    }
    return root;
  }
}
