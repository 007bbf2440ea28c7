package dev.firsttoken.bench.dataset;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;

/** Looks through one message of a prompts file: is it one, and where does a user's text begin? */
final class MessageParser {
  /** In place of an offset, where the message is not the user's. */
  static final int OF_ANOTHER = -2;

  private static final int NO_TEXT = -1;

  private final LineReader lines;
  private final int index;
  private boolean role;
  private boolean user;
  private int textAt = NO_TEXT;

  MessageParser(LineReader lines, int index) {
    this.lines = lines;
    this.index = index;
  }

  /**
   * Reads from the message's first token to its last one.
   *
   * @return offset in the line of the first character of its text, -1 where it has none, {@link
   *     #OF_ANOTHER} where its role is not "user"
   */
  int at(JsonParser in) throws IOException {
    if (in.currentToken() != JsonToken.START_OBJECT) {
      throw bad("must be an object: " + PromptParser.value(in));
    }
    while (in.nextToken() == JsonToken.FIELD_NAME) {
      String name = in.currentName();
      in.nextToken();
      switch (name) {
        case "role" -> role(in);
        case "content" -> content(in);
        default -> in.skipChildren();
      }
    }
    if (!role) {
      throw bad("has no \"role\"");
    }
    return user ? textAt : OF_ANOTHER;
  }

  private void role(JsonParser in) throws IOException {
    if (in.currentToken() != JsonToken.VALUE_STRING) {
      throw bad("must have a text as its \"role\": " + PromptParser.value(in));
    }
    role = true;
    user = in.getText().equals("user");
  }

  private void content(JsonParser in) throws IOException {
    switch (in.currentToken()) {
      case VALUE_NULL -> textAt = NO_TEXT; // of an assistant that called a tool
      case VALUE_STRING -> textAt = PromptParser.offset(in) + 1;
      case START_ARRAY -> {
        textAt = NO_TEXT;
        while (in.nextToken() != JsonToken.END_ARRAY) {
          part(in);
        }
      }
      default ->
          throw bad("must have text or an array as its \"content\": " + PromptParser.value(in));
    }
  }

  /** The text of the first part that has one. */
  private void part(JsonParser in) throws IOException {
    if (in.currentToken() != JsonToken.START_OBJECT) {
      in.skipChildren();
      return;
    }
    while (in.nextToken() == JsonToken.FIELD_NAME) {
      String name = in.currentName();
      boolean string = in.nextToken() == JsonToken.VALUE_STRING;
      if (name.equals("text") && string && textAt < 0) {
        textAt = PromptParser.offset(in) + 1;
      }
      in.skipChildren();
    }
  }

  private IllegalArgumentException bad(String why) {
    return lines.bad("messages[%d] %s".formatted(index, why));
  }
}
