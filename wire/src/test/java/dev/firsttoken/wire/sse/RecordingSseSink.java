package dev.firsttoken.wire.sse;

import dev.firsttoken.wire.testing.FragmentFeeder;
import io.netty.buffer.ByteBuf;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** Records the data of each event as text, and marks errors. */
final class RecordingSseSink implements SseSink {

  /** Precedes the data of an error. */
  static final String ERROR = "[error] ";

  final List<String> events = new ArrayList<>();
  private final ByteArrayOutputStream data = new ByteArrayOutputStream();

  /** Scans a stream that arrives in one read and returns its events. */
  static List<String> of(String stream) {
    byte[] bytes = stream.getBytes(StandardCharsets.UTF_8);
    RecordingSseSink sink = new RecordingSseSink();
    FragmentFeeder.feedInSizes(Math.max(1, bytes.length), bytes, new SseScanner(sink)::scan);
    return sink.events;
  }

  @Override
  public void onData(ByteBuf bytes, int from, int to) {
    if (to <= from) {
      throw new AssertionError("an empty piece: " + from + " to " + to);
    }
    for (int i = from; i < to; i++) {
      data.write(bytes.getByte(i));
    }
  }

  @Override
  public void onEvent(boolean error) {
    events.add((error ? ERROR : "") + data.toString(StandardCharsets.UTF_8));
    data.reset();
  }
}
