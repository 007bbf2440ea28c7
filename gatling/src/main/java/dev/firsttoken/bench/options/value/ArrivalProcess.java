package dev.firsttoken.bench.options.value;

import java.util.Locale;

/** Arrival process of an open level's requests. */
public enum ArrivalProcess {
  /** Each gap is 1 s ÷ rate. */
  CONSTANT,
  /** Gaps are exponential with that mean, as independent users cause. */
  POISSON;

  /** Name in files and on the command line. */
  public String label() {
    return name().toLowerCase(Locale.ROOT);
  }
}
