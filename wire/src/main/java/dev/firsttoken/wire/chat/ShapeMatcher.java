package dev.firsttoken.wire.chat;

import org.jspecify.annotations.Nullable;

/** Recognizes the events of one stream by the shapes of those before it. */
final class ShapeMatcher {
  /**
   * Number of unknown events of a stream that are all learned. After them one is learned each time
   * that their number has doubled.
   */
  private static final int LEARN_FIRST = 8;

  /** Shape of the last event that matched one. */
  private @Nullable EventShape shape;

  private int unknownEvents;

  /**
   * Recognizes the event at the start of these bytes, and sets its facts. Learns its shape if it is
   * unknown: the next one of it is recognized.
   *
   * @param chunkFacts without facts
   * @return index of the first byte behind the event, or {@link EventShape#NO_MATCH}
   */
  int match(EventShapes known, byte[] input, int from, int to, ChunkFacts chunkFacts) {
    EventShape last = shape;
    int end = last == null ? EventShape.NO_MATCH : last.match(input, from, to, chunkFacts);
    for (int i = 0; end == EventShape.NO_MATCH && i < known.size(); i++) {
      EventShape candidate = known.get(i);
      if (candidate != last) {
        end = candidate.match(input, from, to, chunkFacts);
        shape = end == EventShape.NO_MATCH ? last : candidate;
      }
    }
    if (end == EventShape.NO_MATCH) {
      learn(known, input, from, to);
    }
    return end;
  }

  /** Bounds the work and the garbage for a stream whose events have nothing in common. */
  private void learn(EventShapes known, byte[] input, int from, int to) {
    int end = EventShapes.endOfEvent(input, from, to);
    if (end == EventShape.NO_MATCH) {
      return;
    }
    unknownEvents++;
    if (unknownEvents <= LEARN_FIRST || Integer.bitCount(unknownEvents) == 1) {
      EventShape learned = known.learn(input, from, end);
      shape = learned == null ? shape : learned;
    }
  }
}
