package dev.firsttoken.bench.dataset;

import java.io.IOException;
import java.math.BigDecimal;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * Recorded requests to replay, at their recorded times and with prompts and responses of their
 * recorded lengths.
 *
 * @param requests in time order; at least one
 */
public record Trace(List<Request> requests) {
  private static final Duration MAX_DURATION = Duration.ofHours(24);

  /**
   * One request of a replay.
   *
   * @param dueNanos due time after the first request, at the replay's speed
   * @param inputTokens approximate length of the prompt
   * @param outputTokens max length of the response; at least 1
   */
  public record Request(long dueNanos, int inputTokens, int outputTokens) {}

  /** Due time of each request in ns, from the first one. */
  public long[] dueNanos() {
    return requests.stream().mapToLong(Request::dueNanos).toArray();
  }

  /**
   * Reads a complete file. Its first line decides between JSON Lines and CSV.
   *
   * @param speed replay speed as a multiple of the recorded one
   * @throws IllegalArgumentException with the line, the value found and what was expected
   */
  public static Trace read(Path file, double speed) {
    try (LineReader reader = new LineReader(file)) {
      String firstLine = reader.readLine();
      if (firstLine == null) {
        throw new IllegalArgumentException("the file is empty; put one request on each line");
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

  /** Converter of recorded times to due times; rejects times out of order. */
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
            "is %s ms earlier than line %d; sort the requests by time"
                .formatted(formatMillis(lastNanos.subtract(recorded.timestampNanos())), lastLine));
      }
      lastNanos = recorded.timestampNanos();
      lastLine = reader.lineNumber();
      double dueNanos = lastNanos.subtract(firstNanos).doubleValue() / speed;
      if (dueNanos > MAX_DURATION.toNanos()) {
        throw reader.invalid(
            "is due %.1f hours after the first request, the maximum is 24; raise --speed"
                .formatted(dueNanos / Duration.ofHours(1).toNanos()));
      }
      // A server rejects max_tokens of 0.
      requests.add(
          new Request(
              Math.round(dueNanos), recorded.inputTokens(), Math.max(1, recorded.outputTokens())));
    }

    private static String formatMillis(BigDecimal nanos) {
      return nanos.movePointLeft(6).stripTrailingZeros().toPlainString();
    }

    Trace toTrace() {
      if (requests.isEmpty()) {
        throw new IllegalArgumentException(
            "the file has a header but no requests; put one request on each line");
      }
      return new Trace(List.copyOf(requests));
    }
  }
}
