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
  public static String why(IOException e) {
    return switch (e) {
      case JsonEOFException cut -> "it ends before its JSON does, in line " + line(cut);
      case JsonParseException bad -> "no JSON from " + place(bad) + " on";
      case JsonProcessingException other -> other.getOriginalMessage();
      default -> String.valueOf(e.getMessage());
    };
  }

  private static String place(JsonProcessingException e) {
    JsonLocation at = e.getLocation();
    return "line %d, column %d".formatted(at.getLineNr(), at.getColumnNr());
  }

  private static int line(JsonProcessingException e) {
    return e.getLocation().getLineNr();
  }
}
