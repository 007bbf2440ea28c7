package dev.firsttoken.dashboards;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Conventions of alerts and recording rules. */
class AlertsTest {
  private static final Path ALERTS = Path.of("prometheus", "alerts.yml");
  private static final Path RECORDING = Path.of("prometheus", "recording.yml");
  private static final Path TESTS = Path.of("prometheus", "tests", "alerts.test.yml");
  private static final Path RUNBOOK = Path.of("..", "docs", "runbook.md");

  static List<JsonNode> alerts() {
    return rules(ALERTS);
  }

  private static List<JsonNode> rules(Path file) {
    List<JsonNode> rules = new ArrayList<>();
    Yaml.read(file).path("groups").forEach(group -> group.path("rules").forEach(rules::add));
    assertThat(rules).isNotEmpty();
    return rules;
  }

  @ParameterizedTest
  @MethodSource("alerts")
  void alertSaysHowBadItIsAndWhatToDo(JsonNode alert) throws IOException {
    String name = alert.path("alert").asText();
    assertThat(name).startsWith("FirstToken");
    assertThat(alert.at("/labels/severity").asText()).isIn("critical", "warning", "info");
    assertThat(alert.at("/annotations/summary").asText())
        .matches("[A-Z].*\\.")
        .doesNotContain("{{");
    assertThat(alert.at("/annotations/description").asText()).contains("{{ $").endsWith(".");
    assertThat(alert.at("/annotations/runbook").asText())
        .isEqualTo("docs/runbook.md#" + name.toLowerCase(Locale.ROOT));
    assertThat(Files.readString(RUNBOOK)).contains("\n## " + name + "\n");
  }

  @ParameterizedTest
  @MethodSource("alerts")
  void alertHasACaseInWhichItFiresAndOneInWhichItDoesNot(JsonNode alert) {
    List<Boolean> fires = new ArrayList<>();
    Yaml.read(TESTS)
        .path("tests")
        .forEach(
            test ->
                test.path("alert_rule_test")
                    .forEach(
                        each -> {
                          if (each.path("alertname").equals(alert.path("alert"))) {
                            fires.add(each.has("exp_alerts"));
                          }
                        }));
    assertThat(fires).contains(true, false);
  }

  @Test
  void runbookHasASectionForEachAlertAndNoOther() throws IOException {
    assertThat(
            Files.readAllLines(RUNBOOK).stream().filter(line -> line.startsWith("## FirstToken")))
        .containsExactlyElementsOf(
            alerts().stream().map(alert -> "## " + alert.path("alert").asText()).toList());
  }

  @Test
  void recordedSeriesAreNamedByLevelMetricAndOperation() {
    assertThat(rules(RECORDING))
        .extracting(rule -> rule.path("record").asText())
        .doesNotHaveDuplicates()
        .allMatch(name -> name.matches("[a-z_]+:[a-z_0-9]+:[a-z0-9_]+"));
  }
}
