package dev.firsttoken.e2e.smoothness;

import java.util.List;

/**
 * Frames and long tasks of one recording.
 *
 * @param frames time from each frame to the next, in ms
 * @param longTasks durations of the tasks over 50 ms, in ms
 */
public record FrameStats(List<Double> frames, List<Double> longTasks) {
  /** Value that 95 % of the frame times do not exceed, in ms. */
  public double frameP95() {
    List<Double> sorted = frames.stream().sorted().toList();
    return sorted.get((int) Math.ceil(sorted.size() * 0.95) - 1);
  }

  /** Longest frame time, in ms. */
  public double frameMax() {
    return max(frames);
  }

  /** Duration of the longest task in ms, or 0 if none was over 50 ms. */
  public double longestTask() {
    return max(longTasks);
  }

  private static double max(List<Double> values) {
    return values.stream().mapToDouble(Double::doubleValue).max().orElse(0);
  }
}
