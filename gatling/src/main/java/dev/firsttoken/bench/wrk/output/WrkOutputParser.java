package dev.firsttoken.bench.wrk.output;

import java.util.List;
import java.util.function.BiConsumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Parser of what wrk and wrk2 print at their end. Lines that it does not know are skipped. */
public final class WrkOutputParser {
  /** No line of the tools is nearly as long, apart from that with the URL. */
  private static final int MAX_LINE = 1_000;

  private static final int MAX_SHOWN = 120;

  private static final String COUNT = "(\\d{1,18})";
  private static final String DECIMAL = "(-?nan|-?inf|\\d{1,18}\\.\\d{1,9})";

  /** Line pattern, and what to do with its groups. */
  private record Rule(Pattern pattern, BiConsumer<WrkOutputParser, Matcher> action) {
    static Rule of(String pattern, BiConsumer<WrkOutputParser, Matcher> action) {
      return new Rule(Pattern.compile(pattern), action);
    }
  }

  private static final List<Rule> RULES =
      List.of(
          Rule.of("\\s+Latency\\s+(\\S+)\\s+(\\S+)\\s+(\\S+)\\s+\\S+%", WrkOutputParser::onThreads),
          Rule.of("\\s+Latency Distribution(.*)", WrkOutputParser::onDistribution),
          Rule.of("\\s*(\\d{1,3}(?:\\.\\d{1,6})?)%\\s+(\\S+)\\s*", WrkOutputParser::onPercentile),
          Rule.of(
              "\\s*%1$s\\s+%1$s\\s+%2$s\\s+%1$s\\s*".formatted(DECIMAL, COUNT),
              WrkOutputParser::onSpectrum),
          Rule.of(
              "#\\[Mean\\s+=\\s+%1$s, StdDeviation\\s+=\\s+%1$s]".formatted(DECIMAL),
              WrkOutputParser::onMoments),
          Rule.of(
              "#\\[Max\\s+=\\s+%s, Total count\\s+=\\s+%s]".formatted(DECIMAL, COUNT),
              WrkOutputParser::onMax),
          Rule.of("\\s+" + COUNT + " requests in (\\S+), (\\S+)B read", WrkOutputParser::onTotals),
          Rule.of(
              "\\s+Socket errors: connect %1$s, read %1$s, write %1$s, timeout %1$s"
                  .formatted(COUNT),
              WrkOutputParser::onSocketErrors),
          Rule.of("\\s+Non-2xx or 3xx responses: " + COUNT, WrkOutputParser::onStatus),
          Rule.of("Requests/sec:\\s+(\\S+)", WrkOutputParser::onRate),
          Rule.of("Transfer/sec:\\s+(\\S+)B", WrkOutputParser::onTransfer));

  private final LatencyBuilder latency = new LatencyBuilder();
  private @Nullable LatencyBuilder uncorrected;
  private long requests = -1;
  private double durationSeconds;
  private double bytes;
  private WrkErrors errors = WrkErrors.NONE;
  private double requestsPerSecond = Double.NaN;
  private double bytesPerSecond = Double.NaN;
  private boolean hasTransfer;

  private WrkOutputParser() {}

  /**
   * Parses a complete output.
   *
   * @throws WrkFormatException if it is none, or ends too early
   */
  public static WrkOutput parse(String text) throws WrkFormatException {
    WrkOutputParser parser = new WrkOutputParser();
    for (String line : text.split("\\R", -1)) {
      parser.parseLine(line);
    }
    return parser.output(text);
  }

  private void parseLine(String line) throws WrkFormatException {
    if (line.length() > MAX_LINE) {
      return;
    }
    for (Rule rule : RULES) {
      Matcher matcher = rule.pattern().matcher(line);
      if (matcher.matches()) {
        try {
          rule.action().accept(this, matcher);
          return;
        } catch (IllegalArgumentException e) {
          throw new WrkFormatException("%s in the line \"%s\"".formatted(e.getMessage(), line));
        }
      }
    }
  }

  private WrkOutput output(String text) throws WrkFormatException {
    if (requests < 0 || !hasTransfer) {
      throw new WrkFormatException(
          text.isBlank() ? "it printed nothing" : "its output ends with " + lastLine(text));
    }
    return new WrkOutput(
        latency.build(requests),
        uncorrected == null ? null : uncorrected.build(requests),
        requests,
        durationSeconds,
        Math.round(bytes),
        errors,
        requestsPerSecond,
        bytesPerSecond);
  }

  /** Quotes the last line of a text that is not blank. */
  private static String lastLine(String text) {
    String last = text.lines().filter(line -> !line.isBlank()).reduce("", (one, two) -> two);
    String line = last.strip();
    return "\"%s\""
        .formatted(line.length() > MAX_SHOWN ? line.substring(0, MAX_SHOWN) + "…" : line);
  }

  /** Distribution that the lines belong to. */
  private LatencyBuilder current() {
    LatencyBuilder second = uncorrected;
    return second == null ? latency : second;
  }

  private void onThreads(Matcher line) {
    latency.moments(WrkUnits.millis(line.group(1)), WrkUnits.millis(line.group(2)));
    latency.max(WrkUnits.millis(line.group(3)));
  }

  private void onDistribution(Matcher line) {
    if (line.group(1).contains("Uncorrected")) {
      uncorrected = new LatencyBuilder();
    }
  }

  private void onPercentile(Matcher line) {
    current().percentile(line.group(1), WrkUnits.millis(line.group(2)));
  }

  private void onSpectrum(Matcher line) {
    current()
        .row(
            new SpectrumPoint(
                WrkUnits.number(line.group(1)),
                WrkUnits.number(line.group(2)),
                Long.parseLong(line.group(3))));
  }

  private void onMoments(Matcher line) {
    current().moments(WrkUnits.number(line.group(1)), WrkUnits.number(line.group(2)));
  }

  private void onMax(Matcher line) {
    current().max(WrkUnits.number(line.group(1)));
    current().count(Long.parseLong(line.group(2)));
  }

  private void onTotals(Matcher line) {
    requests = Long.parseLong(line.group(1));
    durationSeconds = WrkUnits.millis(line.group(2)) / 1e3;
    bytes = WrkUnits.bytes(line.group(3));
  }

  private void onSocketErrors(Matcher line) {
    errors =
        errors.withSocketErrors(
            new WrkErrors(
                Long.parseLong(line.group(1)),
                Long.parseLong(line.group(2)),
                Long.parseLong(line.group(3)),
                Long.parseLong(line.group(4)),
                0));
  }

  private void onStatus(Matcher line) {
    errors = errors.withStatus(Long.parseLong(line.group(1)));
  }

  private void onRate(Matcher line) {
    requestsPerSecond = WrkUnits.number(line.group(1));
  }

  private void onTransfer(Matcher line) {
    bytesPerSecond = WrkUnits.bytes(line.group(1));
    hasTransfer = true;
  }
}
