package dev.firsttoken.bench.cli;

/** How the command line ends. A signal ends it with 128 and the signal's number. */
final class Exit {
  static final int DONE = 0;

  /** Requests or checks failed; what was measured is written all the same. */
  static final int FAILED = 1;

  /** What was typed can't be used. */
  static final int USAGE = 2;

  /** The target can't be reached. */
  static final int UNREACHABLE = 3;

  private Exit() {}
}
