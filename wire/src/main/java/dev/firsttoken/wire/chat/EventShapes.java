package dev.firsttoken.wire.chat;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Shapes of the events that one thread has read, shared by its streams: those of one server differ
 * only in values. A stream that sends other shapes pushes the oldest ones out.
 */
final class EventShapes {
  /** A longer event has no shape. */
  static final int MAX_EVENT_BYTES = 1024;

  /** A stream has up to five: role, content, finish reason, usage and the end. */
  private static final int MAX_SHAPES = 8;

  private static final byte[] DATA = {'d', 'a', 't', 'a', ':'};

  private static final ThreadLocal<EventShapes> OF_THREAD =
      ThreadLocal.withInitial(EventShapes::new);

  private final List<EventShape> shapes = new ArrayList<>(MAX_SHAPES);
  private int oldest;
  private final byte[] window = new byte[MAX_EVENT_BYTES];
  private final ChunkFacts chunkFacts = new ChunkFacts();
  private final ValueSpans spans = new ValueSpans();
  private final JsonScanner jsonScanner = new JsonScanner(chunkFacts, spans);

  private EventShapes() {}

  static EventShapes forCurrentThread() {
    return OF_THREAD.get();
  }

  /** Scratch space of the thread, for the bytes that are scanned at the moment. */
  byte[] window() {
    return window;
  }

  int size() {
    return shapes.size();
  }

  EventShape get(int index) {
    return shapes.get(index);
  }

  /**
   * Learns the shape of an event.
   *
   * @param end index that {@link #endOfEvent} returned
   * @return null if the event has no shape: its data is no valid JSON, or it has too many values
   */
  @Nullable EventShape learn(byte[] input, int from, int end) {
    EventShape shape = shapeOf(Arrays.copyOfRange(input, from, end));
    if (shape == null) {
      return null;
    }
    if (shapes.size() < MAX_SHAPES) {
      shapes.add(shape);
    } else {
      shapes.set(oldest, shape);
      oldest = (oldest + 1) % MAX_SHAPES;
    }
    return shape;
  }

  private @Nullable EventShape shapeOf(byte[] event) {
    int line = DATA.length + (event[DATA.length] == ' ' ? 1 : 0);
    try {
      jsonScanner.scan(event, line, endOfLine(event, line, event.length));
      if (!jsonScanner.finish()) {
        return null;
      }
      chunkFacts.resolveType();
      return EventShape.of(event, spans, chunkFacts);
    } finally {
      jsonScanner.reset();
      chunkFacts.clear();
      spans.clear();
    }
  }

  /**
   * Finds the end of an event that consists of one data line.
   *
   * @return the index behind its blank line, or {@link EventShape#NO_MATCH} if there is none, or
   *     something else stands at the start
   */
  static int endOfEvent(byte[] input, int from, int to) {
    int line = from + DATA.length;
    if (line >= to || !Arrays.equals(input, from, line, DATA, 0, DATA.length)) {
      return EventShape.NO_MATCH;
    }
    int lineEnd = endOfLine(input, line, to);
    int breakLength = lineEnd < to && input[lineEnd] == '\r' ? 2 : 1;
    int end = lineEnd + 2 * breakLength;
    boolean blank =
        end <= to
            && input[lineEnd + breakLength - 1] == '\n'
            && Arrays.equals(
                input, lineEnd, lineEnd + breakLength, input, lineEnd + breakLength, end);
    return blank ? end : EventShape.NO_MATCH;
  }

  private static int endOfLine(byte[] input, int from, int to) {
    int at = from;
    while (at < to && input[at] != '\n' && input[at] != '\r') {
      at++;
    }
    return at;
  }
}
