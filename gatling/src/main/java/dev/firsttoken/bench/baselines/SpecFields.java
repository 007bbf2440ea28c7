package dev.firsttoken.bench.baselines;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Fields of a JSON object in a file, read strictly. Each error is one sentence that names the file
 * and the field.
 *
 * @param path of the object in the file, for messages; empty for the top
 */
record SpecFields(Path file, String path, JsonNode json) {
  private static final int MAX_QUOTED = 80;

  /** Checks that the value is an object that has no other fields than these. */
  static SpecFields of(Path file, String path, JsonNode json, Set<String> known) {
    if (!json.isObject()) {
      throw new IllegalStateException(
          "%s: %smust be an object, not %s"
              .formatted(file, path.isEmpty() ? "" : path + " ", quote(json)));
    }
    SpecFields fields = new SpecFields(file, path, json);
    json.fieldNames()
        .forEachRemaining(
            name -> {
              if (!known.contains(name)) {
                throw new IllegalStateException(
                    "%s: unknown field %s; the fields are %s"
                        .formatted(file, fields.name(name), String.join(", ", known)));
              }
            });
    return fields;
  }

  boolean has(String field) {
    return json.has(field);
  }

  String string(String field) {
    JsonNode value = required(field);
    if (!value.isTextual() || value.asText().isBlank()) {
      throw invalid(field, "must be a string that is not empty");
    }
    return value.asText();
  }

  @Nullable String optionalString(String field) {
    return has(field) ? string(field) : null;
  }

  int integer(String field, int min, int max) {
    JsonNode value = required(field);
    if (!value.isIntegralNumber() || !value.canConvertToInt()) {
      throw invalid(field, "must be a whole number from %,d to %,d".formatted(min, max));
    }
    int number = value.asInt();
    if (number < min || number > max) {
      throw invalid(field, "must be a whole number from %,d to %,d".formatted(min, max));
    }
    return number;
  }

  int optionalInteger(String field, int min, int max, int defaultValue) {
    return has(field) ? integer(field, min, max) : defaultValue;
  }

  /** Returns one string or a list of them, or none if there is no such field. */
  List<String> optionalStringOrList(String field) {
    if (has(field) && required(field).isTextual()) {
      return List.of(string(field));
    }
    return optionalList(field).stream()
        .map(
            element -> {
              if (!element.isTextual()) {
                throw invalid(field, "must be a string or a list of strings");
              }
              return element.asText();
            })
        .toList();
  }

  /** Returns the elements of a list, or none if there is no such field. */
  List<JsonNode> optionalList(String field) {
    if (!has(field)) {
      return List.of();
    }
    JsonNode value = required(field);
    if (!value.isArray()) {
      throw invalid(field, "must be a list");
    }
    List<JsonNode> elements = new ArrayList<>();
    value.forEach(elements::add);
    return elements;
  }

  /** Returns a command: its words, at least one. */
  List<String> command(String field) {
    return words(field, required(field));
  }

  /** Returns a list of commands, or none if there is no such field. */
  List<List<String>> optionalCommands(String field) {
    return optionalList(field).stream().map(command -> words(field, command)).toList();
  }

  private List<String> words(String field, JsonNode command) {
    List<String> words = new ArrayList<>();
    for (JsonNode word : command) {
      if (!word.isTextual()) {
        throw invalid(field, "must hold words of commands as strings");
      }
      words.add(word.asText());
    }
    if (!command.isArray() || words.isEmpty()) {
      throw invalid(field, "must hold each command as a list of words");
    }
    return List.copyOf(words);
  }

  /** Returns an object whose values are strings, or an empty one if there is no such field. */
  Map<String, String> optionalStrings(String field) {
    if (!has(field)) {
      return Map.of();
    }
    JsonNode value = required(field);
    Map<String, String> strings = new LinkedHashMap<>();
    for (Map.Entry<String, JsonNode> property : value.properties()) {
      if (!property.getValue().isTextual()) {
        throw invalid(field, "must have a string for " + property.getKey());
      }
      strings.put(property.getKey(), property.getValue().asText());
    }
    if (!value.isObject()) {
      throw invalid(field, "must be an object");
    }
    return strings;
  }

  IllegalStateException invalid(String field, String expected) {
    return new IllegalStateException(
        "%s: %s %s, not %s".formatted(file, name(field), expected, quote(required(field))));
  }

  private JsonNode required(String field) {
    JsonNode value = json.path(field);
    if (value.isMissingNode()) {
      throw new IllegalStateException("%s: %s is missing".formatted(file, name(field)));
    }
    return value;
  }

  private String name(String field) {
    return path.isEmpty() ? field : path + "." + field;
  }

  private static String quote(JsonNode value) {
    String text = value.toString();
    return text.length() > MAX_QUOTED ? text.substring(0, MAX_QUOTED) + "…" : text;
  }
}
