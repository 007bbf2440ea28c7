package dev.firsttoken.bench.options;

import java.util.Locale;

/** How the requests of an open level follow each other. */
public enum ArrivalProcess {
  /** Every gap is one second ÷ rate. */
  CONSTANT,
  /** Gaps are exponential with that mean, as of users who know nothing of each other. */
  POISSON;

  /** The name in files and on the command line. */
  public String label() {
    return name().toLowerCase(Locale.ROOT);
  }
}
