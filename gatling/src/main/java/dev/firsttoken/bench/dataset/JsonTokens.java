package dev.firsttoken.bench.dataset;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.exc.StreamConstraintsException;
import java.io.IOException;

/** Parsers of records, with the position and description of their current token. */
final class JsonTokens {
  /** Without a limit on strings: {@link LineReader} and {@link RecordBound} limit the record. */
  static final JsonFactory JSON =
      JsonFactory.builder()
          .streamReadConstraints(
              StreamReadConstraints.builder().maxStringLength(Integer.MAX_VALUE).build())
          .build();

  private JsonTokens() {}

  /** Describes a limit that valid JSON exceeds: of levels, of digits, or of a name. */
  static String beyondLimit(StreamConstraintsException e) {
    int levels = JSON.streamReadConstraints().getMaxNestingDepth();
    return e.getOriginalMessage().contains("nesting depth")
        ? "is nested deeper than the maximum of %,d levels".formatted(levels)
        : "has a number or a name that is too long";
  }

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
