package dev.firsttoken.bench.compare;

import java.util.Locale;

/**
 * Fact that a reader of a comparison must know beside its numbers.
 *
 * @param message for people
 */
public record CompareNote(Code code, String message) {

  /** All notes, the most important first; each {@code %s} stands for a fact. */
  public enum Code {
    DIFFERENT_TIMES(
        "The results were measured at different times, so a difference may come from the machine"
            + " as well as from the server."),
    ENVIRONMENTS_DIFFER("The machines or builds differ (%s), which may explain a difference."),
    OPTIONS_DIFFER("The options differ (%s), which may explain a difference."),
    TARGET_FAILED("%s was not measured, or not to the end: %s"),
    REFERENCE_MISSING(
        "There are no verdicts, because the reference %s was not measured. Choose another with"
            + " --reference."),
    NOT_MEASURED("There is no verdict on %s at %s, because it or the reference was not measured."),
    LEVEL_NOT_VALID("There is no verdict on %s at %s, because %s"),
    OTHER_WORK("There is no verdict on %s at %s, because %s."),
    OTHER_FAILURES("There is no verdict on %s at %s, because %s."),
    ROUNDS_LEFT_OUT("Rounds in doubt are left out: %s."),
    STILL_WARMING(
        "The first half of the rounds took more CPU than the second (%s), so the server may still"
            + " have been warming up. Measure more rounds, or put load on it before."),
    SLOWEST_FOR_P99(
        "The %s of a round is its slowest response, because a round has fewer than 100 (%s)."
            + " Measure 100 or more in each round with --total or --duration."),
    TOO_FEW_ROUNDS(
        "There is no verdict on %s, because that takes at least 2 rounds. Measure 10 or more with"
            + " --rounds."),
    ZERO_VALUE("There is no verdict on %s, because the value of a round is 0."),
    NO_VARIANCE("There is no verdict on %s, because every round gave the same ratio."),
    OTHER_CPU(
        "There is no verdict on the CPU of %s, because it is that of the upstream: another job."),
    ERROR_UNKNOWN(
        "The measurement error on this machine is unknown, so a difference of times below 0.1 ms"
            + " counts as none. Run ./bench calibrate to measure it."),
    RESOLVE_NOT_REACHED(
        "A difference of %s would be seen with a probability of 90 %% in %s rounds (%s), but %s"
            + " were measured. %s"),
    RESOLVE_BELOW_ERROR("A difference of %s is below the measurement error for %s.");

    private final String template;

    Code(String template) {
      this.template = template;
    }

    /** Name in JSON: {@code other_work}. */
    public String label() {
      return name().toLowerCase(Locale.ROOT);
    }

    /** Creates the note with its facts. */
    CompareNote toNote(Object... facts) {
      return new CompareNote(this, template.formatted(facts));
    }
  }
}
