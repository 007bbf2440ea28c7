package dev.firsttoken.proxy.chaos;

/**
 * When a client leaves. Each time the upstream holds still until it is gone, so there is no race
 * between its leaving and another end.
 */
enum DisconnectPoint {
  /** It stays to the end. */
  NEVER,
  /** Half of its body sent. */
  IN_REQUEST,
  /** Its request sent: it may wait for a free connection, or be anywhere up to the upstream. */
  AT_ONCE,
  /** The upstream's name is being looked up. */
  CONNECTING,
  /** The upstream has the request. */
  BEFORE_HEADERS,
  /** The head is there, and an event without content. */
  BEFORE_TOKEN,
  /** Some content is there. */
  MID_STREAM
}
