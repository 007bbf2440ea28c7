package dev.firsttoken.bench.samples;

/** Reason why a request was sent on a new connection although its user had kept one. */
public enum Reconnect {
  /** There was no such reason. */
  NONE,
  /** The server had closed the kept connection, or is known to close each one. */
  REPLACED,
  /**
   * The kept connection died before any byte of a response, so the request was sent once more. Its
   * times still start at the first send.
   */
  RESENT
}
