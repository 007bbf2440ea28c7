package dev.firsttoken.bench.dataset;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;

/** Parser of one message: checks its fields and finds where a user message's text starts. */
final class MessageParser {
  /** Returned in place of an offset if the role is not "user". */
  static final int NOT_FROM_USER = -2;

  private static final int NO_TEXT = -1;

  private final LineReader reader;
  private final int index;
  private boolean hasRole;
  private boolean isUser;
  private int textOffset = NO_TEXT;

  MessageParser(LineReader reader, int index) {
    this.reader = reader;
    this.index = index;
  }

  /**
   * Parses from the message's first token to its last.
   *
   * @return offset in the line of the first character of the text, -1 if there is no text, or
   *     {@link #NOT_FROM_USER} if the role is not "user"
   */
  int parse(JsonParser in) throws IOException {
    if (in.currentToken() != JsonToken.START_OBJECT) {
      throw invalid(" must be an object: " + JsonTokens.describe(in));
    }
    while (in.nextToken() == JsonToken.FIELD_NAME) {
      String name = in.currentName();
      in.nextToken();
      switch (name) {
        case "role" -> parseRole(in);
        case "content" -> parseContent(in);
        default -> in.skipChildren();
      }
    }
    if (!hasRole) {
      throw invalid(" has no \"role\"");
    }
    return isUser ? textOffset : NOT_FROM_USER;
  }

  private void parseRole(JsonParser in) throws IOException {
    if (in.currentToken() != JsonToken.VALUE_STRING) {
      throw invalid(": \"role\" must be a string: " + JsonTokens.describe(in));
    }
    hasRole = true;
    isUser = in.getText().equals("user");
  }

  private void parseContent(JsonParser in) throws IOException {
    switch (in.currentToken()) {
      case VALUE_NULL -> textOffset = NO_TEXT; // an assistant's tool call
      case VALUE_STRING -> textOffset = JsonTokens.offset(in) + 1;
      case START_ARRAY -> {
        textOffset = NO_TEXT;
        while (in.nextToken() != JsonToken.END_ARRAY) {
          parsePart(in);
        }
      }
      default ->
          throw invalid(": \"content\" must be a string or an array: " + JsonTokens.describe(in));
    }
  }

  /** Finds the text of the first part that has one. */
  private void parsePart(JsonParser in) throws IOException {
    if (in.currentToken() != JsonToken.START_OBJECT) {
      in.skipChildren();
      return;
    }
    while (in.nextToken() == JsonToken.FIELD_NAME) {
      String name = in.currentName();
      boolean isString = in.nextToken() == JsonToken.VALUE_STRING;
      if (name.equals("text") && isString && textOffset < 0) {
        textOffset = JsonTokens.offset(in) + 1;
      }
      in.skipChildren();
    }
  }

  private IllegalArgumentException invalid(String reason) {
    return reader.invalid("messages[%d]%s".formatted(index, reason));
  }
}
