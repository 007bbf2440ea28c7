package dev.firsttoken.bench.samples;

import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonParseException;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.io.JsonEOFException;
import java.io.IOException;

/** What is wrong with a file of JSON, for the one who wrote or cut it. */
public final class JsonErrors {
  private JsonErrors() {}

  /** Why it could not be read: half a sentence, with the place where it is not JSON any more. */
  public static String describe(IOException e) {
    return switch (e) {
      case JsonEOFException cut -> "it ends before its JSON does, in line " + lineNumber(cut);
      case JsonParseException bad -> "no JSON from " + describeLocation(bad) + " on";
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
