package dev.firsttoken.wire.chat;

import dev.firsttoken.wire.sse.SseScanner;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.PooledByteBufAllocator;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Locale;

/**
 * Measures how fast this machine scans events. Not a test: run its main by hand. For each kind of
 * buffer and stream it prints the best and the median of 15 rounds. Reads have one event or 16 kB,
 * as from a slow and a fast upstream.
 */
final class ScanThroughput {

  private static final int EVENTS = 5_000;
  private static final int ROUNDS = 15;

  private ScanThroughput() {}

  public static void main(String[] args) {
    for (int text : new int[] {8, 64, 1_024}) {
      byte[] event = event(text);
      for (boolean direct : new boolean[] {true, false}) {
        PooledByteBufAllocator alloc = PooledByteBufAllocator.DEFAULT;
        int size = event.length * EVENTS;
        ByteBuf stream = direct ? alloc.directBuffer(size) : alloc.heapBuffer(size);
        for (int i = 0; i < EVENTS; i++) {
          stream.writeBytes(event);
        }
        measure(direct ? "direct" : "heap", stream, event.length, event.length);
        measure(direct ? "direct" : "heap", stream, event.length, 16_384);
        stream.release();
      }
    }
  }

  private static byte[] event(int text) {
    String json =
        """
        {"id":"chatcmpl-1","object":"chat.completion.chunk","created":1700000000,"model":"m",\
        "choices":[{"index":0,"delta":{"content":"%s"},"finish_reason":null}]}\
        """
            .formatted("x".repeat(text));
    return ("data: " + json + "\n\n").getBytes(StandardCharsets.US_ASCII);
  }

  private static void measure(String kind, ByteBuf stream, int event, int read) {
    long[] contentEvents = new long[1];
    SseScanner scanner =
        new SseScanner(new ChatScanner(facts -> contentEvents[0] += facts.hasContent() ? 1 : 0));
    double[] nanos = new double[ROUNDS];
    for (int warmup = 0; warmup < 20; warmup++) {
      scan(scanner, stream, read);
    }
    contentEvents[0] = 0;
    for (int round = 0; round < ROUNDS; round++) {
      long start = System.nanoTime();
      scan(scanner, stream, read);
      nanos[round] = (double) (System.nanoTime() - start) / EVENTS;
    }
    if (contentEvents[0] != (long) EVENTS * ROUNDS) {
      throw new IllegalStateException("content events counted: " + contentEvents[0]);
    }
    Arrays.sort(nanos);
    System.out.printf(
        Locale.ROOT,
        "%-6s %5d B an event, reads of %5d B: best %6.1f ns, median %6.1f ns an event, %5.0f"
            + " MB/s%n",
        kind,
        event,
        read,
        nanos[0],
        nanos[ROUNDS / 2],
        event * 1_000.0 / nanos[ROUNDS / 2]);
  }

  private static void scan(SseScanner scanner, ByteBuf stream, int read) {
    int end = stream.writerIndex();
    for (int at = 0; at < end; at += read) {
      scanner.scan(stream, at, Math.min(end, at + read));
    }
  }
}
