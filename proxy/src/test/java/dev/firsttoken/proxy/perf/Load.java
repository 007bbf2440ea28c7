package dev.firsttoken.proxy.perf;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * What the target is put under for one window.
 *
 * @param streams how many streams run throughout, a frame each every {@link #FRAME_NANOS}
 * @param burst connections that ask for a stream once a second, one after the other at steps of
 *     {@link #BURST_STEP_NANOS}
 * @param buffered connections that ask for a whole answer every {@link #BUFFERED_NANOS}, unless the
 *     last one has not come yet
 */
record Load(String name, int streams, int burst, int buffered) {
  static final long FRAME_NANOS = TimeUnit.MILLISECONDS.toNanos(5);
  static final long BURST_NANOS = TimeUnit.SECONDS.toNanos(1);

  /** The first ask of a burst comes when a window's start or end is far. */
  static final long BURST_OFFSET_NANOS = TimeUnit.MILLISECONDS.toNanos(300);

  static final long BURST_STEP_NANOS = TimeUnit.MICROSECONDS.toNanos(100);
  static final long BUFFERED_NANOS = TimeUnit.MILLISECONDS.toNanos(10);
  private static final int BURST = 200;
  private static final int BURST_STREAMS = 50;
  private static final int BUFFERED = 50;

  /** Whether nothing but streams runs, so that all CPU time is the frames'. */
  boolean isStreamsOnly() {
    return burst + buffered == 0;
  }

  /** One load of running streams for each count, then the burst, then the whole answers. */
  static List<Load> all(List<Integer> streams) {
    List<Load> loads = new ArrayList<>();
    for (int count : streams) {
      loads.add(new Load(count + " streams", count, 0, 0));
    }
    loads.add(
        new Load(
            "%d at once on %d streams".formatted(BURST, BURST_STREAMS), BURST_STREAMS, BURST, 0));
    loads.add(new Load("whole answers of 300 bytes", 0, 0, BUFFERED));
    return loads;
  }
}
