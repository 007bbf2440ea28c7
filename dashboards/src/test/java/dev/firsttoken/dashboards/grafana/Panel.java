package dev.firsttoken.dashboards.grafana;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;

/** One panel. */
public record Panel(JsonNode json) {
  public int id() {
    return json.path("id").asInt();
  }

  public String title() {
    return json.path("title").asText();
  }

  /** PromQL of its targets, with variables. */
  public List<String> expressions() {
    return targets().stream().map(target -> target.path("expr").asText()).toList();
  }

  public List<JsonNode> targets() {
    return Dashboard.stream(json.path("targets")).toList();
  }

  /** True if there is one panel for each runtime. */
  public boolean isRepeated() {
    return json.path("repeat").asText().equals("runtime");
  }

  @Override
  public String toString() {
    return title();
  }
}
