package dev.firsttoken.bench.dataset;

import java.io.IOException;
import java.math.BigDecimal;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * Recorded requests, to be sent again at their times with prompts and answers of their lengths.
 *
 * @param requests in the order of their times; at least one
 */
public record Trace(List<Request> requests) {
  static final int MOST_TOKENS = 1_000_000;
  private static final Duration LONGEST = Duration.ofHours(24);

  /**
   * One request.
   *
   * @param dueNanos from the first one's time, at the replay's speed
   * @param inputTokens of its prompt, about
   * @param outputTokens that it asks for at most; 1 or more
   */
  public record Request(long dueNanos, int inputTokens, int outputTokens) {}

  /**
   * A line as it was recorded.
   *
   * @param nanos on the recorder's clock
   */
  record Recorded(BigDecimal nanos, int inputTokens, int outputTokens) {}

  /** When each request is due, in ns from the first one. */
  public long[] dueNanos() {
    return requests.stream().mapToLong(Request::dueNanos).toArray();
  }

  /**
   * Reads a whole file, of either kind: its first line tells which.
   *
   * @param speed how many times faster than recorded
   * @throws IllegalArgumentException with the line, what stands there and what was expected
   */
  public static Trace read(Path file, double speed) {
    try (LineReader lines = new LineReader(file)) {
      String first = lines.next();
      if (first == null) {
        throw new IllegalArgumentException("holds no line, must hold one request a line");
      }
      Replay replay = new Replay(lines, speed);
      if (first.strip().startsWith("{")) {
        for (String line = first; line != null; line = lines.next()) {
          replay.add(JsonTraceParser.read(lines, line));
        }
      } else {
        CsvTraceParser table = CsvTraceParser.headed(lines, first);
        for (String line = lines.next(); line != null; line = lines.next()) {
          replay.add(table.read(line));
        }
      }
      return replay.trace();
    } catch (IOException e) {
      throw new IllegalArgumentException("can't be read: " + e.getMessage(), e);
    }
  }

  /** Moves recorded times to the replay's, and sees that they only go forward. */
  private static final class Replay {
    private final List<Request> requests = new ArrayList<>();
    private final LineReader lines;
    private final double speed;
    private BigDecimal firstNanos = BigDecimal.ZERO;
    private BigDecimal lastNanos = BigDecimal.ZERO;
    private int lastLine;

    Replay(LineReader lines, double speed) {
      this.lines = lines;
      this.speed = speed;
    }

    void add(Recorded next) {
      if (requests.isEmpty()) {
        firstNanos = next.nanos();
      } else if (next.nanos().compareTo(lastNanos) < 0) {
        throw lines.bad(
            "goes back in time, by %s ms from line %d: must not be earlier than the line before"
                .formatted(millis(lastNanos.subtract(next.nanos())), lastLine));
      }
      lastNanos = next.nanos();
      lastLine = lines.number();
      double dueNanos = lastNanos.subtract(firstNanos).doubleValue() / speed;
      if (dueNanos > LONGEST.toNanos()) {
        throw lines.bad(
            "comes %.1f hours after the first one: must be at most 24, or --speed greater"
                .formatted(dueNanos / Duration.ofHours(1).toNanos()));
      }
      // An answer of no token can't be asked for.
      requests.add(
          new Request(Math.round(dueNanos), next.inputTokens(), Math.max(1, next.outputTokens())));
    }

    private static String millis(BigDecimal nanos) {
      return nanos.movePointLeft(6).stripTrailingZeros().toPlainString();
    }

    Trace trace() {
      if (requests.isEmpty()) {
        throw new IllegalArgumentException("holds a head and no line, must hold a request a line");
      }
      return new Trace(List.copyOf(requests));
    }
  }
}
