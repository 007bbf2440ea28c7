package dev.firsttoken.bench.trust;

import dev.firsttoken.bench.trust.Warning.Code;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Numbers that a warning makes doubtful, by their names in JSON.
 *
 * <p>An entry is {@code *} for every number of a level, {@code *_p99} for that percentile of every
 * metric, all higher ones and the maximum, or the name of a metric, which stands for all its
 * fields.
 */
public final class SpoiledNumbers {
  /** Every number of a level. */
  public static final String ALL = "*";

  private static final String FROM_P95 = "*_p95";
  private static final String FROM_P99 = "*_p99";

  /** Times that end with the arrival of bytes at the client. */
  private static final List<String> ARRIVALS =
      List.of(
          "ttft",
          "ttft_from_write",
          "ttfo",
          "ttfb",
          "due_ttft",
          "dur",
          "due_dur",
          "tpot",
          "icl",
          "connect",
          "close",
          "transit",
          "due_delay");

  private static final Pattern STATISTIC = Pattern.compile("_(?:p\\d+|mean|stddev|min|max)$");
  private static final Pattern PERCENTILE = Pattern.compile("_p(\\d+)$");
  private static final String MAX = "_max";

  private SpoiledNumbers() {}

  /** Returns the entries of a warning; none if it makes no number of its own doubtful. */
  public static List<String> of(Code code) {
    return switch (code) {
      case NOTHING_SENT,
          NOTHING_MEASURED,
          NOTHING_ANSWERED,
          MOST_FAILED,
          CONSERVATION_BROKEN,
          LITTLE_BROKEN,
          LOAD_NOT_REACHED,
          CLIENT_SATURATED ->
          List.of(ALL);
      case FEW_FOR_P95 -> List.of(FROM_P95);
      case NO_WARMUP, FEW_FOR_P99, CLIENT_PAUSES, CPU_STOLEN -> List.of(FROM_P99);
      case LOOP_DELAY, PAST_CEILING, MANY_FAILED -> ARRIVALS;
      case SENT_LATE -> List.of("ttft", "ttft_from_write", "ttfo", "ttfb", "dur");
      case TOKENS_BY_EVENTS, TOKENS_MIXED, TOKENS_DISAGREE ->
          List.of("tokens", "tps", "total_tps", "tpot", "request_tps");
      case TOKENS_UNKNOWN -> List.of("tokens", "tps", "total_tps", "request_tps");
      case SHORT_RESPONSES -> List.of("rps", "tps", "total_tps", "dur", "due_dur");
      case SHARDS_MISSING, SHARDS_PARTIAL, SHARDS_APART ->
          List.of("rps", "tps", "input_tps", "total_tps", "goodput");
      case COALESCED_READS -> List.of("icl");
      case NOT_STREAMED, STREAMING_UNSEEN -> List.of("tpot", "icl");
      case CONNECTIONS_CLOSED ->
          List.of("ttft", "ttfo", "ttfb", "due_ttft", "dur", "due_dur", "connect");
      case PROMPTS_CACHED ->
          List.of("ttft", "ttft_from_write", "ttfo", "due_ttft", "dur", "due_dur");
      case CLOCK_NOT_SHARED, STAMPS_ABSENT -> List.of("lateness", "transit", "due_delay");
      case PARTIAL,
          SEARCH_UNDECIDED,
          FAILED_REQUESTS,
          WARMUP_FAILED,
          ENVIRONMENTS_DIFFER,
          OPTIONS_DIFFER,
          SHARD_CLOCKS_UNKNOWN,
          NOT_CALIBRATED,
          STREAMS_WITHOUT_LAST_EVENT,
          STREAMS_OF_ANOTHER_TYPE,
          CERTIFICATE_UNCHECKED,
          CLIENT_CPU_UNMEASURED ->
          List.of();
    };
  }

  /** Returns true if a warning makes this field of a level doubtful. */
  public static boolean includes(Code code, String field) {
    return of(code).stream().anyMatch(entry -> covers(entry, field));
  }

  private static boolean covers(String entry, String field) {
    if (entry.equals(ALL) || entry.equals(STATISTIC.matcher(field).replaceFirst(""))) {
      return true;
    }
    return entry.startsWith("*_") && percent(field) >= percent(entry);
  }

  /**
   * Returns the percentile in a field's name, 99.9 for {@code p999} and 100 for the maximum, or NaN
   * if there is none.
   */
  private static double percent(String field) {
    if (field.endsWith(MAX)) {
      return 100;
    }
    Matcher matcher = PERCENTILE.matcher(field);
    if (!matcher.find()) {
      return Double.NaN;
    }
    String digits = matcher.group(1);
    return digits.length() <= 2
        ? Double.parseDouble(digits)
        : Double.parseDouble(digits.substring(0, 2) + "." + digits.substring(2));
  }
}
