package dev.firsttoken.bench.dataset;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Fields of a line that go to the server as they stand. Where the bench asks for streams and their
 * usage, a line that asks for the opposite is an error.
 */
final class LineFields {
  private final LineReader reader;
  private final String line;
  private final boolean streamed;
  private final Map<String, String> values = new LinkedHashMap<>();

  LineFields(LineReader reader, String line, boolean streamed) {
    this.reader = reader;
    this.line = line;
    this.streamed = streamed;
  }

  /** Adds a field, whose value's first token was read, and reads that value to its end. */
  void add(String name, JsonParser in) throws IOException {
    if (values.containsKey(name)) {
      throw reader.invalid("has \"%s\" twice".formatted(name));
    }
    switch (name) {
      case "model" -> checkModel(in);
      case "stream" -> checkStream(in);
      default -> {}
    }
    int from = JsonTokens.offset(in);
    boolean isObject = in.currentToken() == JsonToken.START_OBJECT;
    boolean isNull = in.currentToken() == JsonToken.VALUE_NULL;
    if (name.equals("stream_options") && isObject) {
      checkStreamOptions(in);
    } else if (name.equals("stream_options") && !isNull) {
      throw reader.invalid("\"stream_options\" must be an object: " + JsonTokens.describe(in));
    } else {
      in.skipChildren();
    }
    in.finishToken();
    int to = (int) in.currentLocation().getCharOffset();
    values.put(name, line.substring(from, to).strip());
  }

  /** Returns the values by name, in order. */
  Map<String, String> values() {
    return Collections.unmodifiableMap(values);
  }

  private void checkModel(JsonParser in) throws IOException {
    if (in.currentToken() != JsonToken.VALUE_STRING || in.getText().isEmpty()) {
      throw reader.invalid("\"model\" must be a non-empty string: " + JsonTokens.describe(in));
    }
  }

  private void checkStream(JsonParser in) throws IOException {
    boolean agrees =
        in.currentToken() == JsonToken.VALUE_TRUE
            || (!streamed && in.currentToken() == JsonToken.VALUE_FALSE);
    if (!agrees) {
      throw reader.invalid(
          (streamed
                  ? "\"stream\" must be true or absent, because responses are streamed without"
                      + " --no-stream: "
                  : "\"stream\" must be true, false or absent: ")
              + JsonTokens.describe(in));
    }
  }

  private void checkStreamOptions(JsonParser in) throws IOException {
    while (in.nextToken() == JsonToken.FIELD_NAME) {
      String name = in.currentName();
      boolean isTrue = in.nextToken() == JsonToken.VALUE_TRUE;
      if (streamed && !isTrue && name.equals("include_usage")) {
        throw reader.invalid(
            "\"include_usage\" must be true or absent, because the bench counts tokens by it: "
                + JsonTokens.describe(in));
      }
      in.skipChildren();
    }
  }
}
