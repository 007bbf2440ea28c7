package dev.firsttoken.proxy.perf;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * Load on the target during one window.
 *
 * @param streams number of streams that run throughout, each with a frame every {@link
 *     #FRAME_NANOS}
 * @param burst number of connections that request a stream once a second, {@link #BURST_STEP_NANOS}
 *     apart
 * @param buffered number of connections that request a non-streamed response every {@link
 *     #BUFFERED_NANOS}, unless the previous one is outstanding
 */
record Load(String name, int streams, int burst, int buffered) {
  static final long FRAME_NANOS = TimeUnit.MILLISECONDS.toNanos(5);
  static final long BURST_NANOS = TimeUnit.SECONDS.toNanos(1);

  /** Phase of a burst's first request, far from the start and end of a window. */
  static final long BURST_OFFSET_NANOS = TimeUnit.MILLISECONDS.toNanos(300);

  static final long BURST_STEP_NANOS = TimeUnit.MICROSECONDS.toNanos(100);
  static final long BUFFERED_NANOS = TimeUnit.MILLISECONDS.toNanos(10);
  private static final int BURST = 200;
  private static final int BURST_STREAMS = 50;
  private static final int BUFFERED = 50;

  /** True if only streams run, so that all CPU time belongs to frames. */
  boolean isStreamsOnly() {
    return burst + buffered == 0;
  }

  /** One load of running streams for each count, then the burst, then non-streamed responses. */
  static List<Load> all(List<Integer> streams) {
    List<Load> loads = new ArrayList<>();
    for (int count : streams) {
      loads.add(new Load(count + " streams", count, 0, 0));
    }
    loads.add(
        new Load(
            "%d at once on %d streams".formatted(BURST, BURST_STREAMS), BURST_STREAMS, BURST, 0));
    loads.add(new Load("non-streamed, 300 bytes", 0, 0, BUFFERED));
    return loads;
  }
}
