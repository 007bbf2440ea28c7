package dev.firsttoken.dashboards;

import dev.firsttoken.dashboards.grafana.Dashboard;
import dev.firsttoken.dashboards.grafana.Panel;
import dev.firsttoken.dashboards.grafana.PromQl;
import dev.firsttoken.dashboards.prometheus.Series;
import dev.firsttoken.dashboards.stage.Stage;
import dev.firsttoken.dashboards.stage.Traffic;
import dev.firsttoken.wire.testing.BenchCommand;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;

/**
 * Numbers of the dashboard in three situations under the same load: all is well, upstream is slow,
 * and the proxy is slow because other streams burn the CPU of its event loops. Prints a table in
 * Markdown.
 */
final class LatencyStory {
  /** Panels that tell the two apart, and the throughput that does not. */
  private static final List<String> PANELS =
      List.of(
          "Was it us or upstream?",
          "How long is each read held?",
          "How even is the stream?",
          "How much CPU is used?",
          "How many requests end per second?");

  private static final int SECONDS = 20;

  /** Shorter than the load by more than the bench takes to start. */
  private static final int WINDOW_SECONDS = 15;

  private static final int BURNING_STREAMS = 4;

  /** A third of a core for each stream. */
  private static final String BURNING =
      "{\"model\":\"synthetic\",\"stream\":true,\"frames\":100,\"delay_ms\":30,\"spin_us\":10000}";

  private final Stage stage;
  private final Path dir;
  private final StoryTable table = new StoryTable();

  private LatencyStory(Stage stage, Path dir) {
    this.stage = stage;
    this.dir = dir;
  }

  public static void main(String[] args) throws IOException {
    Path dir = Files.createTempDirectory("first-token-story");
    try (Stage stage = new Stage(Map.of(), false)) {
      LatencyStory story = new LatencyStory(stage, dir);
      story.warmUp();
      story.tell("all is well", 50);
      story.tell("upstream is slow", 400);
      try (Traffic burning = new Traffic()) {
        for (int stream = 0; stream < BURNING_STREAMS; stream++) {
          burning.chat(stage.port(Stage.PROXY), BURNING);
        }
        story.tell("the proxy is slow", 50);
      }
      story.table.lines().forEach(System.out::println);
    }
  }

  /**
   * Sends the same load once without a look, so that no number has the start of the proxy in it.
   */
  private void warmUp() throws IOException {
    load("warm-up", 50);
  }

  /**
   * Sends the load, and reads the panels at a moment before its end, when the bench still sends.
   */
  private void tell(String situation, int ttftMillis) throws IOException {
    table.startColumn(situation);
    Instant underLoad = Instant.now().plusSeconds(SECONDS);
    table.set("the bench: TTFT p95, ms", load(situation, ttftMillis));
    for (Panel panel : Dashboard.read().panels()) {
      if (PANELS.contains(panel.title())) {
        read(panel, underLoad);
      }
    }
  }

  /** Sends the load and returns the 95th percentile of TTFT that the bench measured, in ms. */
  private double load(String situation, int ttftMillis) throws IOException {
    System.err.printf("%s: %d s%n", situation, SECONDS);
    Path own = Files.createDirectory(dir.resolve(situation.replace(' ', '-')));
    try (BenchCommand bench =
        BenchCommand.start(
            own,
            "sweep",
            "--base-url=" + stage.url(Stage.PROXY),
            "--model=relayed",
            "--concurrency=8",
            "--duration=" + SECONDS + "s",
            "--warmup=0",
            "--frames=40",
            "--delay-ms=10",
            "--ttft-ms=" + ttftMillis)) {
      if (bench.exitStatus() != 0) {
        throw new IllegalStateException(bench.err());
      }
      return bench.json().path("ttft_p95").asDouble();
    }
  }

  private void read(Panel panel, Instant underLoad) {
    Map<String, String> values =
        Map.of(
            "job", ".+",
            "instance", ".+",
            "runtime", ".+",
            "model", "relayed",
            "__rate_interval", WINDOW_SECONDS + "s");
    panel
        .targets()
        .forEach(
            target -> {
              String expression = PromQl.fill(target.path("expr").asText(), values);
              String row = panel.title() + " " + target.path("legendFormat").asText();
              table.addRow(row);
              for (Series series : stage.prometheus().api().query(expression, underLoad)) {
                table.set(series.legend(row), series.values().getLast());
              }
            });
  }
}
