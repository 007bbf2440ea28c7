package dev.firsttoken.proxy.upstream;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import dev.firsttoken.proxy.api.ChatRequest;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/** Parser of OpenAI's model list: {@code {"data":[{"id":"…"},…]}}. */
final class ListedModels {
  private static final JsonFactory JSON =
      JsonFactory.builder().disable(JsonFactory.Feature.INTERN_FIELD_NAMES).build();

  private ListedModels() {}

  /**
   * Extracts the ids, each once and in their order. Leaves out those that can't be sent or shown.
   *
   * @return the ids; empty if the JSON is no model list
   * @throws IOException if the bytes are not JSON
   */
  static List<String> parse(byte[] json) throws IOException {
    Set<String> models = new LinkedHashSet<>();
    try (JsonParser in = JSON.createParser(json)) {
      if (in.nextToken() == JsonToken.START_OBJECT) {
        while (in.nextToken() == JsonToken.FIELD_NAME) {
          boolean list = in.currentName().equals("data");
          if (in.nextToken() == JsonToken.START_ARRAY && list) {
            readModels(in, models);
          } else {
            in.skipChildren();
          }
        }
      }
    }
    return List.copyOf(models);
  }

  private static void readModels(JsonParser in, Set<String> models) throws IOException {
    for (JsonToken token = in.nextToken(); token != JsonToken.END_ARRAY; token = in.nextToken()) {
      if (token == null) {
        return;
      }
      if (token != JsonToken.START_OBJECT) {
        in.skipChildren();
        continue;
      }
      while (in.nextToken() == JsonToken.FIELD_NAME) {
        boolean id = in.currentName().equals("id");
        if (in.nextToken() == JsonToken.VALUE_STRING && id && isUsable(in.getText())) {
          models.add(in.getText());
        } else {
          in.skipChildren();
        }
      }
    }
  }

  private static boolean isUsable(String id) {
    return !id.isBlank()
        && id.length() <= ChatRequest.MAX_MODEL_LENGTH
        && id.chars().noneMatch(Character::isISOControl)
        && StandardCharsets.UTF_8.newEncoder().canEncode(id);
  }
}
