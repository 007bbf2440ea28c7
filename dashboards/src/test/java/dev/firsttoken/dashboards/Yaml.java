package dev.firsttoken.dashboards;

import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.MappingIterator;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/** Strict reader of YAML: one document, and no field twice. */
final class Yaml {
  private static final YAMLMapper MAPPER =
      new YAMLMapper(
          YAMLFactory.builder().enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION).build());

  private Yaml() {}

  /**
   * Reads the only document of a file.
   *
   * @throws AssertionError if the file has none or several, or is no YAML
   */
  static JsonNode read(Path file) {
    try (MappingIterator<JsonNode> documents =
        MAPPER.readerFor(JsonNode.class).readValues(file.toFile())) {
      List<JsonNode> all = documents.readAll();
      if (all.size() != 1) {
        throw new AssertionError("%s has %d documents".formatted(file, all.size()));
      }
      return all.getFirst();
    } catch (IOException e) {
      throw new AssertionError(file + " is no strict YAML: " + e.getMessage(), e);
    }
  }
}
