package dev.firsttoken.proxy.chaos;

/**
 * Point at which a client disconnects. The upstream pauses until it has, so the disconnect never
 * races with another end.
 */
enum DisconnectPoint {
  /** The client stays until the end. */
  NEVER,
  /** After half of the request body. */
  IN_REQUEST,
  /**
   * After the request, which may be anywhere between the queue for a connection and the upstream.
   */
  AT_ONCE,
  /** During the DNS lookup of the upstream. */
  CONNECTING,
  /** After the upstream has received the request. */
  BEFORE_HEADERS,
  /** After the headers and an event without content. */
  BEFORE_TOKEN,
  /** After some content. */
  MID_STREAM
}
