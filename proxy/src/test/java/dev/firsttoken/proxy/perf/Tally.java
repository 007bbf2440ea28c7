package dev.firsttoken.proxy.perf;

/** What the clients saw, all told and in the window; on their event loop. */
final class Tally {
  private final Samples transit = new Samples();
  private final Samples ttft = new Samples();
  private boolean open;
  private long framesDue;
  private long frames;
  private long answers;

  /** All frames that upstream sends from here on are due. */
  void reset(long framesSent) {
    framesDue = -framesSent;
  }

  /** Whether every frame that upstream has sent since the reset has come, and none twice. */
  boolean sawAll(long framesSent) {
    return framesDue + framesSent == 0;
  }

  /** The window begins. */
  void open() {
    transit.clear();
    ttft.clear();
    frames = 0;
    answers = 0;
    open = true;
  }

  /** The window ends: from here on it can be read by others. */
  void close() {
    open = false;
  }

  /** A fed stream's frame came, this long after it was stamped. */
  void frame(long transitNanos) {
    framesDue--;
    if (open) {
      frames++;
      transit.add(transitNanos);
    }
  }

  /** The first content event of a {@link Question#ONCE} came, this long after it was asked for. */
  void firstEvent(long ttftNanos) {
    if (open) {
      ttft.add(ttftNanos);
    }
  }

  /** An answer came to its end. */
  void answer() {
    if (open) {
      answers++;
    }
  }

  /** Frames in the window. */
  long frames() {
    return frames;
  }

  /** Answers in the window. */
  long answers() {
    return answers;
  }

  /** One way of each frame in the window. */
  Spread transit() {
    return Spread.of(transit);
  }

  /** Ask to first content event of each in the window. */
  Spread ttft() {
    return Spread.of(ttft);
  }
}
