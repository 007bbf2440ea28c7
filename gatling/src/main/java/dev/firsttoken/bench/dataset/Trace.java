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
  static final int MAX_TOKENS = 1_000_000;
  private static final Duration MAX_DURATION = Duration.ofHours(24);

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
   * @param timestampNanos on the recorder's clock
   */
  record RecordedRequest(BigDecimal timestampNanos, int inputTokens, int outputTokens) {}

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
    try (LineReader reader = new LineReader(file)) {
      String firstLine = reader.readLine();
      if (firstLine == null) {
        throw new IllegalArgumentException("holds no line, must hold one request a line");
      }
      Replay replay = new Replay(reader, speed);
      if (firstLine.strip().startsWith("{")) {
        for (String line = firstLine; line != null; line = reader.readLine()) {
          replay.add(JsonTraceParser.parse(reader, line));
        }
      } else {
        CsvTraceParser parser = CsvTraceParser.fromHeader(reader, firstLine);
        for (String line = reader.readLine(); line != null; line = reader.readLine()) {
          replay.add(parser.parse(line));
        }
      }
      return replay.toTrace();
    } catch (IOException e) {
      throw new IllegalArgumentException("can't be read: " + e.getMessage(), e);
    }
  }

  /** Moves recorded times to the replay's, and sees that they only go forward. */
  private static final class Replay {
    private final List<Request> requests = new ArrayList<>();
    private final LineReader reader;
    private final double speed;
    private BigDecimal firstNanos = BigDecimal.ZERO;
    private BigDecimal lastNanos = BigDecimal.ZERO;
    private int lastLine;

    Replay(LineReader reader, double speed) {
      this.reader = reader;
      this.speed = speed;
    }

    void add(RecordedRequest recorded) {
      if (requests.isEmpty()) {
        firstNanos = recorded.timestampNanos();
      } else if (recorded.timestampNanos().compareTo(lastNanos) < 0) {
        throw reader.invalid(
            "goes back in time, by %s ms from line %d: must not be earlier than the line before"
                .formatted(formatMillis(lastNanos.subtract(recorded.timestampNanos())), lastLine));
      }
      lastNanos = recorded.timestampNanos();
      lastLine = reader.lineNumber();
      double dueNanos = lastNanos.subtract(firstNanos).doubleValue() / speed;
      if (dueNanos > MAX_DURATION.toNanos()) {
        throw reader.invalid(
            "comes %.1f hours after the first one: must be at most 24, or --speed greater"
                .formatted(dueNanos / Duration.ofHours(1).toNanos()));
      }
      // An answer of no token can't be asked for.
      requests.add(
          new Request(
              Math.round(dueNanos), recorded.inputTokens(), Math.max(1, recorded.outputTokens())));
    }

    private static String formatMillis(BigDecimal nanos) {
      return nanos.movePointLeft(6).stripTrailingZeros().toPlainString();
    }

    Trace toTrace() {
      if (requests.isEmpty()) {
        throw new IllegalArgumentException("holds a head and no line, must hold a request a line");
      }
      return new Trace(List.copyOf(requests));
    }
  }
}
