package dev.firsttoken.proxy.results;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Reads the facts of a result in one pass that keeps nothing else of it. */
final class HeaderReader {
  private static final JsonFactory JSON = new JsonFactory();
  private static final String SCHEMA = "firsttoken.result/1";

  /** Schema of a result of wrk2 or wrk, which has runs and neither a command nor levels. */
  private static final String WRK_SCHEMA = "firsttoken.wrk/1";

  private static final String WRK_KIND = "wrk2";
  private static final String DEFAULT_TARGET = "default";

  /** In characters; a text of a result may have any length. */
  private static final int MAX_TEXT = 256;

  private static final int MAX_TARGETS = 100;

  private @Nullable String schema;
  private String kind = "";
  private String startedAt = "";
  private @Nullable String url;
  private @Nullable String model;
  private final List<String> targets = new ArrayList<>();
  private int levels;
  private boolean partial;
  private boolean valid;
  private boolean hasFailure;

  private HeaderReader() {}

  /** The file is no result; the message is a sentence for people. */
  static final class NoResultException extends Exception {
    private static final long serialVersionUID = 1;

    private NoResultException(String message) {
      super(message);
    }
  }

  /**
   * Reads a file.
   *
   * @throws NoResultException if it is no result of this version
   * @throws IOException if it can't be read
   */
  static ListedResult.Header read(Path file) throws IOException, NoResultException {
    HeaderReader reader = new HeaderReader();
    try (InputStream in = Files.newInputStream(file, LinkOption.NOFOLLOW_LINKS);
        JsonParser parser = JSON.createParser(in)) {
      reader.read(parser);
    } catch (JsonProcessingException e) {
      throw new NoResultException(
          "It is no JSON, or not all of it: line %d, column %d."
              .formatted(e.getLocation().getLineNr(), e.getLocation().getColumnNr()));
    }
    return reader.header();
  }

  private void read(JsonParser parser) throws IOException, NoResultException {
    if (parser.nextToken() != JsonToken.START_OBJECT) {
      throw new NoResultException("It is no JSON object.");
    }
    while (parser.nextToken() == JsonToken.FIELD_NAME) {
      String name = parser.currentName();
      parser.nextToken();
      switch (name) {
        case "schema" -> schema = text(parser);
        case "command" -> kind = textOrEmpty(parser);
        case "started_at" -> startedAt = textOrEmpty(parser);
        case "partial" -> partial = parser.currentToken() == JsonToken.VALUE_TRUE;
        case "valid" -> valid = parser.currentToken() == JsonToken.VALUE_TRUE;
        case "levels" -> countLevels(parser);
        case "targets" -> readTargets(parser);
        case "runs" -> readRuns(parser);
        case "options" -> readOptions(parser);
        default -> parser.skipChildren();
      }
    }
  }

  private void countLevels(JsonParser parser) throws IOException {
    if (parser.currentToken() != JsonToken.START_ARRAY) {
      parser.skipChildren();
      return;
    }
    while (parser.nextToken() != JsonToken.END_ARRAY) {
      levels++;
      parser.skipChildren();
    }
  }

  private void readTargets(JsonParser parser) throws IOException {
    if (parser.currentToken() != JsonToken.START_ARRAY) {
      parser.skipChildren();
      return;
    }
    while (parser.nextToken() != JsonToken.END_ARRAY) {
      String target = nameAndFailure(parser);
      if (target != null && targets.size() < MAX_TARGETS) {
        targets.add(target);
      }
    }
  }

  private void readRuns(JsonParser parser) throws IOException {
    if (parser.currentToken() != JsonToken.START_ARRAY) {
      parser.skipChildren();
      return;
    }
    while (parser.nextToken() != JsonToken.END_ARRAY) {
      nameAndFailure(parser);
    }
  }

  /** Returns the name in the object that begins here, notes a failure, and reads to its end. */
  private @Nullable String nameAndFailure(JsonParser parser) throws IOException {
    if (parser.currentToken() != JsonToken.START_OBJECT) {
      parser.skipChildren();
      return null;
    }
    String found = null;
    while (parser.nextToken() == JsonToken.FIELD_NAME) {
      String name = parser.currentName();
      parser.nextToken();
      switch (name) {
        case "name" -> found = text(parser);
        case "failure" -> hasFailure |= text(parser) != null;
        default -> parser.skipChildren();
      }
    }
    return found;
  }

  private void readOptions(JsonParser parser) throws IOException {
    if (parser.currentToken() != JsonToken.START_OBJECT) {
      parser.skipChildren();
      return;
    }
    while (parser.nextToken() == JsonToken.FIELD_NAME) {
      String name = parser.currentName();
      parser.nextToken();
      switch (name) {
        case "url" -> url = text(parser);
        case "model" -> model = text(parser);
        default -> parser.skipChildren();
      }
    }
  }

  /** Returns the beginning of a text, or null if the value is none; reads to the value's end. */
  private static @Nullable String text(JsonParser parser) throws IOException {
    if (parser.currentToken() != JsonToken.VALUE_STRING) {
      parser.skipChildren();
      return null;
    }
    String text = parser.getText();
    return text.length() <= MAX_TEXT ? text : text.substring(0, MAX_TEXT);
  }

  private static String textOrEmpty(JsonParser parser) throws IOException {
    String text = text(parser);
    return text == null ? "" : text;
  }

  /** Offsets differ between machines, so a text has no order in time. */
  private static Instant time(String text) {
    try {
      return OffsetDateTime.parse(text).toInstant();
    } catch (DateTimeParseException e) {
      return Instant.MIN;
    }
  }

  private ListedResult.Header header() throws NoResultException {
    boolean isWrk = WRK_SCHEMA.equals(schema);
    if (!isWrk && !SCHEMA.equals(schema)) {
      throw new NoResultException(
          schema == null
              ? "It names no schema."
              : "Its schema is %s, and this version reads %s and %s."
                  .formatted(schema, SCHEMA, WRK_SCHEMA));
    }
    return new ListedResult.Header(
        isWrk ? WRK_KIND : kind,
        startedAt,
        time(startedAt),
        url,
        model,
        targets.isEmpty() ? List.of(DEFAULT_TARGET) : targets,
        isWrk ? null : levels,
        partial,
        isWrk ? !hasFailure : valid);
  }
}
