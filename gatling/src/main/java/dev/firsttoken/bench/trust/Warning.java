package dev.firsttoken.bench.trust;

import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * A doubt about a result.
 *
 * @param message for people
 * @param levels indices of the levels that it concerns; empty if it concerns the whole run
 */
public record Warning(Code code, String message, List<Integer> levels) {

  /** All doubts, each with its message; {@code %s} stands for the levels and the amount. */
  public enum Code {
    NOTHING_SENT("INVALID: no request was sent%s. Raise --duration, or the number of requests."),
    NOTHING_MEASURED(
        "INVALID: the run ended before any measured request did%s, so there are no numbers. Warm-up"
            + " requests are not measured."),
    NOTHING_ANSWERED("INVALID: no request succeeded%s, so there are no numbers."),
    MOST_FAILED(
        "INVALID: most requests failed%s, so the latencies are those of a minority. See the"
            + " failures."),
    CONSERVATION_BROKEN(
        "INVALID: the request counts do not add up%s: sent must equal succeeded + failed +"
            + " aborted."),
    LITTLE_BROKEN(
        "INVALID: Little's law does not hold%s: the client did not keep its users busy in the"
            + " steady window."),
    PARTIAL("The run%s. Only requests that had ended by then are counted."),
    SEARCH_UNDECIDED(
        "The search is inconclusive%s: not all of the load was sent, most of it was sent late, a"
            + " check failed, or a limit has no value."),
    FAILED_REQUESTS("Requests failed%s. No percentile includes them."),
    MANY_FAILED(
        "More than 1 % of the requests failed%s, so the latencies are those of the others only. See"
            + " the failures."),
    WARMUP_FAILED("Warm-up requests failed%s."),
    NO_WARMUP("No warm-up requests were sent%s, so the first responses include cold-start time."),
    FEW_FOR_P95("Fewer than 20 responses%s, so p95 is the slowest of them."),
    FEW_FOR_P99("Fewer than 100 responses%s, so p99 is the slowest of them."),
    TOKENS_BY_EVENTS(
        "The server sent no usage%s, so each content event counts as one token, although it may"
            + " hold several."),
    TOKENS_UNKNOWN(
        "The server sent no usage%s, and responses that are not streamed show no tokens otherwise."
            + " Set --tokenizer to count those of their text."),
    TOKENS_MIXED(
        "token counts from several sources",
        "Token counts come from different sources%s, so token rates are a mixture."),
    TOKENS_DISAGREE(
        "The server's usage and another token count differ widely%s: one of them is wrong, or"
            + " counts something else."),
    SHORT_RESPONSES(
        "Responses were shorter than asked%s, so throughput and E2E are those of less work. The"
            + " model ended them, which --ignore-eos prevents at servers that know it, or a limit"
            + " of the server did."),
    COALESCED_READS(
        "events that came in one read",
        "Several content events arrived in one read%s: the ICL between them is 0 and says nothing"
            + " about the server."),
    NOT_STREAMED(
        "Most content events of a response came in one read%s. Such a response was not streamed: it"
            + " has no TPOT, and a limit on it counts as missed."),
    STREAMING_UNSEEN(
        "The client's event loops were so late that they may have read the events of a stream"
            + " together%s, so whether the server streamed is unknown. These responses have no"
            + " TPOT, and a limit on it counts as missed. Lower the load, or stop other processes"
            + " on this machine."),
    CONNECTIONS_CLOSED(
        "connections that the server closed",
        "The server closed kept connections%s. The times of a request on a new connection include"
            + " the connect; only ttft_from_write does not."),
    STREAMS_WITHOUT_LAST_EVENT(
        "Streams ended after a finish reason without their last event%s. They count because of"
            + " --end=finish; a stream that was cut there would look the same."),
    STREAMS_OF_ANOTHER_TYPE(
        "streams with another content type",
        "Streams had the content type of something else%s. They count because of"
            + " --any-content-type; other clients may not read them."),
    PROMPTS_CACHED(
        "The server took most prompt tokens from its cache%s, so latencies are those of repeated"
            + " prompts. Send --unique-prefix to measure new ones."),
    CERTIFICATE_UNCHECKED(
        "The server's certificate was not verified, because of --insecure: any server could have"
            + " responded."),
    CLOCK_NOT_SHARED(
        "The server's timestamps lie outside of sending and arrival%s: it uses another clock, so"
            + " transit and due-delay are unknown. Measure transit on the server's host."),
    STAMPS_ABSENT(
        "no timestamps of the server",
        "Timestamps were requested but none arrived%s, so lateness, transit and due-delay are"
            + " unknown."),
    ENVIRONMENTS_DIFFER(
        "The results come from different machines or builds%s, which may explain their"
            + " differences."),
    OPTIONS_DIFFER(
        "The results were measured with different options%s, so together they may mean nothing."),
    SHARDS_MISSING(
        "Shards are missing%s: the load was lower than planned by their parts. Run all shards"
            + " together again."),
    SHARDS_PARTIAL(
        "Shards ended before their plan%s: from there on the load was lower. See their folders, and"
            + " run all shards together again."),
    SHARDS_APART(
        "Shards did not run together%s, so rates over wall time are too low: read steady_rps. Start"
            + " them at one time with --start-at, and end levels by --duration."),
    SHARD_CLOCKS_UNKNOWN(
        "unknown clocks of shards",
        "The kernel does not say how far wall clocks are off%s, so steady_rps and the course of a"
            + " level may be, too."),
    NOT_CALIBRATED(
        "The measurement error on this machine is unknown. Run ./bench calibrate to measure it."),
    PAST_CEILING(
        "More content events arrived per second than this machine was calibrated for%s, so times"
            + " include delay of the client. Lower the load, or measure from a faster machine."),
    LOAD_NOT_REACHED("The planned load was not reached%s. The numbers describe a lower one."),
    SENT_LATE(
        "Requests were sent later than they were due%s. Times exclude that delay, except for those"
            + " from the due time."),
    CLIENT_SATURATED(
        "An event loop of the client was busy nearly all the time%s, so the client may be the"
            + " bottleneck."),
    LOOP_DELAY(
        "The client's event loops ran late%s. Any latency may be overstated by that much. Measure"
            + " longer, or stop other processes on this machine."),
    CLIENT_PAUSES(
        "The client's JVM was paused%s. p99 may include the pauses. Give the client more memory, or"
            + " lower the load."),
    CPU_STOLEN(
        "The host gave CPU time of this machine to others%s. p99 may include that delay. Measure on"
            + " a machine with dedicated cores."),
    CLIENT_CPU_UNMEASURED(
        "The client's CPU time was not measured%s, so it is unknown whether the client was the"
            + " bottleneck. Let the level run to its end.");

    private final @Nullable String clause;
    private final String template;

    Code(String template) {
      this(null, template);
    }

    Code(@Nullable String clause, String template) {
      this.clause = clause;
      this.template = template;
    }

    /** Name in JSON: {@code few_for_p95}. */
    public String label() {
      return name().toLowerCase(Locale.ROOT);
    }

    /**
     * Returns false if it has no remedy: its cause lies in the server or in what was asked of it.
     * Then neither its sentence nor its check names one.
     */
    public boolean isActionable() {
      return clause == null;
    }

    /** Returns a few words for a line that names several doubts, or null if it is actionable. */
    public @Nullable String clause() {
      return clause;
    }

    /** Returns true if a result with this doubt is not valid. */
    public boolean invalidates() {
      return this == NOTHING_SENT
          || this == NOTHING_MEASURED
          || this == NOTHING_ANSWERED
          || this == MOST_FAILED
          || this == CONSERVATION_BROKEN
          || this == LITTLE_BROKEN;
    }

    /** Creates the warning; {@code where} starts with a space, or is empty. */
    public Warning toWarning(String where, List<Integer> levels) {
      return new Warning(this, template.replace("%s", where), levels);
    }
  }
}
