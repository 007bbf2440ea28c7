package dev.firsttoken.proxy.meter;

/** Use of memory that a client can make the proxy hold. */
public enum MemoryUse {
  /** A request's body, until the upstream has it. */
  BODY,
  /** Incomplete headers, and bytes behind a request whose response is not complete. */
  INPUT,
  /** A response that the client does not read. */
  OUTPUT;

  /** Value of the label {@code use}. */
  String label() {
    return switch (this) {
      case BODY -> "body";
      case INPUT -> "input";
      case OUTPUT -> "output";
    };
  }
}
