package dev.firsttoken.bench.dataset;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.util.function.Function;

/**
 * One conversation of ShareGPT: {@code {"id": …, "conversations": [{"from": "human", "value": …},
 * {"from": "gpt", "value": …}, …]}}.
 *
 * @param prompt first message; empty if there is none
 * @param response second message; empty if there is none
 * @param messages number of messages
 */
record ShareGptConversation(String prompt, String response, int messages) {

  /** Name of the field that tells a conversation from other records. */
  static final String FIELD = "conversations";

  private static final int USED_MESSAGES = 2;

  /**
   * Reads a conversation from its first token to its last.
   *
   * @param invalid creates an error about the record
   */
  static ShareGptConversation parse(
      JsonParser in, Function<String, IllegalArgumentException> invalid) throws IOException {
    if (in.currentToken() != JsonToken.START_OBJECT) {
      throw invalid.apply("must be an object: " + JsonTokens.describe(in));
    }
    ShareGptConversation found = null;
    while (in.nextToken() == JsonToken.FIELD_NAME) {
      boolean isConversation = in.currentName().equals(FIELD);
      in.nextToken();
      if (isConversation) {
        found = parseMessages(in, invalid);
      } else {
        in.skipChildren();
      }
    }
    if (found == null) {
      throw invalid.apply(
          "has no \"conversations\"; a JSON array must be ShareGPT, {\"conversations\": [{\"from\":"
              + " \"human\", \"value\": ...}, ...]}. Put other prompts as one object on each line");
    }
    return found;
  }

  private static ShareGptConversation parseMessages(
      JsonParser in, Function<String, IllegalArgumentException> invalid) throws IOException {
    if (in.currentToken() != JsonToken.START_ARRAY) {
      throw invalid.apply("\"conversations\" must be an array: " + JsonTokens.describe(in));
    }
    String[] values = {"", ""};
    int count = 0;
    while (in.nextToken() != JsonToken.END_ARRAY) {
      if (count < USED_MESSAGES) {
        int index = count;
        values[index] =
            parseValue(
                in, reason -> invalid.apply("conversations[%d] %s".formatted(index, reason)));
      } else {
        in.skipChildren();
      }
      count++;
    }
    return new ShareGptConversation(values[0], values[1], count);
  }

  private static String parseValue(
      JsonParser in, Function<String, IllegalArgumentException> invalid) throws IOException {
    if (in.currentToken() != JsonToken.START_OBJECT) {
      throw invalid.apply("must be an object: " + JsonTokens.describe(in));
    }
    String value = null;
    while (in.nextToken() == JsonToken.FIELD_NAME) {
      boolean isValue = in.currentName().equals("value");
      in.nextToken();
      if (isValue && in.currentToken() != JsonToken.VALUE_STRING) {
        throw invalid.apply("needs a string as \"value\": " + JsonTokens.describe(in));
      } else if (isValue) {
        value = in.getText();
      } else {
        in.skipChildren();
      }
    }
    if (value == null) {
      throw invalid.apply("has no \"value\"");
    }
    String fault = SurrogateCheck.inText(value);
    if (fault != null) {
      throw invalid.apply(fault);
    }
    return value;
  }
}
