package dev.firsttoken.proxy.perf;

/** What the clients saw, all told and in the window; on their event loop. */
final class WindowCounts {
  private final Samples transit = new Samples();
  private final Samples ttft = new Samples();
  private boolean measuring;
  private long pendingFrames;
  private long frames;
  private long responses;

  /** All frames that upstream sends from here on are due. */
  void reset(long framesSent) {
    pendingFrames = -framesSent;
  }

  /** Whether every frame that upstream has sent since the reset has come, and none twice. */
  boolean hasAllFrames(long framesSent) {
    return pendingFrames + framesSent == 0;
  }

  /** The window begins. */
  void startWindow() {
    transit.clear();
    ttft.clear();
    frames = 0;
    responses = 0;
    measuring = true;
  }

  /** The window ends: from here on it can be read by others. */
  void stopWindow() {
    measuring = false;
  }

  /** A fed stream's frame came, this long after it was stamped. */
  void onFrame(long transitNanos) {
    pendingFrames--;
    if (measuring) {
      frames++;
      transit.add(transitNanos);
    }
  }

  /**
   * The first content event of a {@link RequestKind#BURST} came, this long after it was asked for.
   */
  void onFirstEvent(long ttftNanos) {
    if (measuring) {
      ttft.add(ttftNanos);
    }
  }

  /** An answer came to its end. */
  void onResponse() {
    if (measuring) {
      responses++;
    }
  }

  /** Frames in the window. */
  long frames() {
    return frames;
  }

  /** Answers in the window. */
  long responses() {
    return responses;
  }

  /** One way of each frame in the window. */
  Percentiles transit() {
    return Percentiles.of(transit);
  }

  /** Ask to first content event of each in the window. */
  Percentiles ttft() {
    return Percentiles.of(ttft);
  }
}
