package dev.firsttoken.bench.merge;

/**
 * One result to merge.
 *
 * @param name of its file, for messages
 */
record ResultInput(String name, JsonFields fields) {

  /** Puts the file's name before the message of an exception. */
  IllegalArgumentException withFileName(RuntimeException e) {
    return new IllegalArgumentException(name + ": " + e.getMessage(), e);
  }
}
