package dev.firsttoken.proxy.chaos;

import dev.firsttoken.wire.testing.RawClient;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;

/** Synthetic streams with a frame every 20 ms, one after the other on each connection. */
public final class SteadyStreams implements AutoCloseable {
  private static final int FRAMES = 50;
  private static final String REQUEST =
      RawClient.chat(
          "{\"model\":\"synthetic\",\"stream\":true,\"messages\":[],"
              + "\"ttft_ms\":0,\"delay_ms\":20,\"frames\":"
              + FRAMES
              + "}");

  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
  private final List<Future<Integer>> streams = new ArrayList<>();
  private final AtomicBoolean isStopped = new AtomicBoolean();
  private final AtomicLong maxGapNanos = new AtomicLong();

  private SteadyStreams() {}

  /** Opens this many connections and streams on each until {@link #stop}. */
  public static SteadyStreams start(int port, int connections) {
    SteadyStreams steady = new SteadyStreams();
    for (int i = 0; i < connections; i++) {
      steady.streams.add(steady.threads.submit(() -> steady.run(port)));
    }
    return steady;
  }

  /** The longest time between two chunks of a stream since the last call. */
  public long takeMaxGapNanos() {
    return maxGapNanos.getAndSet(0);
  }

  /**
   * Finishes the current stream of each connection.
   *
   * @return the number of complete streams
   * @throws ExecutionException if a stream was cut or slow beyond the client's timeout
   */
  public int stop() throws ExecutionException, InterruptedException {
    isStopped.set(true);
    int complete = 0;
    for (Future<Integer> stream : streams) {
      complete += stream.get();
    }
    return complete;
  }

  private int run(int port) throws IOException {
    int complete = 0;
    try (RawClient client = new RawClient(port)) {
      while (!isStopped.get()) {
        client.send(REQUEST);
        client.readHeaders();
        long lastNanos = System.nanoTime();
        while (client.readChunk().length > 0) {
          long now = System.nanoTime();
          maxGapNanos.accumulateAndGet(now - lastNanos, Math::max);
          lastNanos = now;
        }
        complete++;
      }
    }
    return complete;
  }

  @Override
  public void close() {
    isStopped.set(true);
    threads.shutdownNow();
  }
}
