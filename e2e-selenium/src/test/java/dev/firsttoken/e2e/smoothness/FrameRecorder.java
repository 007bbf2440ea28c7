package dev.firsttoken.e2e.smoothness;

import dev.firsttoken.e2e.browser.Browser;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/** Records the frames and the long tasks of a page. */
public final class FrameRecorder {
  private static final String SCRIPT =
      """
      (() => {
        const longTasks = [];
        const observer = new PerformanceObserver((list) => longTasks.push(...list.getEntries()));
        observer.observe({ type: 'longtask' });
        let frames = [];
        let last = 0;
        let since = 0;
        let recording = false;
        const onFrame = (now) => {
          if (!recording) return;
          if (last > 0) frames.push(now - last);
          last = now;
          requestAnimationFrame(onFrame);
        };
        window.frameRecorder = {
          start() {
            frames = [];
            last = 0;
            since = performance.now();
            recording = true;
            requestAnimationFrame(onFrame);
          },
          stop() {
            recording = false;
            longTasks.push(...observer.takeRecords());
            const tasks = longTasks.filter((task) => task.startTime + task.duration > since);
            return { frames, longTasks: tasks.map((task) => task.duration) };
          },
        };
      })();
      """;

  private final Browser browser;

  private FrameRecorder(Browser browser) {
    this.browser = browser;
  }

  /** Adds a recorder to every page that the browser loads from now on. */
  public static FrameRecorder install(Browser browser) {
    browser.runBeforePages(SCRIPT);
    return new FrameRecorder(browser);
  }

  public void start() {
    browser.run("window.frameRecorder.start()");
  }

  /** Ends the recording. */
  public FrameStats stop() {
    Map<?, ?> recorded =
        (Map<?, ?>) Objects.requireNonNull(browser.run("return window.frameRecorder.stop()"));
    return new FrameStats(numbers(recorded, "frames"), numbers(recorded, "longTasks"));
  }

  private static List<Double> numbers(Map<?, ?> recorded, String name) {
    List<?> values = (List<?>) Objects.requireNonNull(recorded.get(name));
    return values.stream().map(value -> ((Number) value).doubleValue()).toList();
  }
}
