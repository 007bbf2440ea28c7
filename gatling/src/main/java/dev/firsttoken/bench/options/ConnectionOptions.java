package dev.firsttoken.bench.options;

/**
 * Connections to a target.
 *
 * @param keepAlive whether a user keeps its connection from request to request
 * @param insecure whether any certificate is accepted
 */
public record ConnectionOptions(boolean keepAlive, boolean insecure) {
  /** Kept connections to a server whose certificate is verified. */
  public static final ConnectionOptions DEFAULT = new ConnectionOptions(true, false);
}
