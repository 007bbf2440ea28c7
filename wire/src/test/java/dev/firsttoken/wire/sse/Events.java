package dev.firsttoken.wire.sse;

import dev.firsttoken.wire.testing.Pieces;
import io.netty.buffer.ByteBuf;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** Keeps what a scanner reports: the data of each event as text. */
final class Events implements SseSink {

  final List<String> seen = new ArrayList<>();
  private final ByteArrayOutputStream data = new ByteArrayOutputStream();

  /** The events of a stream that comes in one read. */
  static List<String> of(String stream) {
    byte[] bytes = stream.getBytes(StandardCharsets.UTF_8);
    Events events = new Events();
    Pieces.ofSize(Math.max(1, bytes.length), bytes, new SseScanner(events)::scan);
    return events.seen;
  }

  @Override
  public void data(ByteBuf bytes, int from, int to) {
    if (to <= from) {
      throw new AssertionError("an empty piece: " + from + " to " + to);
    }
    for (int i = from; i < to; i++) {
      data.write(bytes.getByte(i));
    }
  }

  @Override
  public void event() {
    seen.add(data.toString(StandardCharsets.UTF_8));
    data.reset();
  }
}
