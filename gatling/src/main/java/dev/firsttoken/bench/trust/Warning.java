package dev.firsttoken.bench.trust;

import java.util.List;
import java.util.Locale;

/**
 * A doubt about a result.
 *
 * @param message one sentence for people
 * @param levels the indices of the levels that it concerns; empty where it concerns the whole run
 */
public record Warning(Code code, String message, List<Integer> levels) {

  /** All doubts that there are, each with its sentence; {@code %s} is where and how much. */
  public enum Code {
    NOTHING_SENT("INVALID: nothing was sent%s: ask for a longer --duration, or for more requests."),
    NOTHING_ANSWERED("INVALID: nothing was answered%s: there are no numbers."),
    CONSERVATION_BROKEN(
        "INVALID: the requests do not add up%s: sent is not answered + failed + aborted."),
    LITTLE_BROKEN(
        "INVALID: Little's law is broken%s: the client did not keep its users busy in the steady"
            + " window."),
    PARTIAL("The run was interrupted: these are the requests that had ended by then."),
    SEARCH_UNDECIDED(
        "The search has no answer: whether the SLO is met%s is not known, for not all of the load"
            + " was there or most of it went out late, a check failed, or a limit has no value."),
    FAILED_REQUESTS("Requests failed%s: they are in no percentile."),
    WARMUP_FAILED("Warm-up requests failed%s."),
    NO_WARMUP(
        "Nothing was sent to warm up%s: the first answers carry the cold start of server and"
            + " client."),
    FEW_FOR_P95("Fewer than 20 answers%s: p95 is the slowest of them."),
    FEW_FOR_P99("Fewer than 100 answers%s: p99 is the slowest of them."),
    TOKENS_BY_EVENTS(
        "The server sent no usage%s: tokens are counted as content events, which may hold several"
            + " tokens each."),
    TOKENS_MIXED(
        "The tokens of the answers are not all counted alike%s: token rates are a mixture."),
    TOKENS_DISAGREE(
        "The server's usage and another count of the tokens are far apart%s: one of them is wrong,"
            + " or counts something else."),
    COALESCED_READS(
        "Several content events came in one read%s: the ICL between them is 0, and says nothing"
            + " about the server."),
    CLOCK_NOT_SHARED(
        "The server's stamps lie outside of sending and arrival%s: it has another clock, so transit"
            + " and due-delay cannot be told."),
    STAMPS_ABSENT(
        "Stamps were asked for and none came%s: lateness, transit and due-delay cannot be told."),
    ENVIRONMENTS_DIFFER(
        "The results are not of one machine and build%s: what differs between them may be of"
            + " that."),
    OPTIONS_DIFFER("The results were not asked for alike%s: together they may mean nothing."),
    NOT_CALIBRATED(
        "The instrument's own error on this machine is not known: ./bench calibrate measures it."),
    PAST_CEILING(
        "More content events came per second than this machine was calibrated for%s: times are the"
            + " client's as much as the server's. Send less, or measure from a faster machine."),
    LOAD_NOT_REACHED("The load was not what was asked for%s: the numbers are of a smaller one."),
    SENT_LATE(
        "Requests went out later than they were due%s: TTFT leaves that wait out, due_ttft has"
            + " it."),
    CLIENT_SATURATED(
        "An event loop of the client was busy nearly all the time%s: the client may be what is"
            + " slow."),
    LOOP_DELAY(
        "The client's event loops came late%s: so much of any time may be the client's. Measure"
            + " longer, or stop what else runs on this machine."),
    CLIENT_PAUSES("The client's JVM stood still%s: p99 may be of that."),
    CPU_STOLEN("The host gave CPU time of this machine to others%s: p99 may be of that."),
    CLIENT_CPU_UNMEASURED(
        "The client's own CPU was not measured%s: whether it held the numbers back is not known.");

    private final String template;

    Code(String sentence) {
      this.template = sentence;
    }

    /** The name in JSON: {@code few_for_p95}. */
    public String label() {
      return name().toLowerCase(Locale.ROOT);
    }

    /** A result with this doubt is not valid. */
    public boolean invalidates() {
      return this == NOTHING_SENT
          || this == NOTHING_ANSWERED
          || this == CONSERVATION_BROKEN
          || this == LITTLE_BROKEN;
    }

    public Warning toWarning(String where, List<Integer> levels) {
      return new Warning(this, template.replace("%s", where), levels);
    }
  }
}
