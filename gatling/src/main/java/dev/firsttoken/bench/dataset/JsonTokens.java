package dev.firsttoken.bench.dataset;

import com.fasterxml.jackson.core.JsonParser;
import java.io.IOException;

/** Position and description of a JSON parser's current token. */
final class JsonTokens {
  private JsonTokens() {}

  /** Returns the offset in the line of the token's first character. */
  static int offset(JsonParser in) {
    return (int) in.currentTokenLocation().getCharOffset();
  }

  /** Returns the token's text for an error message, shortened. */
  static String describe(JsonParser in) throws IOException {
    return switch (in.currentToken()) {
      case START_ARRAY -> "an array";
      case START_OBJECT -> "an object";
      case VALUE_STRING -> '"' + LineReader.excerpt(in.getText()) + '"';
      default -> LineReader.excerpt(in.getText());
    };
  }
}
