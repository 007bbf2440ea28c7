package dev.firsttoken.netty;

/** Response in parts, each with its due time. All times are of the monotonic clock. */
interface TimedParts {
  /** Writes what comes before the first part. */
  void start();

  boolean hasNext();

  /** Due time of the next part or, after the last, of the end. */
  long dueNanos();

  /** Time between parts that are due on a fixed schedule; 0 if there is none. */
  long periodNanos();

  void writeNext();

  /** Writes what comes after the last part, counts the response, and ends it. */
  void finish();

  /** Writes an error into a response that has begun, if its format allows one. */
  default void writeError(RequestError error) {}

  /** Releases the buffers of the parts. Nothing but the end is written afterwards. */
  default void release() {}
}
