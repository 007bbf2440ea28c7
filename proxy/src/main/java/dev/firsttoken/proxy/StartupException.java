package dev.firsttoken.proxy;

import java.io.Serial;

/** Failure to listen on the configured address; the message is for the user. */
final class StartupException extends RuntimeException {
  @Serial private static final long serialVersionUID = 1L;

  StartupException(String address, Throwable cause) {
    super(
        "The server can't listen on %s (%s). Set PORT (or --port) to another port, or to 0 for a free one."
            .formatted(address, messageOf(rootCause(cause))),
        cause);
  }

  private static String messageOf(Throwable fault) {
    String message = fault.getMessage();
    return message == null ? fault.getClass().getSimpleName() : message;
  }

  private static Throwable rootCause(Throwable fault) {
    Throwable root = fault;
    while (root.getCause() != null) {
      root = root.getCause();
    }
    return root;
  }
}
