package dev.firsttoken.bench.samples;

import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonParseException;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.io.JsonEOFException;
import java.io.IOException;

/** Messages about invalid JSON files. */
public final class JsonErrors {
  private JsonErrors() {}

  /** Describes in half a sentence why a file can't be read, with the position of the error. */
  public static String describe(IOException e) {
    return switch (e) {
      case JsonEOFException truncated ->
          "the JSON is incomplete, it ends in line " + lineNumber(truncated);
      case JsonParseException invalid -> "invalid JSON at " + describeLocation(invalid);
      case JsonProcessingException other -> other.getOriginalMessage();
      default -> String.valueOf(e.getMessage());
    };
  }

  private static String describeLocation(JsonProcessingException e) {
    JsonLocation location = e.getLocation();
    return "line %d, column %d".formatted(location.getLineNr(), location.getColumnNr());
  }

  private static int lineNumber(JsonProcessingException e) {
    return e.getLocation().getLineNr();
  }
}
