package dev.firsttoken.dashboards;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.firsttoken.dashboards.grafana.Dashboard;
import dev.firsttoken.dashboards.grafana.Panel;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Conventions of Grafana's own linter of dashboards, and a few more. */
class DashboardRulesTest {
  private static final Dashboard DASHBOARD = Dashboard.read();

  /** Grafana's names of the units that the panels need. */
  private static final Set<String> UNITS =
      Set.of("reqps", "percentunit", "short", "ms", "s", "Bps", "bytes");

  private static final Pattern RANGE = Pattern.compile("\\[([^]]*)]");
  private static final Pattern COUNTER = Pattern.compile("\\w+_total\\{");
  private static final Pattern RATED_COUNTER = Pattern.compile("(rate|increase)\\(\\w+_total\\{");
  private static final Pattern SELECTOR = Pattern.compile("\\w+\\{([^}]*)}");

  static List<Panel> panels() {
    return DASHBOARD.panels();
  }

  @Test
  void dashboardIsAClassicOneThatIsNotEdited() {
    JsonNode json = DASHBOARD.json();
    assertThat(json.path("schemaVersion").asInt()).isEqualTo(42);
    assertThat(json.path("editable").asBoolean(true)).isFalse();
    assertThat(json.path("uid").asText()).isEqualTo("first-token");
    assertThat(json.has("apiVersion")).isFalse();
    assertThat(json.path("id").isNumber()).isFalse();
  }

  @Test
  void rowsGoFromTrafficToTheComparison() {
    assertThat(DASHBOARD.rows())
        .containsExactly("Traffic", "Latency", "Throughput", "Saturation", "Compare runtimes");
  }

  @Test
  void datasourceIsAVariable() {
    JsonNode datasource = DASHBOARD.variable("datasource");
    assertThat(datasource.path("type").asText()).isEqualTo("datasource");
    assertThat(datasource.path("query").asText()).isEqualTo("prometheus");
    assertThat(DASHBOARD.variables().getFirst()).isEqualTo(datasource);
  }

  @ParameterizedTest
  @MethodSource("labels")
  void labelIsAVariableWithSeveralValuesAndAll(String name) {
    JsonNode variable = DASHBOARD.variable(name);
    assertThat(variable.path("type").asText()).isEqualTo("query");
    assertThat(variable.path("multi").asBoolean()).isTrue();
    assertThat(variable.path("includeAll").asBoolean()).isTrue();
    assertThat(variable.path("allValue").asText()).isEqualTo(".+");
    assertThat(variable.path("refresh").asInt()).as("on a change of the time range").isEqualTo(2);
    assertThat(variable.at("/datasource/uid").asText()).isEqualTo("${datasource}");
    assertThat(variable.at("/query/query").asText())
        .startsWith("label_values(")
        .endsWith(", " + name + ")");
  }

  static Stream<String> labels() {
    return Stream.of("job", "instance", "runtime", "model");
  }

  @Test
  void benchRunsAreAnnotationsByTheirTag() {
    assertThat(DASHBOARD.json().at("/annotations/list"))
        .anySatisfy(
            annotation -> {
              assertThat(annotation.at("/datasource/uid").asText()).isEqualTo("-- Grafana --");
              assertThat(annotation.at("/target/tags").toString())
                  .isEqualTo("[\"first-token-bench\"]");
            });
  }

  @Test
  void panelsHaveDifferentNumbersAndTitles() {
    assertThat(panels()).extracting(Panel::id).doesNotHaveDuplicates().doesNotContain(0);
    assertThat(panels()).extracting(Panel::title).doesNotHaveDuplicates();
  }

  @ParameterizedTest
  @MethodSource("panels")
  void panelSaysWhatItShowsAndInWhichUnit(Panel panel) {
    JsonNode json = panel.json();
    assertThat(panel.title()).matches("[A-Z$].*[a-z0-9?]");
    assertThat(json.path("description").asText())
        .as("what good looks like")
        .contains("Good: ", ".");
    assertThat(UNITS).contains(json.at("/fieldConfig/defaults/unit").asText());
    assertThat(json.at("/datasource/uid").asText()).isEqualTo("${datasource}");
  }

  @ParameterizedTest
  @MethodSource("panels")
  void panelHasAVisibleLegend(Panel panel) {
    JsonNode legend = panel.json().at("/options/legend");
    String flag = panel.json().path("type").asText().equals("heatmap") ? "show" : "showLegend";
    assertThat(legend.path(flag).asBoolean()).isTrue();
    assertThat(panel.targets()).isNotEmpty();
    assertThat(panel.targets())
        .allSatisfy(target -> assertThat(target.path("legendFormat").asText()).isNotBlank());
    assertThat(panel.targets())
        .extracting(target -> target.path("refId").asText())
        .doesNotHaveDuplicates();
  }

  @ParameterizedTest
  @MethodSource("panels")
  void heatmapHasItsColors(Panel panel) {
    if (panel.json().path("type").asText().equals("heatmap")) {
      JsonNode color = panel.json().at("/options/color");
      assertThat(color.path("mode").asText()).isEqualTo("scheme");
      assertThat(color.path("fill").asText()).isNotBlank();
      assertThat(color.path("exponent").asDouble()).isPositive();
      assertThat(panel.json().at("/options/calculate").asBoolean(true)).isFalse();
      assertThat(panel.targets())
          .allSatisfy(target -> assertThat(target.path("format").asText()).isEqualTo("heatmap"));
    }
  }

  @ParameterizedTest
  @MethodSource("panels")
  void rangesFollowTheZoom(Panel panel) {
    for (String expression : panel.expressions()) {
      assertThat(RANGE.matcher(expression).results().map(match -> match.group(1)))
          .as(expression)
          .allMatch("$__rate_interval"::equals);
    }
  }

  @ParameterizedTest
  @MethodSource("panels")
  void countersAreOnlyShownAsRates(Panel panel) {
    for (String expression : panel.expressions()) {
      assertThat(COUNTER.matcher(expression).results().count())
          .as(expression)
          .isEqualTo(RATED_COUNTER.matcher(expression).results().count());
    }
  }

  @ParameterizedTest
  @MethodSource("panels")
  void everySelectorObeysTheVariables(Panel panel) {
    for (String expression : panel.expressions()) {
      List<String> matchers =
          SELECTOR.matcher(expression).results().map(match -> match.group(1)).toList();
      assertThat(matchers).as(expression).isNotEmpty();
      assertThat(matchers)
          .as(expression)
          .allMatch(text -> text.startsWith("job=~\"$job\",instance=~\"$instance\""));
    }
  }
}
