package dev.firsttoken.proxy;

import dev.firsttoken.proxy.config.Configuration;
import java.io.Serial;
import java.net.UnknownHostException;
import java.nio.channels.UnresolvedAddressException;

/** Failure to listen on the configured address; the message is for the user. */
final class StartupException extends RuntimeException {
  @Serial private static final long serialVersionUID = 1L;

  /**
   * @param host address to listen on, as FIRST_TOKEN_HOST names it
   */
  StartupException(String host, String port, Throwable cause) {
    super(message(host, port, rootCause(cause)), cause);
  }

  private static String message(String host, String port, Throwable cause) {
    if (cause instanceof UnknownHostException || cause instanceof UnresolvedAddressException) {
      return "FIRST_TOKEN_HOST=%s is no address, and no name that can be resolved. Set it to an address of this machine, like 127.0.0.1."
          .formatted(host);
    }
    String reason = messageOf(cause);
    if (reason.contains("in use")) {
      return "Another program listens on %s:%s. Stop it, or set PORT (or --port) to another port, or to 0 for a free one."
          .formatted(Configuration.bracketed(host), port);
    }
    return "The server can't listen on %s:%s (%s). %s"
        .formatted(
            Configuration.bracketed(host),
            port,
            reason,
            reason.contains("assign requested address")
                ? "Set FIRST_TOKEN_HOST to an address of this machine, like 127.0.0.1."
                : "Set PORT (or --port) to another port, or to 0 for a free one.");
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
