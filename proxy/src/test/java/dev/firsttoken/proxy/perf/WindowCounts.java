package dev.firsttoken.proxy.perf;

/** Counts of the clients, in total and in the window. Confined to their event loop. */
final class WindowCounts {
  private final Samples transit = new Samples();
  private final Samples ttft = new Samples();
  private boolean measuring;
  private long pendingFrames;
  private long frames;
  private long responses;

  /** Expects all frames that the upstream sends from now on. */
  void reset(long framesSent) {
    pendingFrames = -framesSent;
  }

  /** True if every frame that the upstream has sent since the reset arrived exactly once. */
  boolean hasAllFrames(long framesSent) {
    return pendingFrames + framesSent == 0;
  }

  /** Starts the window. */
  void startWindow() {
    transit.clear();
    ttft.clear();
    frames = 0;
    responses = 0;
    measuring = true;
  }

  /** Ends the window; from now on other threads can read it. */
  void stopWindow() {
    measuring = false;
  }

  /** Counts a frame of an active stream with its transit time. */
  void onFrame(long transitNanos) {
    pendingFrames--;
    if (measuring) {
      frames++;
      transit.add(transitNanos);
    }
  }

  /**
   * Counts the first content event of a {@link LoadRequest#BURST} with its time since the request.
   */
  void onFirstEvent(long ttftNanos) {
    if (measuring) {
      ttft.add(ttftNanos);
    }
  }

  /** Counts a complete response. */
  void onResponse() {
    if (measuring) {
      responses++;
    }
  }

  /** Number of frames in the window. */
  long frames() {
    return frames;
  }

  /** Number of responses in the window. */
  long responses() {
    return responses;
  }

  /** Transit times of the frames in the window. */
  Percentiles transit() {
    return Percentiles.of(transit);
  }

  /** Times from request to first content event in the window. */
  Percentiles ttft() {
    return Percentiles.of(ttft);
  }
}
