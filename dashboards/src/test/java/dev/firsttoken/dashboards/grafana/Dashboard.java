package dev.firsttoken.dashboards.grafana;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;

/** The dashboard of the repository. */
public record Dashboard(JsonNode json) {
  public static final Path FILE = Path.of("grafana", "first-token.json");

  /** Reads the committed file. */
  public static Dashboard read() {
    try {
      return new Dashboard(new ObjectMapper().readTree(FILE.toFile()));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** All panels that draw something, in order. */
  public List<Panel> panels() {
    return stream(json.path("panels"))
        .filter(panel -> !panel.path("type").asText().equals("row"))
        .map(Panel::new)
        .toList();
  }

  /** Titles of the rows, in order. */
  public List<String> rows() {
    return stream(json.path("panels"))
        .filter(panel -> panel.path("type").asText().equals("row"))
        .map(row -> row.path("title").asText())
        .toList();
  }

  public List<JsonNode> variables() {
    return stream(json.at("/templating/list")).toList();
  }

  public JsonNode variable(String name) {
    Optional<JsonNode> found =
        variables().stream().filter(each -> each.path("name").asText().equals(name)).findFirst();
    return found.orElseThrow(() -> new AssertionError("there is no variable " + name));
  }

  static Stream<JsonNode> stream(JsonNode list) {
    return StreamSupport.stream(list.spliterator(), false);
  }
}
