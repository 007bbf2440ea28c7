package dev.firsttoken.bench.dataset;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;

/** Looks through one message of a prompts file: is it one, and where does a user's text begin? */
final class MessageParser {
  /** In place of an offset, where the message is not the user's. */
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
   * Reads from the message's first token to its last one.
   *
   * @return offset in the line of the first character of its text, -1 where it has none, {@link
   *     #NOT_FROM_USER} where its role is not "user"
   */
  int parse(JsonParser in) throws IOException {
    if (in.currentToken() != JsonToken.START_OBJECT) {
      throw invalid("must be an object: " + PromptParser.describeToken(in));
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
      throw invalid("has no \"role\"");
    }
    return isUser ? textOffset : NOT_FROM_USER;
  }

  private void parseRole(JsonParser in) throws IOException {
    if (in.currentToken() != JsonToken.VALUE_STRING) {
      throw invalid("must have a text as its \"role\": " + PromptParser.describeToken(in));
    }
    hasRole = true;
    isUser = in.getText().equals("user");
  }

  private void parseContent(JsonParser in) throws IOException {
    switch (in.currentToken()) {
      case VALUE_NULL -> textOffset = NO_TEXT; // of an assistant that called a tool
      case VALUE_STRING -> textOffset = PromptParser.tokenOffset(in) + 1;
      case START_ARRAY -> {
        textOffset = NO_TEXT;
        while (in.nextToken() != JsonToken.END_ARRAY) {
          parsePart(in);
        }
      }
      default ->
          throw invalid(
              "must have text or an array as its \"content\": " + PromptParser.describeToken(in));
    }
  }

  /** The text of the first part that has one. */
  private void parsePart(JsonParser in) throws IOException {
    if (in.currentToken() != JsonToken.START_OBJECT) {
      in.skipChildren();
      return;
    }
    while (in.nextToken() == JsonToken.FIELD_NAME) {
      String name = in.currentName();
      boolean isString = in.nextToken() == JsonToken.VALUE_STRING;
      if (name.equals("text") && isString && textOffset < 0) {
        textOffset = PromptParser.tokenOffset(in) + 1;
      }
      in.skipChildren();
    }
  }

  private IllegalArgumentException invalid(String reason) {
    return reader.invalid("messages[%d] %s".formatted(index, reason));
  }
}
